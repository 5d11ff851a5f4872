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
/// (DESIGN.md section 3). What is in the file already is passed over: a byte once hashed is never written again. It lives
/// on the loop's queue.
final class BlobSink: TransferSink {
    /// The bytes of one write: 32 KiB are as fast as 256, and sixteen connections hold half a MiB of them instead of 4.
    static let blockBytes = 32 << 10
    /// The bytes after which the system is asked to begin with the disk.
    private static let writebackBytes: Int64 = 8 << 20
    /// The bytes after which the hasher is woken, at the latest…
    private static let hashedBytes: Int64 = 1 << 20
    /// …or the time after which it is, where bytes come slowly.
    private static let hashedNanoseconds: UInt64 = 50_000_000

    private let open: OpenBlob
    private let opened: (@Sendable (_ isPartial: Bool) -> Void)?
    private let limit: ChunkLimit?
    private var isCutShort = false
    private var transfer: BlobTransfer
    private var block: UnsafeMutableRawBufferPointer
    private var blockStart: Int64 = 0
    private var used = 0
    /// Where the answer must begin; `nil` where the whole blob is asked for without a range.
    private let start: Int64?
    private var held = ByteRanges()
    private var isPartial = false
    private var writebackFrom: Int64 = 0
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
        /// Whether the rest of the stretch was given to another connection.
        let isCutShort: Bool
    }

    /// A sink for one answer to what `transfer` asks: a stretch from `start` on, or the whole blob where that is `nil`.
    ///
    /// Of a partial answer no more is taken than `limit` allows. `opened` hears, on the loop's queue, that an acceptable
    /// answer has begun, and whether it is a partial one.
    init(
        _ open: OpenBlob, transfer: BlobTransfer, start: Int64?, limit: ChunkLimit? = nil,
        opened: (@Sendable (_ isPartial: Bool) -> Void)? = nil
    ) {
        self.limit = limit
        self.start = start
        self.open = open
        self.transfer = transfer
        self.opened = opened
        block = .allocate(byteCount: Self.blockBytes, alignment: 4096)
    }

    deinit { block.deallocate() }

    func receive(head: HTTPHead) -> Bool {
        switch transfer.handle(.head(head)) {
        case .receive(let offset):
            held = open.written.held
            // The whole blob came where its rest was asked for, or an earlier answer to the same request had begun to
            // write: what follows is not what is wanted.
            guard start == nil || (offset == start && !held.contains(offset..<offset + 1)) else {
                outcome = .askAfresh
                return false
            }
            writebackFrom = offset
            isPartial = head.status == 206
            opened?(isPartial)
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
        open.traffic.add(body.count)
        let action = transfer.handle(.body(count: body.count))
        guard case .write(var offset) = action else {
            outcome = action
            return false
        }
        let allowed = isPartial ? limit?.claim(body.count) ?? body.count : body.count
        isCutShort = allowed < body.count
        var rest = body[..<allowed]
        while !rest.isEmpty {
            let (isHeld, end) = held.stretch(at: offset)
            let piece = rest.prefix(Int(min(Int64(rest.count), end - offset)))
            if !isHeld, !gather(piece, at: offset) { return false }
            offset += Int64(piece.count)
            rest = rest.dropFirst(piece.count)
        }
        return !isCutShort
    }

    func finish() -> Output {
        _ = flush()
        open.hasher.advance(to: open.written.prefixEnd)
        return Output(
            transfer: transfer, outcome: outcome, gathered: gathered?.finish().bytes, writeError: writeError,
            isCutShort: isCutShort)
    }

    /// Puts bytes into the block, and writes that when it is full; `false` when the system refuses.
    private func gather(_ bytes: Slice<UnsafeRawBufferPointer>, at offset: Int64) -> Bool {
        if used > 0, blockStart + Int64(used) != offset, !flush() { return false }
        if used == 0 { blockStart = offset }
        var rest = bytes
        while !rest.isEmpty {
            let piece = rest.prefix(block.count - used)
            UnsafeMutableRawBufferPointer(rebasing: block[used...]).copyMemory(from: .init(rebasing: piece))
            used += piece.count
            rest = rest.dropFirst(piece.count)
            if used == block.count, !flush() { return false }
        }
        return true
    }

    /// Writes what is gathered; `false` when the system refuses.
    private func flush() -> Bool {
        let start = blockStart
        var done = 0
        while done < used, writeError == nil {
            let count = pwrite(
                open.ingest.writer, block.baseAddress?.advanced(by: done), used - done, off_t(start + Int64(done)))
            guard count > 0 else {
                let code = errno
                if count < 0, code == EINTR { continue }
                writeError = count < 0 ? code : ENOSPC
                break
            }
            done += count
        }
        used = 0
        blockStart = start + Int64(done)
        let prefixEnd = open.written.insert(start..<blockStart)
        let now = DispatchTime.now().uptimeNanoseconds
        wakeHasher(prefixEnd, now)
        startDiskWork(now)
        return writeError == nil
    }

    /// Each wake-up costs both cores; many small ones cost a tenth of a fast transfer.
    private func wakeHasher(_ prefixEnd: Int64, _ now: UInt64) {
        guard prefixEnd - wokenTo >= Self.hashedBytes || now &- wokenAt >= Self.hashedNanoseconds else { return }
        open.hasher.advance(to: prefixEnd)
        wokenTo = prefixEnd
        wokenAt = now
    }

    private func startDiskWork(_ now: UInt64) {
        if blockStart - writebackFrom >= Self.writebackBytes {
            open.ingest.startWriteback(of: writebackFrom..<blockStart)
            writebackFrom = blockStart
        }
        let held = open.written.held
        if open.noting.isDue(held, now: now) { open.ingest.startNoting(held.ranges) }
    }
}
