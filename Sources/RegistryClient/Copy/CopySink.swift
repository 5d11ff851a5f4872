import RegistryProtocol
import Transport

/// Hands one good answer's bytes to the upload and the hasher; what they have got already is passed over.
final class CopySink: TransferSink {
    private let buffer: CopyBuffer
    private let hasher: CopyHasher
    private var transfer: BlobTransfer
    private var valve: TransferValve?
    private var outcome: BlobTransfer.Action?
    private var gathered: BodyCollector?

    /// A sink for one answer to what `transfer` asks.
    init(_ buffer: CopyBuffer, _ hasher: CopyHasher, transfer: BlobTransfer) {
        self.buffer = buffer
        self.hasher = hasher
        self.transfer = transfer
    }

    func begin(valve: TransferValve) {
        self.valve = valve
    }

    func hasRoom(for count: Int) -> Bool {
        gathered != nil || buffer.hasRoom(for: count, else: valve)
    }

    func receive(head: HTTPHead) -> Bool {
        switch transfer.handle(.head(head)) {
        case .receive(let offset) where offset <= buffer.written: return true
        case .gather(let limit):
            gathered = BodyCollector(limit: limit)
            return true
        case .receive:
            outcome = .askAfresh
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
        let passed = Int(min(Int64(body.count), buffer.written - offset))
        buffer.write(UnsafeRawBufferPointer(rebasing: body[passed...]))
        hasher.advance(to: offset + Int64(body.count))
        return true
    }

    func finish() -> BlobSink.Output {
        BlobSink.Output(
            transfer: transfer, outcome: outcome, gathered: gathered?.finish().bytes, writeError: nil,
            isCutShort: false)
    }
}
