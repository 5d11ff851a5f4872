import ImageModel
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
