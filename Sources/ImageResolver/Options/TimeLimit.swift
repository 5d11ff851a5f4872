/// The time that a whole command may take (`--timeout`).
struct TimeLimit: Sendable {
    /// Seconds; `nil` is no limit.
    let seconds: Double?

    /// Runs `work` and gives its result, or an error when the time was over first: then the work's task is cancelled, and
    /// its end is waited for, so that nothing goes on behind the caller's back.
    func bound<Value: Sendable>(
        _ work: @escaping @Sendable () async -> Result<Value, ResolverError>
    ) async -> Result<Value, ResolverError> {
        guard let seconds else { return await work() }
        return await withTaskGroup(of: Result<Value, ResolverError>?.self) { group in
            group.addTask { await work() }
            group.addTask {
                try? await Task.sleep(for: .seconds(seconds))
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? .failure(Self.over(after: seconds))
        }
    }

    private static func over(after seconds: Double) -> ResolverError {
        ResolverError(
            .network, "not done after \(seconds) s (--timeout)",
            hint: "run it again to go on from where it stopped, or give it more time", retryable: true)
    }
}
