import HostProbe
import ImageModel
import ImageStore
import ImageTransfer
import PlatformModel

/// Resolves images for a host, explains the choice, and pulls them: the whole of the library.
///
/// ```swift
/// let resolver = try Resolver(options: ResolverOptions())
/// let images = try await resolver.pull(PullRequest(image: "registry.example/app:1"), to: .layout("app"))
/// ```
///
/// One value may do many things at once; they share connections and the number of blobs fetched at a time.
public struct Resolver: Sendable {
    /// What is known about platforms.
    public let catalog: PlatformCatalog
    /// The host, with the facts behind it: this machine, or the one that the options name.
    public let hostReport: HostReport

    let options: ResolverOptions
    let events: @Sendable (ResolverEvent) -> Void
    let network: Network
    let slots: TransferSlots
    /// One at a time lists what it pulled, also where the file system knows no locks.
    let listing = TransferSlots(count: 1)
    /// The time that one call may take, or all calls together from a moment on.
    private var timeLimit: TimeLimit

    /// Begins to load, in the background, what every connection needs.
    ///
    /// It takes some 5 ms, which who is going to ask a registry saves by calling this first of all.
    public static func prepareConnections() {
        Network.prepare()
    }

    /// Probes the host, or reads the one that the options name; opens no connection.
    public init(
        options: ResolverOptions, events: @escaping @Sendable (ResolverEvent) -> Void = { _ in }
    ) throws(ResolverError) {
        self.options = options
        self.events = events
        let catalog = try PlatformCatalog.overlaid(by: options.tables)
        if let variant = options.policy.assumedVariant { try catalog.check(assumedVariant: variant) }
        self.catalog = catalog
        hostReport = try HostReport(named: options.host, catalog: catalog)
        network = Network(options: options, events: events)
        slots = TransferSlots(count: options.jobs)
        timeLimit = TimeLimit(seconds: options.timeoutSeconds)
    }

    /// The same resolver, whose time limit runs from now on over all that it is asked, instead of over each call.
    public func withClockRunning() -> Resolver {
        var resolver = self
        resolver.timeLimit = timeLimit.started()
        return resolver
    }

    /// The platforms that the wanted host accepts, best first.
    public func acceptedPlatforms() throws(ResolverError) -> [(platform: Platform, word: AcceptanceWord)] {
        Matcher(wanted: try wantedPlatforms.one(options.platforms), policy: options.policy, catalog: catalog).accepts
    }

    /// The clock of every time stamp: seconds since 1970.
    static let now: @Sendable () -> Double = { ProcessFacts.now() }

    var wantedPlatforms: WantedPlatforms {
        WantedPlatforms(
            catalog: catalog, host: hostReport.host, hostOption: options.host, environment: options.environment)
    }

    /// Tells what the user should know of the wanted host before the choice.
    func warn(about wanted: Wanted) {
        let matcher = Matcher(wanted: wanted, policy: options.policy, catalog: catalog)
        for text in matcher.warnings { events(.warning(text)) }
    }

    func selector(_ image: String, _ source: OpenSource) -> Selector {
        Selector(
            image: image, origin: source.origin, catalog: catalog, policy: options.policy,
            allowsMismatch: options.allowMismatch)
    }

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
