import ImageModel
import ImageResolver

/// What is on its way and what is here, as the resolver's events tell it.
struct TransferLedger {
    /// The blobs on their way, in the order in which they started.
    private(set) var active: [BlobProgress] = []
    /// Bytes of the blobs that were announced.
    private(set) var expected: Int64 = 0
    /// Bytes of the blobs that are whole, cached ones included.
    private var whole: Int64 = 0
    /// Bytes that came over the network.
    private var transferred: Int64 = 0
    /// How fast they came; `nil` before the first.
    private var rate: TransferRate?

    /// Bytes that are here, of ``expected``.
    var present: Int64 {
        active.reduce(whole) { Self.sum($0, $1.received) }
    }

    /// How much is here, from 0 to 100.
    var percent: Int { Quantity.percent(present, of: expected) }

    /// Takes note of an event.
    mutating func apply(_ event: ResolverEvent, at now: Int64) {
        switch event {
        case .layersStarted(_, _, let bytes):
            // Images that come one after the other are counted each by itself.
            if active.isEmpty { self = TransferLedger() }
            expected = Self.sum(expected, bytes)
        case .blobStarted(let digest, let size, let resumedFrom):
            active.removeAll { $0.digest == digest }
            active.append(BlobProgress(digest: digest, size: size, received: resumedFrom, at: now))
            if rate == nil { rate = TransferRate(at: now) }
        case .blobProgressed(let digest, let received, _):
            guard let place = active.firstIndex(where: { $0.digest == digest }) else { return }
            transferred = Self.sum(transferred, active[place].note(received: received, at: now))
            rate?.note(bytes: transferred, at: now)
        case .blobDone(let digest, let size, _):
            active.removeAll { $0.digest == digest }
            whole = Self.sum(whole, size)
        case .resolved, .retried, .request, .warning, .note:
            break
        }
    }

    /// `3.1 MiB/s, 42 s left`; empty as long as nothing is known.
    func pace(at now: Int64) -> String {
        guard let rate, let speed = rate.bytesPerSecond(at: now) else { return "" }
        let left = rate.millisecondsLeft(for: expected - min(expected, present), at: now)
        return Quantity.rate(speed) + (left.map { ", " + Quantity.span(milliseconds: $0) + " left" } ?? "")
    }

    /// The sum of two counts, or the largest number: a manifest may name any sizes.
    private static func sum(_ first: Int64, _ second: Int64) -> Int64 {
        let (value, isTooLarge) = first.addingReportingOverflow(max(0, second))
        return isTooLarge ? .max : value
    }
}
