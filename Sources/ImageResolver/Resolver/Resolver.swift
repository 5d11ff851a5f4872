import ErrorMapping
import ImageModel
import ImageStore
import PlatformModel
import RegistryClient

/// Resolves images for a host, explains the choice, and pulls, copies and pushes them. This is the library's entry point.
///
/// ```swift
/// let resolver = Resolver(options: ResolverOptions())
/// let images = try await resolver.pull(PullRequest(image: "registry.example/app:1"), to: .layout("app"))
/// ```
///
/// A resolver may run many operations at once. They share its connections and its limit on concurrent transfers.
public struct Resolver: Sendable {
    let options: ResolverOptions
    let events: @Sendable (ResolverEvent) -> Void
    let network: Network
    /// Limits how many blobs and documents are transferred at once.
    let slots: TransferSlots
    let budget: ConnectionBudget
    /// Serializes the writes to a layout's `index.json`, also on file systems without locks.
    let listing = TransferSlots(count: 1)
    /// The blobs that pulls are fetching.
    let claims = BlobClaims()
    /// What pulls of several images share while they read documents; `nil` for operations on one image.
    var reading: SharedReading?
    /// The archives that pulls are building.
    let archives = ArchiveBuilds()
    private let cachedRules: CachedHostRules
    private var timeLimit: TimeLimit

    /// Starts to load, in the background, the libraries that every connection needs.
    ///
    /// Loading takes about 5 ms. A program that is about to contact a registry should call this first.
    public static func prepareConnections() {
        Network.prepare()
    }

    /// Creates a resolver. Tables are read, the host is probed and connections are opened on first use.
    public init(options: ResolverOptions, events: @escaping @Sendable (ResolverEvent) -> Void = { _ in }) {
        self.options = options
        self.events = events
        cachedRules = CachedHostRules(options: options)
        network = Network(options: options, events: events)
        slots = TransferSlots(count: options.jobs)
        budget = ConnectionBudget(mostOfOneBlob: options.connections, processors: ProcessFacts.processors)
        timeLimit = TimeLimit(seconds: options.timeoutSeconds)
    }

    /// The platform tables and the host. They are loaded once per resolver.
    public var rules: HostRules {
        get async throws(ResolverError) { try await cachedRules.rules() }
    }

    /// The same resolver with a time limit that starts now and covers all later calls together, not each call alone.
    public func withClockRunning() -> Resolver {
        var resolver = self
        resolver.timeLimit = timeLimit.started()
        return resolver
    }

}

// MARK: - What every operation begins with

extension Resolver {
    /// Parses `image` and runs `work` within the time limit. Errors name the image and its registry.
    func bounded<Value: Sendable>(
        _ image: String, _ work: @escaping @Sendable (ImageSource) async throws(ResolverError) -> Value
    ) async throws(ResolverError) -> Value {
        let source = try mapError(ResolverError.concerning(image), try source(image))
        var registry: String?
        if case .registry(let reference) = source { registry = reference.registry }
        return try await bounded(image, at: registry) { () async throws(ResolverError) in try await work(source) }
    }

    /// Runs `work` within the time limit. Errors name `image` and `registry`, unless they name others already.
    func bounded<Value: Sendable>(
        _ image: String, at registry: String?, _ work: @escaping @Sendable () async throws(ResolverError) -> Value
    ) async throws(ResolverError) -> Value {
        try await mapError(
            ResolverError.concerning(image, registry: registry), awaiting: try await timeLimit.bound(work))
    }

    /// Refuses an operation that needs a registry when the options forbid connections.
    func requireNetwork(_ reason: String) throws(ResolverError) {
        guard options.offline else { return }
        throw ResolverError(.usage, "\(reason), and --offline allows no requests")
    }

    /// What the name of an image refers to.
    func source(_ image: String) throws(ResolverError) -> ImageSource {
        try mapError({ (error: ReferenceError) in ResolverError.malformed(error) }, try ImageSource(parsing: image))
    }

    /// Opens an image, reads its root document, and determines the wanted platforms.
    ///
    /// `choose` returns what is wanted, and the platform under which `stores` may have recorded the image. If no user
    /// input about the platform has to be checked first, and there is no store to look into, the registry is contacted
    /// while the host is probed.
    func begin<Wanted>(
        _ image: String, _ source: ImageSource, for platforms: [String], using stores: [ImageStore],
        locked: LockedImage? = nil,
        _ choose: @escaping @Sendable (HostRules) throws(ResolverError) -> (wanted: Wanted, platform: Platform)
    ) async throws(ResolverError) -> (rules: HostRules, wanted: Wanted, origin: any ImageOrigin, root: Document) {
        guard platforms.isEmpty, stores.isEmpty, options.usesDetectedHost else {
            let rules = try await rules
            let (wanted, platform) = try choose(rules)
            let platforms = [rules.catalog.normalized(platform), WantedPlatforms.every]
            let origin = try await open(image, source, using: stores, locked: locked) { reference in
                let known = stores.lazy.flatMap { store in
                    platforms.lazy.compactMap { store.resolution(of: reference, platform: $0) }
                }
                return known.first.map { $0.index ?? $0.manifest }
            }
            return (rules, wanted, origin, try await origin.root())
        }
        async let probed = outcome { () async throws(ResolverError) in try await self.rules }
        let origin = try await open(image, source, locked: locked)
        let root = try await origin.root()
        let rules = try await probed.get()
        return (rules, try choose(rules).wanted, origin, root)
    }

    /// Opens a repository at a registry, a layout or an archive.
    ///
    /// `lastKnown` returns the digest that a reference resolved to when it was last requested.
    func open(
        _ image: String, _ source: ImageSource, using stores: [ImageStore] = [], locked: LockedImage? = nil,
        lastKnown: (Reference) -> Digest? = { _ in nil }
    ) async throws(ResolverError) -> any ImageOrigin {
        switch source.existing {
        case .layout(let path, let tag):
            return try LayoutOrigin(path: path, tag: tag)
        case .archive(let form, let path, let tag):
            return try await ArchiveOrigin(
                path: path, form: form, tag: tag, scratchFolder: scratchFolder,
                jobs: options.jobs)
        case .registry(let reference):
            let endpoints = options.offline ? nil : try await network.endpoints(of: reference, image: image)
            return RegistryOrigin(
                reference, at: endpoints, stores: stores, lastKnown: lastKnown(reference), locked: locked,
                reading: reading, note: noting(image))
        }
    }

    /// Reports notes about an image.
    func noting(_ image: String) -> @Sendable (String) -> Void {
        { [events] text in events(.note("\(image): \(text)")) }
    }

    /// The folder of the local store.
    var localStorePath: String {
        StoreLocation.path(
            resolveHome: options.environment["RESOLVE_HOME"], dataHome: options.environment["XDG_DATA_HOME"],
            home: options.environment["HOME"])
    }

    /// The folder for scratch files, which is on the disk of the local store unless that is read-only.
    var scratchFolder: String {
        let temporary = options.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 }
        return StoreLocation.scratchFolder(of: localStorePath, temporary: temporary ?? "/tmp")
    }

    /// The local store, if it exists. A damaged store counts as absent for operations that only read.
    var localStore: ImageStore? {
        (try? ImageStore.existing(at: localStorePath, as: .local)) ?? nil
    }
}

extension ResolverOptions {
    /// Whether the platform is that of this machine, by the built-in tables, so that no input about it can be invalid.
    fileprivate var usesDetectedHost: Bool {
        host == nil && tables == nil && platforms.isEmpty && policy.assumedVariant == nil
            && !WantedPlatforms.variables.contains { environment[$0]?.isEmpty == false }
    }
}
