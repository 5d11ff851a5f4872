/// The time that a whole command may take (`--timeout`).
struct TimeLimit: Sendable {
    /// Seconds; `nil` is no limit.
    let seconds: Double?
    /// When the time is over; `nil` means that it runs from each call of ``bound(_:)`` on.
    private(set) var end: ContinuousClock.Instant?

    /// The longest limit that is kept, in seconds: ten years. What is longer is no limit.
    private static let longest: Double = 315_360_000

    /// A limit that begins to run with each piece of work.
    init(seconds: Double?) {
        self.seconds = seconds
    }

    /// The same limit, running from now on over all that comes.
    func started() -> TimeLimit {
        var limit = self
        if let seconds, seconds < Self.longest { limit.end = .now + .seconds(max(0, seconds)) }
        return limit
    }

    /// Runs `work` and gives its result, or an error when the time was over first: then the work's task is cancelled, and
    /// its end is waited for, so that nothing goes on behind the caller's back.
    func bound<Value: Sendable>(
        _ work: @escaping @Sendable () async -> Result<Value, ResolverError>
    ) async -> Result<Value, ResolverError> {
        guard let seconds, seconds < Self.longest else { return await work() }
        let end = end ?? .now + .seconds(max(0, seconds))
        guard end > .now else { return .failure(Self.over(after: seconds)) }
        return await withTaskGroup(of: Result<Value, ResolverError>?.self) { group in
            group.addTask { await work() }
            group.addTask {
                do {
                    try await Task.sleep(until: end, clock: .continuous)
                    return .failure(Self.over(after: seconds))
                } catch {
                    return nil
                }
            }
            // A caller who cancels ends the clock too: then it is the work that says how it ended.
            for await case let result? in group {
                group.cancelAll()
                return result
            }
            return .failure(Self.over(after: seconds))
        }
    }

    private static func over(after seconds: Double) -> ResolverError {
        let whole = seconds.rounded() == seconds ? "\(Int(max(0, seconds)))" : "\(seconds)"
        return ResolverError(
            .network, "not done after \(whole) s (--timeout)",
            hint: "run it again to go on from where it stopped, or give it more time", retryable: true)
    }
}
