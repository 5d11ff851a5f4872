/// Runs `work` and gives its result, or `nil` if `deadline` passes first; without a deadline, waits as long as it takes.
///
/// When the deadline passes, the task of `work` is cancelled, and this function still waits for it to end: nothing keeps
/// running after it returns. When the caller is cancelled, so is `work`, and its own result counts.
package func withDeadline<Value: Sendable, Failure: Error>(
    _ deadline: ContinuousClock.Instant?, _ work: @escaping @Sendable () async throws(Failure) -> Value
) async throws(Failure) -> Value? {
    guard let deadline else { return try await work() }
    guard deadline > .now else { return nil }
    let first = await withTaskGroup(of: FirstEvent<Value, Failure>.self) { group -> Result<Value, Failure>? in
        group.addTask { .finished(await result(of: work)) }
        group.addTask {
            let hasPassed = (try? await Task.sleep(until: deadline, clock: .continuous)) != nil
            return hasPassed ? .deadlinePassed : .clockCancelled
        }
        for await event in group {
            switch event {
            case .finished(let result):
                group.cancelAll()
                return result
            case .deadlinePassed:
                group.cancelAll()
                return nil
            case .clockCancelled: continue
            }
        }
        return nil
    }
    return try first?.get()
}

/// What happens while ``withDeadline(_:_:)`` waits.
private enum FirstEvent<Value: Sendable, Failure: Error>: Sendable {
    /// The work has ended.
    case finished(Result<Value, Failure>)
    /// The deadline has passed.
    case deadlinePassed
    /// The caller was cancelled, and so is the clock: the result of the work decides.
    case clockCancelled
}

private func result<Value, Failure: Error>(
    of work: () async throws(Failure) -> Value
) async -> Result<Value, Failure> {
    do {
        return .success(try await work())
    } catch {
        return .failure(error)
    }
}
