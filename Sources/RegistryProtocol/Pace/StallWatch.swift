/// Whether one transfer makes progress: `seconds` that bring fewer bytes than they must are a stall.
///
/// A trickle is none, and what came just before the bytes stopped does not count for what comes after. Times are in seconds on
/// one clock of the caller's; what he holds a transfer up himself, he leaves out of it.
package struct StallWatch: Hashable, Sendable {
    private let seconds: Double
    private let leastBytes: Int64
    private var since: Double?
    private var bytesThen: Int64 = 0

    /// A watch over a transfer that must bring `bytesPerSecond` in the mean of each so many `seconds`.
    package init(seconds: Int, bytesPerSecond: Int) {
        self.seconds = Double(max(1, seconds))
        leastBytes = Int64(max(1, seconds).multipliedReportingOverflow(by: max(1, bytesPerSecond)).partialValue)
    }

    /// Whether the transfer, of which so many `bytes` have come and gone in all, is stalled at `now`.
    ///
    /// The first call begins the watch.
    package mutating func isStalled(bytes: Int64, at now: Double) -> Bool {
        guard let since, bytes - bytesThen < leastBytes else {
            excuse(bytes: bytes, at: now)
            return false
        }
        return now - since >= seconds
    }

    /// Begins anew: the transfer was held up from here.
    package mutating func excuse(bytes: Int64, at now: Double) {
        since = now
        bytesThen = bytes
    }
}
