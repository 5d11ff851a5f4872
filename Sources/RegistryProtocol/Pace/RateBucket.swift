/// One limit for the bytes of all transfers together: what may come fills up with the time, and each byte takes from it.
///
/// Who takes more than there is leaves a debt, which holds up all others; so the mean is kept, whoever takes how much at once.
/// Times are in seconds on one clock of the caller's.
package struct RateBucket: Hashable, Sendable {
    /// The seconds whose bytes may be saved up while nobody takes any.
    private static let mostSecondsSaved = 0.125

    private let bytesPerSecond: Double
    private var saved: Double = 0
    private var seenAt: Double?

    /// A bucket that lets `bytesPerSecond` through, one at least.
    package init(bytesPerSecond: Int64) {
        self.bytesPerSecond = Double(max(1, bytesPerSecond))
    }

    /// Whether bytes may be taken at `now`; who may takes as many as he has.
    package mutating func isOpen(at now: Double) -> Bool {
        fill(now)
        return saved >= 0
    }

    /// Takes `count` bytes at `now`.
    package mutating func take(_ count: Int, at now: Double) {
        fill(now)
        saved -= Double(count)
    }

    /// The seconds from `now` until bytes may be taken.
    package mutating func secondsUntilOpen(at now: Double) -> Double {
        fill(now)
        return max(0, -saved / bytesPerSecond)
    }

    private mutating func fill(_ now: Double) {
        let passed = max(0, now - (seenAt ?? now))
        seenAt = max(now, seenAt ?? now)
        saved = min(saved + passed * bytesPerSecond, bytesPerSecond * Self.mostSecondsSaved)
    }
}
