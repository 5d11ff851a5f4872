import Scheduling

/// The time that a whole command may take (`--timeout`).
struct TimeLimit: Sendable {
    /// The limit in seconds; `nil` means no limit.
    let seconds: Double?
    /// When the time is over; `nil` starts the clock anew with each call of ``bound(_:)``.
    private var end: ContinuousClock.Instant?

    /// The longest limit that is enforced, in seconds: ten years. A longer one counts as no limit.
    private static let longest: Double = 315_360_000

    /// A limit that applies to each call of ``bound(_:)`` by itself.
    init(seconds: Double?) {
        self.seconds = seconds
    }

    /// The same limit, starting now and covering all later calls together.
    func started() -> TimeLimit {
        var limit = self
        if let seconds, seconds < Self.longest { limit.end = .now + .seconds(max(0, seconds)) }
        return limit
    }

    /// Runs `work`, and throws when the time is over first.
    ///
    /// In that case the task of `work` is cancelled and awaited: nothing continues after this call has returned.
    func bound<Value: Sendable>(
        _ work: @escaping @Sendable () async throws(ResolverError) -> Value
    ) async throws(ResolverError) -> Value {
        guard let seconds, seconds < Self.longest else { return try await work() }
        let end = end ?? .now + .seconds(max(0, seconds))
        guard let value = try await withDeadline(end, work) else { throw Self.over(after: seconds) }
        return value
    }

    private static func over(after seconds: Double) -> ResolverError {
        let whole = seconds.rounded() == seconds ? "\(Int(max(0, seconds)))" : "\(seconds)"
        return ResolverError(
            .network, "not done after \(whole) s (--timeout)",
            hint: "run it again to resume, or allow more time", retryable: true)
    }
}
