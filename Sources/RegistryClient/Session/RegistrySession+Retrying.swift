import ImageModel
import RegistryProtocol
import Transport

extension RegistrySession {
    /// Sends a request whose answer is small, again after failures and answers that pass.
    ///
    /// An answer that is an error but does not pass is given as it is.
    func retrying(
        _ ask: RegistryAsk, what: String, digest: Digest? = nil
    ) async throws(SessionError) -> RegistryReply<CollectedBody> {
        var retries = 0
        while true {
            let failure: TransferFailure
            do throws(SessionError) {
                let reply = try await send(ask) { BodyCollector(limit: Limits.manifestBytes) }
                guard let status = reply.errorStatus, status.isTransient else { return reply }
                failure = .status(status)
            } catch {
                guard let retried = error.retried else { throw error }
                failure = retried
            }
            let decision = settings.retryPolicy.decision(
                after: failure, retriesMade: retries, randomUnit: settings.randomUnit(),
                nowUnixSeconds: settings.now())
            guard case .retry(let milliseconds) = decision else { throw .transfer(failure) }
            retries += 1
            settings.report(
                .retried(
                    what: what, digest: digest, reason: failure.description, afterMilliseconds: milliseconds,
                    attempt: retries))
            try await pause(milliseconds: milliseconds)
        }
    }

    /// Waits, unless the caller gives up.
    func pause(milliseconds: Int) async throws(SessionError) {
        do {
            if milliseconds > 0 { try await Task.sleep(for: .milliseconds(milliseconds)) }
            try Task.checkCancellation()
        } catch {
            throw .cancelled
        }
    }
}
