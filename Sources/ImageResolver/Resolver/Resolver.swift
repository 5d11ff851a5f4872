import ImageArchive
import ImageModel
import ImageStore
import PlatformModel
import RegistryClient

/// Resolves images for a host, explains the choice, and pulls them: the whole of the library.
///
/// ```swift
/// let resolver = Resolver(options: ResolverOptions())
/// let images = try await resolver.pull(PullRequest(image: "registry.example/app:1"), to: .layout("app"))
/// ```
///
/// One value may do many things at once; they share connections and the number of blobs fetched at a time.
public struct Resolver: Sendable {
    let options: ResolverOptions
    let events: @Sendable (ResolverEvent) -> Void
    let network: Network
    let slots: TransferSlots
    let budget: ConnectionBudget
    /// One at a time lists what it pulled, also where the file system knows no locks.
    let listing = TransferSlots(count: 1)
    private let shared: SharedRules
    /// The time that one call may take, or all calls together from a moment on.
    private var timeLimit: TimeLimit

    /// Begins to load, in the background, what every connection needs.
    ///
    /// It takes some 5 ms, which who is going to ask a registry saves by calling this first of all.
    public static func prepareConnections() {
        Network.prepare()
    }

    /// Reads no table, probes nothing and opens no connection yet: the first call does.
    public init(options: ResolverOptions, events: @escaping @Sendable (ResolverEvent) -> Void = { _ in }) {
        self.options = options
        self.events = events
        shared = SharedRules(options: options)
        network = Network(options: options, events: events)
        slots = TransferSlots(count: options.jobs)
        budget = ConnectionBudget(mostOfOneBlob: options.connections, processors: ProcessFacts.processors)
        timeLimit = TimeLimit(seconds: options.timeoutSeconds)
    }

    /// The rules that every choice follows: the tables, and the host with its facts.
    public var rules: HostRules {
        get async throws(ResolverError) { try await shared.rules() }
    }

    /// The same resolver, whose time limit runs from now on over all that it is asked, instead of over each call.
    public func withClockRunning() -> Resolver {
        var resolver = self
        resolver.timeLimit = timeLimit.started()
        return resolver
    }

    /// The clock of every time stamp: seconds since 1970.
    static let now: @Sendable () -> Double = { ProcessFacts.now() }

    /// Runs `work` within the time that the options allow; errors name the image.
    func bounded<Value: Sendable>(
        _ image: String, _ work: @escaping @Sendable () async throws(ResolverError) -> Value
    ) async throws(ResolverError) -> Value {
        let result = await timeLimit.bound {
            do throws(ResolverError) {
                return .success(try await work())
            } catch {
                return Result<Value, ResolverError>.failure(error)
            }
        }
        do throws(ResolverError) {
            return try result.get()
        } catch {
            throw error.concerning(image: image, registry: Self.registry(of: image))
        }
    }

    private static func registry(of image: String) -> String? {
        guard case .registry(let reference)? = try? ImageSource(parsing: image) else { return nil }
        return reference.registry
    }
}

/// What every answer about an image begins with.
struct Beginning<Wanted: Sendable>: Sendable {
    /// The rules.
    let rules: HostRules
    /// What is wanted.
    let wanted: Wanted
    /// Where the image's documents come from.
    let source: OpenSource
    /// The document that its name stands for.
    let root: Document
}

extension Resolver {
    /// Opens `image`, reads the document that its name stands for, and works out what is wanted of it.
    ///
    /// `choose` gives what is wanted, and the platform under which `stores` may know the image. Where nothing that the
    /// user wrote has to be checked first, and no store has to be asked for the platform, the registry is asked while the
    /// host is probed.
    func begin<Wanted>(
        _ image: String, for platforms: [String], using stores: [ImageStore],
        _ choose: @escaping @Sendable (HostRules) throws(ResolverError) -> (wanted: Wanted, platform: Platform)
    ) async throws(ResolverError) -> Beginning<Wanted> {
        guard platforms.isEmpty, stores.isEmpty, options.takesHostAsItIs else {
            let rules = try await rules
            let (wanted, platform) = try choose(rules)
            let platforms = [rules.catalog.normalized(platform), WantedPlatforms.every]
            let source = try await open(image, using: stores) { reference in
                let known = stores.lazy.flatMap { store in
                    platforms.lazy.compactMap { store.resolution(of: reference, platform: $0) }
                }
                return known.first.map { $0.index ?? $0.manifest }
            }
            return Beginning(rules: rules, wanted: wanted, source: source, root: try await source.origin.root())
        }
        async let probed = probedRules()
        let source = try await open(image, using: []) { _ in nil }
        let root = try await source.origin.root()
        let rules = try await probed.get()
        return Beginning(rules: rules, wanted: try choose(rules).wanted, source: source, root: root)
    }

    private func probedRules() async -> Result<HostRules, ResolverError> {
        do throws(ResolverError) {
            return .success(try await rules)
        } catch {
            return .failure(error)
        }
    }
}

extension ResolverOptions {
    /// Whether the platform is this machine's, by the built-in tables: nothing of it can be wrong.
    fileprivate var takesHostAsItIs: Bool {
        host == nil && tables == nil && platforms.isEmpty && policy.assumedVariant == nil
            && !WantedPlatforms.variables.contains { environment[$0]?.isEmpty == false }
    }
}

extension Resolver {
    /// Opens what `image` names: a registry's repository, a layout or an archive.
    ///
    /// `lastKnown` gives the document that a reference stood for when it was last asked about.
    func open(
        _ image: String, using stores: [ImageStore], lastKnown: (Reference) -> Digest?
    ) async throws(ResolverError) -> OpenSource {
        switch try source(image) {
        case .layout(let path, let tag):
            let origin = try LayoutOrigin(path: path, tag: tag)
            let entry = try origin.entry()
            return OpenSource(
                origin: origin, places: nil, reference: nil, local: .layout(origin.store), tag: entry.name,
                formerName: entry.imageName.flatMap { try? Reference(parsing: $0) })
        case .archive(let form, let path, let tag):
            let origin = try await ArchiveOrigin(
                path: path, form: form, tag: tag, scratchFolder: StoreLocation.scratchFolder(of: localStorePath),
                jobs: options.jobs)
            return OpenSource(
                origin: origin, places: nil, reference: nil, local: .archive(origin.image, name: origin.name),
                tag: origin.tag, formerName: origin.image.reference)
        case .registry(let reference):
            let places = options.offline ? nil : try await network.places(of: reference, image: image)
            let events = events
            let origin = RegistryOrigin(
                reference: reference, places: places, stores: stores, lastKnown: lastKnown(reference),
                note: { events(.note("\(image): \($0)")) })
            return OpenSource(origin: origin, places: places, reference: reference, local: nil, tag: nil)
        }
    }

    /// What the text that names an image means.
    func source(_ image: String) throws(ResolverError) -> ImageSource {
        do throws(ImageSourceError) {
            return try ImageSource(parsing: image)
        } catch {
            throw ResolverError(.malformed, error.description)
        }
    }

    /// The folder of the local store.
    var localStorePath: String {
        StoreLocation.path(
            resolveHome: options.environment["RESOLVE_HOME"], dataHome: options.environment["XDG_DATA_HOME"],
            home: options.environment["HOME"])
    }

    /// The local store where there is one; a damaged one is as good as none to who only looks.
    var localStore: ImageStore? {
        (try? ImageStore.existing(at: localStorePath, as: .local)) ?? nil
    }
}
