import ImageModel
import ImageResolver

/// The state of a command's transfers, updated by the resolver's events.
struct TransferLedger {
    /// The blobs being transferred, in the order in which they started.
    private(set) var active: [BlobProgress] = []
    /// The total size of the announced blobs.
    private var expected: Int64 = 0
    /// The total size of the complete blobs, including cached ones.
    private var complete: Int64 = 0
    /// Bytes transferred over the network.
    private var transferred: Int64 = 0
    /// The transfer rate; `nil` before the first transfer.
    private var rate: TransferRate?

    /// Bytes present, of ``expected``.
    private var present: Int64 {
        active.reduce(complete) { $0.addingClamped($1.received) }
    }

    /// The percentage of bytes present, from 0 to 100.
    var percent: Int { Quantity.percent(present, of: expected) }

    /// Updates the state.
    mutating func apply(_ event: ResolverEvent, at now: Int64) {
        switch event {
        case .layersStarted(_, _, let bytes):
            // Images that are pulled one after the other are counted separately.
            if active.isEmpty { self = TransferLedger() }
            expected = expected.addingClamped(max(0, bytes))
        case .blobStarted(let digest, let size, let resumedBytes):
            active.removeAll { $0.digest == digest }
            active.append(BlobProgress(digest: digest, size: size, received: resumedBytes, at: now))
            if rate == nil { rate = TransferRate(at: now) }
        case .blobProgressed(let digest, let received, _):
            guard let index = active.firstIndex(where: { $0.digest == digest }) else { return }
            transferred = transferred.addingClamped(active[index].note(received: received, at: now))
            rate?.note(bytes: transferred, at: now)
        case .blobDone(let digest, let size, _):
            active.removeAll { $0.digest == digest }
            complete = complete.addingClamped(max(0, size))
        case .resolved, .retried, .request, .warning, .note:
            break
        }
    }

    /// `45 %, 12.3 MiB of 27.1 MiB`
    var share: String {
        "\(percent) %, \(Quantity.bytes(present)) of \(Quantity.bytes(expected))"
    }

    /// Speed and remaining time, as far as they are known: `3.1 MiB/s`, `42 s left`.
    func pace(at now: Int64) -> [String] {
        guard let rate, let speed = rate.bytesPerSecond(at: now) else { return [] }
        let left = rate.millisecondsLeft(for: expected - min(expected, present), at: now)
        return [Quantity.rate(speed)] + (left.map { [Quantity.span(milliseconds: $0) + " left"] } ?? [])
    }
}

/// The progress of one blob.
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
