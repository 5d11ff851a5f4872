import ImageModel
import RegistryProtocol

extension SessionSettings {
    /// Runs `attempt` until it succeeds, fails for good, or `policy` ends the retries; returns the value or the last failure.
    ///
    /// `transfer` returns the failure that the policy judges, `nil` if a retry is useless. A cancellation ends the wait between
    /// two attempts and throws the last failure. `attempt` is passed whether it must use a new connection.
    func retrying<Value, Failure: Error>(
        _ what: String, digest: Digest? = nil, policy: RetryPolicy,
        after transfer: (Failure) -> TransferFailure?, isolation: isolated (any Actor)? = #isolation,
        _ attempt: (_ afresh: Bool) async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        var retries = 0
        var hasTriedAfresh = false
        var isAfresh = false
        while true {
            let failure: Failure
            do throws(Failure) {
                return try await attempt(isAfresh)
            } catch {
                failure = error
            }
            guard let cause = transfer(failure) else { throw failure }
            let milliseconds: Int
            switch policy.decision(
                after: cause, retriesMade: retries, hasTriedAfresh: hasTriedAfresh, randomUnit: randomUnit(),
                nowUnixSeconds: now())
            {
            case .retry(let wait): (milliseconds, isAfresh) = (wait, false)
            case .retryAfresh: (milliseconds, isAfresh, hasTriedAfresh) = (0, true, true)
            case .giveUp: throw failure
            }
            reportRetry(
                what, digest: digest, reason: cause.description, afterMilliseconds: milliseconds, count: &retries)
            guard await Self.wait(milliseconds: milliseconds) else { throw failure }
        }
    }

    /// Reports one more retry, and counts it.
    func reportRetry(_ what: String, digest: Digest?, reason: String, afterMilliseconds: Int, count: inout Int) {
        count += 1
        report(
            .retried(
                what: what, digest: digest, reason: reason, afterMilliseconds: afterMilliseconds, attempt: count))
    }

    /// Waits; `false` if the task was cancelled.
    static func wait(milliseconds: Int) async -> Bool {
        if milliseconds > 0 { try? await Task.sleep(for: .milliseconds(milliseconds)) }
        return !Task.isCancelled
    }
}

extension BlobAttempts.Action {
    /// The wait before the next attempt in milliseconds; `nil` if there is no next attempt.
    var wait: Int? {
        switch self {
        case .attempt(_, let milliseconds), .attemptWhole(let milliseconds): milliseconds
        case .verify, .commit, .fail: nil
        }
    }
}

extension RegistrySession {
    /// Runs `attempt` with retries; a cancellation meanwhile is thrown as such.
    func retrying<Value>(
        _ operation: RegistryError.Operation, digest: Digest? = nil, policy: RetryPolicy? = nil,
        _ attempt: (_ afresh: Bool) async throws(RegistryError) -> Value
    ) async throws(RegistryError) -> Value {
        do throws(RegistryError) {
            return try await settings.retrying(
                operation.description, digest: digest, policy: policy ?? settings.retryPolicy,
                after: \.transferFailure, attempt)
        } catch {
            throw Task.isCancelled ? self.error(operation, .cancelled) : error
        }
    }

    /// Waits before a retry of `operation`.
    func wait(milliseconds: Int, before operation: RegistryError.Operation) async throws(RegistryError) {
        guard await SessionSettings.wait(milliseconds: milliseconds) else { throw error(operation, .cancelled) }
    }

    /// A failure of `operation` at this endpoint.
    ///
    /// `server` is the address to which the registry redirected the request, if the failure is that server's.
    nonisolated func error(
        _ operation: RegistryError.Operation, _ cause: RegistryError.Cause, at server: WebAddress? = nil
    ) -> RegistryError {
        var error = RegistryError(operation, at: reference, cause)
        error.server = server?.authorityText
        return error
    }
}
