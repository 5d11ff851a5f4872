import ImageModel
import RegistryProtocol
import Transport

/// Takes the bytes of one blob, in their order, while they arrive from a registry, before their digest is verified.
package protocol BlobReceiver: Sendable {
    /// All bytes before this offset of the blob have been taken.
    var written: Int64 { get }

    /// Whether `count` bytes may be written now; if not, the transfer pauses until `resume` is called, on any thread.
    func hasRoom(for count: Int, else resume: @escaping @Sendable () -> Void) -> Bool

    /// Takes the next bytes, which are valid during the call; `false` ends the transfer. It must not wait.
    func write(_ bytes: UnsafeRawBufferPointer) -> Bool
}

/// Downloads one blob from one endpoint into a receiver, starting at its current offset; after a cut it resumes.
struct RelayDownload<Receiver: BlobReceiver>: Sendable {
    let session: RegistrySession
    let blob: Descriptor
    let receiver: Receiver

    /// Downloads the rest of the blob into the buffer.
    func run() async throws(RegistryError) {
        var attempts = BlobAttempts(
            digest: blob.digest, expectedSize: blob.size, policy: session.settings.retryPolicy)
        var retries = 0
        var action = attempts.handle(.start(heldBytes: receiver.written))
        while true {
            let (transfer, milliseconds): (BlobTransfer, Int)
            switch action {
            case .attempt(let offset, let wait):
                (transfer, milliseconds) = (BlobTransfer(expectedSize: blob.size, resumingAt: offset), wait)
            case .attemptWhole(let wait):
                (transfer, milliseconds) = (BlobTransfer(expectedSize: blob.size, resumingAt: 0), wait)
            case .verify, .commit: return
            case .fail(let failure): throw session.error(.blob(blob.digest), .transfer(failure))
            }
            try await session.wait(milliseconds: milliseconds, before: .blob(blob.digest))
            let (event, reason) = try await request(transfer, afresh: attempts.needsNewConnection)
            action = attempts.handle(event)
            if let reason, let wait = action.wait {
                session.settings.reportRetry(
                    "blob", digest: blob.digest, reason: reason, afterMilliseconds: wait, count: &retries)
            }
        }
    }

    /// Sends one request; returns its outcome, and the reason for a retry.
    private func request(
        _ transfer: BlobTransfer, afresh: Bool
    ) async throws(RegistryError) -> (BlobAttempts.Event, reason: String?) {
        let response: RegistryResponse<BlobSink.Output>
        do throws(RegistryError) {
            var request = RegistryRequest.blob(blob.digest, range: transfer.rangeField)
            request.needsNewConnection = afresh
            response = try await session.send(request) {
                RelaySink(receiver, transfer: transfer)
            }
        } catch {
            guard let failure = error.transferFailure else { throw error }
            return failed(failure, .registry)
        }
        switch response.conclusion(of: transfer) {
        case .verify: return (.arrived(), nil)
        case .requestWhole: return (.needsWhole, "the server does not support ranges")
        case .fail(let failure): return failed(failure, response.origin)
        case .receive, .gather, .write: return failed(.notStarted("the response did not end"), response.origin)
        }
    }

    private func failed(_ failure: TransferFailure, _ origin: ResponseOrigin) -> (BlobAttempts.Event, reason: String?) {
        let event = BlobAttempts.Event.failed(
            failure, from: origin, heldBytes: receiver.written, randomUnit: session.settings.randomUnit(),
            nowUnixSeconds: session.settings.now())
        return (event, failure.description)
    }
}

/// Delivers the bytes of one successful response to the receiver, except those it already has.
private final class RelaySink<Receiver: BlobReceiver>: TransferSink {
    private let receiver: Receiver
    private var transfer: BlobTransfer
    private var resumeHandle: ResumeHandle?
    private var outcome: BlobTransfer.Action?
    private var gathered: BodyCollector?

    /// A sink for one response to the request of `transfer`.
    init(_ receiver: Receiver, transfer: BlobTransfer) {
        self.receiver = receiver
        self.transfer = transfer
    }

    func begin(resumeHandle: ResumeHandle) {
        self.resumeHandle = resumeHandle
    }

    func hasRoom(for count: Int) -> Bool {
        guard gathered == nil else { return true }
        return receiver.hasRoom(for: count) { [resumeHandle] in resumeHandle?.resume() }
    }

    func receive(head: HTTPHead) -> Bool {
        switch transfer.handle(.head(head)) {
        case .receive(let offset) where offset <= receiver.written: return true
        case .gather(let limit):
            gathered = BodyCollector(limit: limit)
            return true
        case .receive:
            outcome = .requestWhole
            return false
        case let action:
            outcome = action
            return false
        }
    }

    func receive(body: UnsafeRawBufferPointer) -> Bool {
        if let gathered { return gathered.receive(body: body) }
        let action = transfer.handle(.body(count: body.count))
        guard case .write(let offset) = action else {
            outcome = action
            return false
        }
        let passed = Int(min(Int64(body.count), receiver.written - offset))
        return receiver.write(UnsafeRawBufferPointer(rebasing: body[passed...]))
    }

    func finish() -> BlobSink.Output {
        BlobSink.Output(
            transfer: transfer, outcome: outcome, gathered: gathered?.finish().bytes, writeError: nil,
            isCutShort: false)
    }
}
