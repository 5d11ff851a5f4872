/// The speed of a transfer over its last seconds.
///
/// Times are milliseconds of any one clock that does not run backwards.
struct TransferRate {
    /// Byte counts at moments that lie at least ``spacing`` apart, the oldest first; never empty.
    private var samples: [(at: Int64, bytes: Int64)]
    /// The latest count.
    private var bytes: Int64

    /// The span that the speed is taken over.
    private static let window: Int64 = 5_000
    /// The least distance of two samples, which bounds their number.
    private static let spacing: Int64 = 200
    /// The time before which no speed is named.
    private static let patience: Int64 = 500

    /// Starts counting at `now`, with `bytes` there already.
    init(bytes: Int64 = 0, at now: Int64) {
        self.bytes = bytes
        samples = [(now, bytes)]
    }

    /// Notes that `bytes` have arrived in all.
    mutating func note(bytes: Int64, at now: Int64) {
        self.bytes = bytes
        if let last = samples.last, now - last.at >= Self.spacing { samples.append((now, bytes)) }
        while samples.count > 1, now - samples[1].at >= Self.window { samples.removeFirst() }
    }

    /// Bytes a second at `now`; `nil` as long as too little is known.
    func bytesPerSecond(at now: Int64) -> Double? {
        guard let first = samples.first, now - first.at >= Self.patience else { return nil }
        return Double(max(0, bytes - first.bytes)) / Double(now - first.at) * 1000
    }

    /// Milliseconds that `rest` bytes take at the speed of now; `nil` where no speed is known, or nothing moves.
    func millisecondsLeft(for rest: Int64, at now: Int64) -> Int64? {
        guard let speed = bytesPerSecond(at: now), speed >= 1 else { return nil }
        return Int64(clamping: Double(max(0, rest)) / speed * 1000)
    }
}
