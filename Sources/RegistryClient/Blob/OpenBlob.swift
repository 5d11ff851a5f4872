import ImageStore
import RegistryProtocol
import Synchronization

/// A blob being fetched: its part and its hash.
struct OpenBlob: Sendable {
    /// The part.
    let ingest: Ingest
    /// The part's hash.
    let hash: Hash
    /// The bytes of the part that are written.
    let written: WrittenRanges
    /// The bytes received over the network for it.
    let traffic: TrafficCount
    /// Reports the number of bytes that are in the file.
    private let progress: WrittenProgress
    /// A reader that follows the part, if there is one.
    private let growing: GrowingBlob?
    /// The times at which progress is recorded for a later resume.
    let noting: DurabilityRecords

    /// All bytes before this offset are in the file.
    var reach: Int64 { written.prefixEnd }

    /// The way in which the bytes of a part are hashed.
    enum Hash: Sendable {
        /// On their way to the file, in order: a new part that is too small for several connections.
        case passing(PassingHash)
        /// From the file, on another core: bytes of an earlier process, or of several connections.
        case file(BlobHasher)
    }

    /// Starts the hash of a part, which `growing` may follow.
    init(
        _ ingest: Ingest, traffic: TrafficCount, growing: GrowingBlob? = nil,
        progress: @escaping @Sendable (Int64) -> Void
    ) throws(StoreError) {
        self.growing = growing
        self.ingest = ingest
        self.traffic = traffic
        let isNewAndSmall = ingest.resumed.isEmpty && ingest.size < ChunkSchedule.leastBytes
        hash = isNewAndSmall ? .passing(try ingest.makePassingHash()) : .file(try ingest.makeHasher())
        noting = DurabilityRecords(recorded: ingest.resumed.byteCount)
        written = WrittenRanges(ingest.resumed)
        self.progress = WrittenProgress(of: written, report: progress)
        growing?.begin(ingest.partPath, prefix: ingest.resumableFrom)
    }

    /// The offset before which all bytes are hashed.
    var hashedTo: Int64 {
        switch hash {
        case .passing: reach
        case .file(let hasher): hasher.front
        }
    }

    /// Informs of the bytes before `offset`, which are in the file and no longer change.
    func advance(to offset: Int64) {
        if case .file(let hasher) = hash { hasher.advance(to: offset) }
        growing?.grow(to: offset)
    }

    /// Reports how many bytes are in the file, wherever they are.
    func reportProgress() {
        progress.report()
    }

    /// Ends the hash of the whole blob, and compares the digest. Bytes that did not pass in order are read from the file.
    func verify() async throws(StoreError) -> HashVerdict {
        switch hash {
        case .passing(let hash):
            if let verdict = try hash.finish() { return verdict }
            return try await ingest.makeHasher().finish()
        case .file(let hasher): return try await hasher.finish()
        }
    }

    /// Ends the fetch without success and keeps the part, from which a later pull resumes.
    ///
    /// A disk error is ignored: it would hide the error that ended the fetch.
    func keep() async {
        try? await ingest.keepForResume(written.held)
    }
}

/// The bytes of a blob that are in its file: sinks add to it on the loop's queue, the fetch reads it.
///
/// It is shared behind a lock instead of being part of a sink's output, because the bytes of a cancelled response count too.
final class WrittenRanges: Sendable {
    private let ranges: Mutex<RangeSet<Int64>>

    /// The ranges left by an earlier process.
    init(_ ranges: RangeSet<Int64>) {
        self.ranges = Mutex(ranges)
    }

    /// The bytes that are in the file.
    var held: RangeSet<Int64> { ranges.withLock { $0 } }

    /// All bytes before this offset are in the file.
    var prefixEnd: Int64 { ranges.withLock { $0.prefixEnd } }

    /// Adds the bytes of `range`, and returns the offset before which all bytes are in the file.
    func insert(_ range: Range<Int64>) -> Int64 {
        ranges.withLock {
            $0.insert(contentsOf: range)
            return $0.prefixEnd
        }
    }
}

/// Reports the number of a blob's bytes that are in its file.
final class WrittenProgress: Sendable {
    private let written: WrittenRanges
    /// Receives the number. The lock keeps the reports of several connections in order.
    private let receiver: Mutex<@Sendable (Int64) -> Void>

    init(of written: WrittenRanges, report: @escaping @Sendable (Int64) -> Void) {
        self.written = written
        receiver = Mutex(report)
    }

    /// Reports the present number.
    func report() {
        receiver.withLock { $0(written.held.byteCount) }
    }
}

/// Decides when the progress of a blob's part is recorded, from which a later process resumes after a kill.
///
/// All sinks of the blob share it: there is one record at a time even with many connections.
final class DurabilityRecords: Sendable {
    /// A record is due after this many bytes…
    private static let bytes: Int64 = 64 << 20
    /// …or after this time.
    private static let nanoseconds: UInt64 = 2_000_000_000

    private let lastBytes: Atomic<Int64>
    private let lastTime = Atomic<UInt64>(0)

    /// Records for a part with `bytes` already recorded.
    init(recorded bytes: Int64) {
        lastBytes = Atomic(bytes)
    }

    /// Whether a record of the `held` bytes is due; if so, it counts as made. `now` is a monotonic time in nanoseconds.
    func isDue(_ held: RangeSet<Int64>, now: UInt64) -> Bool {
        let since = lastTime.load(ordering: .relaxed)
        guard since > 0 else {
            lastTime.store(now, ordering: .relaxed)
            return false
        }
        let isDue =
            held.byteCount - lastBytes.load(ordering: .relaxed) >= Self.bytes || now &- since >= Self.nanoseconds
        guard isDue else { return false }
        lastTime.store(now, ordering: .relaxed)
        lastBytes.store(held.byteCount, ordering: .relaxed)
        return true
    }
}
