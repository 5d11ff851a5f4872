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

/// Writes the bytes of one successful response to a blob's part, in blocks, and hashes them or informs the hasher.
///
/// libcurl delivers at most 16 KiB at a time; collecting ``blockBytes`` per write reduces the cost of a GiB from 1.1 s to 0.4 s.
/// Bytes that the file already has are skipped: a hashed byte is never overwritten. The sink runs on the loop's queue.
final class BlobSink: TransferSink {
    /// The bytes of one write: 32 KiB is as fast as 256 KiB, and sixteen connections hold half a MiB instead of 4.
    static let blockBytes = 32 << 10
    /// The bytes after which the system is instructed to start writing to disk.
    private static let writebackBytes: Int64 = 8 << 20
    /// Progress is reported after this many bytes of the response…
    private static let reportedBytes: Int64 = 1 << 20
    /// …or, on a slow connection, after this time.
    private static let reportedNanoseconds: UInt64 = 50_000_000

    private let open: OpenBlob
    private let opened: (@Sendable (_ isPartial: Bool) -> Void)?
    private let limit: ChunkLimit?
    private var isCutShort = false
    private var transfer: BlobTransfer
    private var block: UnsafeMutableRawBufferPointer
    private var blockStart: Int64 = 0
    private var used = 0
    /// The offset at which the response must begin; `nil` for a request of the whole blob without a range.
    private let start: Int64?
    private var held = RangeSet<Int64>()
    private var isPartial = false
    private var writebackFrom: Int64 = 0
    private var reportedTo: Int64 = 0
    private var reportedAt: UInt64 = 0
    private var outcome: BlobTransfer.Action?
    private var gathered: BodyCollector?
    private var writeError: Int32?

    /// The outcome of the response.
    struct Output: Sendable {
        /// The state machine after the response's bytes; the end of the response is still to be handled.
        var transfer: BlobTransfer
        /// The decision of the state machine, if it was made early: a failure, or another request.
        let outcome: BlobTransfer.Action?
        /// The beginning of a page sent instead of the blob.
        let gathered: [UInt8]?
        /// The errno of a failed write.
        let writeError: Int32?
        /// Whether the rest of the range was given to another connection.
        let isCutShort: Bool
    }

    /// A sink for one response to the request of `transfer`: a range from `start` on, or the whole blob if that is `nil`.
    ///
    /// `limit` bounds the bytes accepted from a partial response. `opened` is called on the loop's queue when an acceptable
    /// response begins.
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
            // The server sent the whole blob instead of the requested range, or an earlier response to the same request has
            // begun to write: these bytes are not needed.
            guard start == nil || (offset == start && !held.contains(offset)) else {
                outcome = .requestWhole
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
            let (isHeld, end) = held.run(at: offset)
            let piece = rest.prefix(Int(min(Int64(rest.count), end - offset)))
            if !isHeld, !gather(piece, at: offset) { return false }
            offset += Int64(piece.count)
            rest = rest.dropFirst(piece.count)
        }
        return !isCutShort
    }

    func finish() -> Output {
        _ = flush()
        open.advance(to: open.written.prefixEnd)
        open.reportProgress()
        return Output(
            transfer: transfer, outcome: outcome, gathered: gathered?.finish().bytes, writeError: writeError,
            isCutShort: isCutShort)
    }

    /// Copies bytes into the block, and writes it when it is full; `false` if a write fails.
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

    /// Writes the block; `false` if the write fails.
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
        if case .passing(let hash) = open.hash {
            hash.update(UnsafeRawBufferPointer(rebasing: block[..<done]), at: start)
        }
        used = 0
        blockStart = start + Int64(done)
        let prefixEnd = open.written.insert(start..<blockStart)
        let now = DispatchTime.now().uptimeNanoseconds
        reportProgress(prefixEnd, now)
        startDiskWork(now)
        return writeError == nil
    }

    /// Reports progress and wakes the hasher, but not often: many small wake-ups slow a fast transfer by a tenth.
    private func reportProgress(_ prefixEnd: Int64, _ now: UInt64) {
        guard
            blockStart - reportedTo >= Self.reportedBytes || now &- reportedAt >= Self.reportedNanoseconds
        else { return }
        open.advance(to: prefixEnd)
        open.reportProgress()
        reportedTo = blockStart
        reportedAt = now
    }

    private func startDiskWork(_ now: UInt64) {
        if blockStart - writebackFrom >= Self.writebackBytes {
            open.ingest.startWriteback(of: writebackFrom..<blockStart)
            writebackFrom = blockStart
        }
        let held = open.written.held
        if open.noting.isDue(held, now: now) { open.ingest.startNoting(held) }
    }
}

extension RegistryResponse<BlobSink.Output> {
    /// The meaning of the finished response for the transfer that requested it.
    func conclusion(of requested: BlobTransfer) -> BlobTransfer.Action {
        guard let output else { return explained(requested) }
        if let outcome = output.outcome { return outcome }
        var transfer = output.transfer
        if let page = output.gathered { return transfer.handle(.gathered(page)) }
        if let failure { return transfer.handle(.failed(failure)) }
        return transfer.handle(.ended)
    }

    /// The meaning of an error response: its head and its short body are handled in turn.
    private func explained(_ requested: BlobTransfer) -> BlobTransfer.Action {
        var transfer = requested
        guard case .gather = transfer.handle(.head(head, from: origin)) else { return .requestWhole }
        return transfer.handle(.gathered(explanation))
    }
}
