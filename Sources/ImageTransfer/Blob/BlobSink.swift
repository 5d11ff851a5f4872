import Dispatch
import ImageStore
import RegistryProtocol
import Transport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes one good answer's bytes to a blob's part, in blocks, and tells the hasher how far they reach.
///
/// libcurl hands over at most 16 KiB at a time; gathered to ``blockBytes`` a write, a GiB costs 0.4 s instead of 1.1 s
/// (DESIGN.md section 3). It lives on the loop's queue.
final class BlobSink: TransferSink {
    /// The bytes of one write.
    static let blockBytes = 256 << 10
    /// The bytes after which the system is asked to begin with the disk.
    private static let writebackBytes: Int64 = 8 << 20
    /// The bytes after which the hasher is woken, at the latest…
    private static let hashedBytes: Int64 = 1 << 20
    /// …or the time after which it is, where bytes come slowly.
    private static let hashedNanoseconds: UInt64 = 50_000_000
    /// The bytes after which the part's state is brought up to date, for whoever resumes after a kill.
    private static let notedBytes: Int64 = 64 << 20
    /// …or the time after which it is.
    private static let notedNanoseconds: UInt64 = 2_000_000_000

    private let open: OpenBlob
    private var transfer: BlobTransfer
    private var block = UnsafeMutableRawBufferPointer.allocate(byteCount: blockBytes, alignment: 4096)
    private var used = 0
    private let start: Int64
    private var position: Int64
    private var writebackFrom: Int64 = 0
    private var notedTo: Int64 = 0
    private var notedAt: UInt64 = 0
    private var wokenTo: Int64 = 0
    private var wokenAt: UInt64 = 0
    private var outcome: BlobTransfer.Action?
    private var gathered: BodyCollector?
    private var writeError: Int32?

    /// What became of the answer.
    struct Output: Sendable {
        /// The machine after the answer's bytes: it still has to hear how the answer ended.
        var transfer: BlobTransfer
        /// What the machine decided already: a failure, or another request.
        let outcome: BlobTransfer.Action?
        /// A page in place of the blob, as far as it was asked for.
        let gathered: [UInt8]?
        /// The errno of a write that the system refused.
        let writeError: Int32?
    }

    /// A sink for one answer to what `transfer` asks, which is everything from `start` on.
    init(_ open: OpenBlob, transfer: BlobTransfer, start: Int64) {
        self.start = start
        position = start
        self.open = open
        self.transfer = transfer
    }

    deinit { block.deallocate() }

    func receive(head: HTTPHead) -> Bool {
        switch transfer.handle(.head(head)) {
        case .receive(let offset) where offset != start || offset < open.reach:
            // The whole blob came where its rest was asked for, or an earlier answer to the same request had begun to
            // write. What was hashed is never written again: begin afresh.
            outcome = .askAfresh
            return false
        case .receive(let offset):
            position = offset
            writebackFrom = offset
            notedTo = offset
            return true
        case .gather(let limit):
            gathered = BodyCollector(limit: limit)
            return true
        case let action:
            outcome = action
            return false
        }
    }

    func receive(body: UnsafeRawBufferPointer) -> Bool {
        if let gathered { return gathered.receive(body: body) }
        guard case .write = note(transfer.handle(.body(count: body.count))) else { return false }
        var rest = body[...]
        while !rest.isEmpty {
            let piece = rest.prefix(block.count - used)
            UnsafeMutableRawBufferPointer(rebasing: block[used...]).copyMemory(from: .init(rebasing: piece))
            used += piece.count
            rest = rest.dropFirst(piece.count)
            if used == block.count, !flush() { return false }
        }
        return true
    }

    func finish() -> Output {
        _ = flush()
        open.hasher.advance(to: position)
        return Output(
            transfer: transfer, outcome: outcome, gathered: gathered?.finish().bytes, writeError: writeError)
    }

    private func note(_ action: BlobTransfer.Action) -> BlobTransfer.Action {
        if case .write = action { return action }
        outcome = action
        return action
    }

    /// Writes what is gathered; `false` when the system refuses.
    private func flush() -> Bool {
        var done = 0
        while done < used, writeError == nil {
            let count = pwrite(open.ingest.writer, block.baseAddress?.advanced(by: done), used - done, off_t(position))
            guard count > 0 else {
                let code = errno
                if count < 0, code == EINTR { continue }
                writeError = count < 0 ? code : ENOSPC
                break
            }
            done += count
            position += Int64(count)
        }
        used = 0
        open.written.advance(to: position)
        let now = DispatchTime.now().uptimeNanoseconds
        if position - wokenTo >= Self.hashedBytes || now &- wokenAt >= Self.hashedNanoseconds { wakeHasher(now) }
        startDiskWork(now)
        return writeError == nil
    }

    /// Each wake-up costs both cores; many small ones cost a tenth of a fast transfer.
    private func wakeHasher(_ now: UInt64) {
        open.hasher.advance(to: position)
        wokenTo = position
        wokenAt = now
    }

    private func startDiskWork(_ now: UInt64) {
        if position - writebackFrom >= Self.writebackBytes {
            open.ingest.startWriteback(of: writebackFrom..<position)
            writebackFrom = position
        }
        if notedAt == 0 { notedAt = now }
        if position - notedTo >= Self.notedBytes || now &- notedAt >= Self.notedNanoseconds {
            open.ingest.startNoting(0..<position)
            notedTo = position
            notedAt = now
        }
    }
}
