import ImageModel
import RegistryProtocol
import Transport

/// Downloads one blob from one place into a ``CopyBuffer``, from where that stands; after a cut it goes on.
struct CopyDownload: Sendable {
    let session: RegistrySession
    let blob: Descriptor
    let buffer: CopyBuffer
    let hasher: CopyHasher

    /// Brings the rest of the blob into the buffer.
    func run() async throws(FetchError) {
        var attempts = BlobAttempts(
            digest: blob.digest, expectedSize: blob.size, policy: session.settings.retryPolicy)
        var retries = 0
        var action = attempts.handle(.start(heldBytes: buffer.written))
        while true {
            let (transfer, milliseconds): (BlobTransfer, Int)
            switch action {
            case .attempt(let offset, let wait):
                (transfer, milliseconds) = (BlobTransfer(expectedSize: blob.size, resumingAt: offset), wait)
            case .attemptWhole(let wait):
                (transfer, milliseconds) = (BlobTransfer(expectedSize: blob.size, resumingAt: 0), wait)
            case .verify, .commit: return
            case .fail(let failure): throw .blob(failure, blob.digest)
            }
            do throws(SessionError) {
                try await session.pause(milliseconds: milliseconds)
            } catch {
                throw .session(error, what: what)
            }
            let (event, reason) = try await ask(transfer)
            action = attempts.handle(event)
            if let reason { tell(reason, before: action, &retries) }
        }
    }

    private var what: String { "blob \(blob.digest)" }

    /// Sends one request, and says what came of it.
    private func ask(_ transfer: BlobTransfer) async throws(FetchError) -> (BlobAttempts.Event, reason: String?) {
        let reply: RegistryReply<BlobSink.Output>
        do throws(SessionError) {
            reply = try await session.send(.blob(blob.digest, range: transfer.rangeField)) {
                CopySink(buffer, hasher, transfer: transfer)
            }
        } catch {
            guard let failure = error.retried else { throw .session(error, what: what) }
            return failed(.transfer(failure), .registry)
        }
        switch reply.conclusion(of: transfer) {
        case .verify: return (.arrived(), nil)
        case .askAfresh: return (.askedAfresh, "the server does not answer ranges")
        case .fail(let failure): return failed(failure, reply.origin)
        case .receive, .gather, .write: return failed(.transfer(.notStarted("the answer had no end")), reply.origin)
        }
    }

    private func failed(_ failure: BlobFailure, _ origin: AnswerOrigin) -> (BlobAttempts.Event, reason: String?) {
        let event = BlobAttempts.Event.failed(
            failure, from: origin, heldBytes: buffer.written, randomUnit: session.settings.randomUnit(),
            nowUnixSeconds: session.settings.now())
        return (event, failure.description)
    }

    private func tell(_ reason: String, before action: BlobAttempts.Action, _ retries: inout Int) {
        let milliseconds: Int
        switch action {
        case .attempt(_, let wait), .attemptWhole(let wait): milliseconds = wait
        case .verify, .commit, .fail: return
        }
        retries += 1
        session.settings.report(
            .retried(
                what: "blob", digest: blob.digest, reason: reason, afterMilliseconds: milliseconds, attempt: retries))
    }
}
