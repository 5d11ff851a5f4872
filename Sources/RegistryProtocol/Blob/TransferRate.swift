/// Limits the rate of all transfers together: an allowance grows with time, and each byte uses it up.
///
/// A transfer that takes more than the allowance leaves a debt, which delays all others, so the mean rate is kept however much
/// is taken at once. Times are in seconds on one clock of the caller's.
package struct RateBucket: Hashable, Sendable {
    /// The longest idle time, in seconds, whose allowance is kept.
    private static let mostSecondsSaved = 0.125

    private let bytesPerSecond: Double
    private var allowance: Double = 0
    private var updatedAt: Double?

    /// A bucket for `bytesPerSecond`, at least one.
    package init(bytesPerSecond: Int64) {
        self.bytesPerSecond = Double(max(1, bytesPerSecond))
    }

    /// Whether bytes may be taken at `now`, in any number.
    package mutating func isOpen(at now: Double) -> Bool {
        fill(now)
        return allowance >= 0
    }

    /// Takes `count` bytes at `now`.
    package mutating func take(_ count: Int, at now: Double) {
        fill(now)
        allowance -= Double(count)
    }

    /// The seconds from `now` until bytes may be taken.
    package mutating func secondsUntilOpen(at now: Double) -> Double {
        fill(now)
        return max(0, -allowance / bytesPerSecond)
    }

    private mutating func fill(_ now: Double) {
        let passed = max(0, now - (updatedAt ?? now))
        updatedAt = max(now, updatedAt ?? now)
        allowance = min(allowance + passed * bytesPerSecond, bytesPerSecond * Self.mostSecondsSaved)
    }
}

/// Detects that one transfer makes no progress: a period of `seconds` with too few bytes is a stall.
///
/// A trickle is a stall, too, and bytes that arrived just before the transfer stopped do not count for the next period. Times
/// are in seconds on one clock of the caller's, who excuses the periods in which it held up the transfer itself.
package struct StallWatch: Hashable, Sendable {
    private let seconds: Double
    private let leastBytes: Int64
    private var since: Double?
    private var bytesThen: Int64 = 0

    /// Watches a transfer that must average `bytesPerSecond` in each period of `seconds`.
    package init(seconds: Int, bytesPerSecond: Int) {
        self.seconds = Double(max(1, seconds))
        leastBytes = Int64(max(1, seconds).multipliedReportingOverflow(by: max(1, bytesPerSecond)).partialValue)
    }

    /// Whether the transfer, which has moved `bytes` in all, is stalled at `now`; the first call starts the watch.
    package mutating func isStalled(bytes: Int64, at now: Double) -> Bool {
        guard let since, bytes - bytesThen < leastBytes else {
            excuse(bytes: bytes, at: now)
            return false
        }
        return now - since >= seconds
    }

    /// Starts a new period: the transfer was held up until now.
    package mutating func excuse(bytes: Int64, at now: Double) {
        since = now
        bytesThen = bytes
    }
}
