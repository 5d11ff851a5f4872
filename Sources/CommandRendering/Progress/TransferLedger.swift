import ImageModel
import ImageResolver

/// The state of a command's transfers, and of the layers that it unpacks, updated by the resolver's events.
struct TransferLedger {
    /// What is transferred, in bytes of blobs.
    private(set) var downloads = TransferStage()
    /// What is unpacked, in bytes of blobs.
    private(set) var unpacking = TransferStage()
    /// What was written of each image, in bytes of files and in entries.
    private var written: [String: (bytes: Int64, entries: Int64)] = [:]
    /// Whether the summary of the images so far was printed.
    private var isSummarized = false

    /// Whether something is going on.
    var isBusy: Bool { !downloads.active.isEmpty || !unpacking.active.isEmpty }
    /// Whether everything is unpacked, and only waits to be on the disk and to be listed.
    var isFinishing: Bool { !isSummarized && unpacking.expected > 0 && downloads.isOver && unpacking.isOver }

    /// The percentage of the work that is done, from 0 to 100: a byte to fetch counts as much as one to unpack.
    var percent: Int {
        Quantity.percent(
            downloads.present.addingClamped(unpacking.present),
            of: downloads.expected.addingClamped(unpacking.expected))
    }

    /// Updates the state.
    mutating func apply(_ event: ResolverEvent, at now: Int64) {
        switch event {
        case .layersStarted(_, _, let bytes):
            // Images that are pulled one after the other are counted separately.
            if downloads.isOver, unpacking.isOver { self = TransferLedger() }
            downloads.expect(bytes)
        case .unpackingStarted(_, _, let bytes):
            // The layers of the same image may have been announced, and have arrived.
            if downloads.isOver, unpacking.isOver, unpacking.expected > 0 { self = TransferLedger() }
            isSummarized = false
            unpacking.expect(bytes)
        case .blobStarted(let digest, let size, let resumedBytes):
            downloads.start(digest, size: size, received: resumedBytes, at: now)
        case .blobProgressed(let digest, let received, _):
            downloads.note(digest, received: received, at: now)
        case .blobDone(let digest, let size, let isCached):
            // What was present before is not among the announced blobs.
            if downloads.end(digest) || !isCached { downloads.add(complete: size) }
        case .layerUnpacking(let digest, let read, let size):
            if !unpacking.active.contains(where: { $0.digest == digest }) {
                unpacking.start(digest, size: size, received: 0, at: now)
            }
            unpacking.note(digest, received: read, at: now)
        case .filesWritten(let image, let bytes, let entries):
            written[image] = (max(0, bytes), max(0, entries))
        case .layerUnpacked(let digest, let size, _, _):
            unpacking.end(digest)
            unpacking.add(complete: size)
        case .resolved, .retried, .request, .warning, .note:
            break
        }
    }

    /// Records that the summary of an image was printed.
    mutating func summarize() { isSummarized = true }

    /// All of it on one line, with speed and remaining time as far as they are known, which are those of the transfers, and
    /// when all have ended those of the unpacking: `45 %, 12.3 MiB of 27.1 MiB, 3.1 MiB/s, 42 s left`, and if layers are
    /// unpacked `45 %, downloaded 12.3 MiB of 27.1 MiB, unpacked 8.0 MiB of 27.1 MiB, written 20.1 MiB in 1,203 files`.
    ///
    /// Of parts that do not fit in `width` columns, the transfers are left out if they are over, and then the last ones.
    func total(at now: Int64, width: Int = .max) -> String {
        let stage = downloads.isPresent && !unpacking.active.isEmpty ? unpacking : downloads
        let pace = isFinishing ? ["finishing"] : stage.pace(at: now)
        func joined(_ parts: [String]) -> String { parts.joined(separator: ", ") }
        var parts = ["\(percent) %"] + shares + pace
        if unpacking.expected > 0, downloads.expected > 0, downloads.isPresent, joined(parts).count > width {
            parts.remove(at: 1)
        }
        while parts.count > 1, joined(parts).count > width { parts.removeLast() }
        return joined(parts)
    }

    /// What is done of each kind of work.
    private var shares: [String] {
        guard unpacking.expected > 0 else { return [downloads.share] }
        let downloaded = downloads.expected > 0 ? ["downloaded \(downloads.share)"] : []
        let files = written.values.reduce(Int64(0)) { $0.addingClamped($1.entries) }
        let bytes = written.values.reduce(Int64(0)) { $0.addingClamped($1.bytes) }
        let stored = files > 0 ? ["written \(Quantity.files(files, bytes: bytes))"] : []
        return downloaded + ["unpacked \(unpacking.share)"] + stored
    }
}

/// The blobs that go through one stage of a pull.
struct TransferStage {
    /// The blobs under way, in the order in which they started.
    private(set) var active: [BlobProgress] = []
    /// The total size of the announced blobs.
    private(set) var expected: Int64 = 0
    /// The total size of the complete ones among them.
    private var complete: Int64 = 0
    /// Bytes that were moved, without those of an earlier run.
    private var moved: Int64 = 0
    /// The rate; `nil` before the first blob.
    private var rate: TransferRate?

    /// Bytes that are through, of ``expected``.
    var present: Int64 { active.reduce(complete) { $0.addingClamped($1.received) } }

    /// Whether all announced bytes are through, of which some may still be verified.
    var isPresent: Bool { present >= expected }
    /// Whether all announced blobs are through.
    var isOver: Bool { active.isEmpty && complete >= expected }

    /// Announces blobs.
    mutating func expect(_ bytes: Int64) { expected = expected.addingClamped(max(0, bytes)) }

    /// Adds a blob under way; one that starts again begins anew.
    mutating func start(_ digest: Digest, size: Int64, received: Int64, at now: Int64) {
        end(digest)
        active.append(BlobProgress(digest: digest, size: size, received: received, at: now))
        if rate == nil { rate = TransferRate(at: now) }
    }

    /// Records how much of a blob is through.
    mutating func note(_ digest: Digest, received: Int64, at now: Int64) {
        guard let index = active.firstIndex(where: { $0.digest == digest }) else { return }
        moved = moved.addingClamped(active[index].note(received: received, at: now))
        rate?.note(bytes: moved, at: now)
    }

    /// Removes a blob that is no longer under way. Returns whether it was.
    @discardableResult
    mutating func end(_ digest: Digest) -> Bool {
        let count = active.count
        active.removeAll { $0.digest == digest }
        return active.count < count
    }

    /// Counts a blob as complete.
    mutating func add(complete size: Int64) { complete = complete.addingClamped(max(0, size)) }

    /// `12.3 MiB of 27.1 MiB`
    var share: String { "\(Quantity.bytes(present)) of \(Quantity.bytes(expected))" }

    /// Speed and remaining time, as far as they are known.
    func pace(at now: Int64) -> [String] {
        guard let rate, let speed = rate.bytesPerSecond(at: now) else { return [] }
        let left = rate.millisecondsLeft(for: expected - min(expected, present), at: now)
        return [Quantity.rate(speed)] + (left.map { [Quantity.span(milliseconds: $0) + " left"] } ?? [])
    }
}

/// The progress of one blob through one stage.
struct BlobProgress {
    /// The digest of the blob.
    let digest: Digest
    /// The size in bytes.
    let size: Int64
    /// Bytes present, including those of an earlier run.
    private(set) var received: Int64
    /// The transfer rate.
    private(set) var rate: TransferRate

    /// A blob whose transfer starts after `received` bytes; negative numbers count as 0.
    init(digest: Digest, size: Int64, received: Int64, at now: Int64) {
        self.digest = digest
        self.size = max(0, size)
        self.received = max(0, received)
        rate = TransferRate(bytes: self.received, at: now)
    }

    /// Whether all bytes are present, and only verification remains.
    var isWhole: Bool { received >= size }

    /// Records the number of bytes present, and returns how many of them are new.
    mutating func note(received: Int64, at now: Int64) -> Int64 {
        let before = self.received
        self.received = max(0, received)
        rate.note(bytes: self.received, at: now)
        return max(0, self.received - before)
    }
}

/// The rate of a transfer over its last seconds.
///
/// Times are in milliseconds of one monotonic clock.
struct TransferRate {
    /// Byte counts at times at least ``spacing`` apart, oldest first; never empty.
    private var samples: [(at: Int64, bytes: Int64)]
    /// The latest count.
    private var bytes: Int64

    /// The period over which the rate is averaged.
    private static let window: Int64 = 5_000
    /// The shortest time between two samples, which limits their number.
    private static let spacing: Int64 = 200
    /// The time after which the rate is first known.
    private static let warmUp: Int64 = 500

    /// Starts at `now` with `bytes` already present.
    init(bytes: Int64 = 0, at now: Int64) {
        self.bytes = bytes
        samples = [(now, bytes)]
    }

    /// Records the total number of bytes present.
    mutating func note(bytes: Int64, at now: Int64) {
        self.bytes = bytes
        if let last = samples.last, now - last.at >= Self.spacing { samples.append((now, bytes)) }
        while samples.count > 1, now - samples[1].at >= Self.window { samples.removeFirst() }
    }

    /// Bytes per second at `now`; `nil` if too little is known.
    func bytesPerSecond(at now: Int64) -> Double? {
        guard let first = samples.first, now - first.at >= Self.warmUp else { return nil }
        return Double(max(0, bytes - first.bytes)) / Double(now - first.at) * 1000
    }

    /// Milliseconds until `rest` further bytes are present; `nil` if the rate is unknown or zero.
    func millisecondsLeft(for rest: Int64, at now: Int64) -> Int64? {
        guard let speed = bytesPerSecond(at: now), speed >= 1 else { return nil }
        return Int64(clamping: Double(max(0, rest)) / speed * 1000)
    }
}
