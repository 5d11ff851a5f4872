/// How often, and after which waits, a request that failed is sent again.
///
/// Waits double from one retry to the next, up to a limit; of each, a random half is left out, so that many clients that
/// failed together do not come back together. A wait that the server names goes before.
package struct RetryPolicy: Hashable, Sendable {
    /// How many times a request is sent again.
    package var mostRetries = 3
    /// The wait before the first retry, in milliseconds.
    package var firstWaitMilliseconds = 500
    /// The longest wait of our own, in milliseconds.
    package var longestWaitMilliseconds = 30_000
    /// The longest wait that a server may ask for; a longer one ends the retries at once.
    package var longestServerWaitSeconds: Int64 = 60

    /// The defaults: 3 retries, 0.5 s to 30 s, at most 60 s when the server asks.
    package init() {}

    /// The defaults, with that many retries.
    package init(mostRetries: Int) {
        self.mostRetries = mostRetries
    }

    /// What to do after `failure`, when `retriesMade` retries have been made.
    ///
    /// `randomUnit` is a random number from 0 to 1; `nowUnixSeconds` is what a date in `Retry-After` is compared with.
    package func decision(
        after failure: TransferFailure, retriesMade: Int, randomUnit: Double, nowUnixSeconds: Double
    ) -> RetryDecision {
        guard failure.isTransient else { return .giveUp(.permanent) }
        let unit = randomUnit.isFinite ? min(max(randomUnit, 0), 1) : 0.5
        let serverWait = failure.retryAfter?.waitSeconds(nowUnixSeconds: nowUnixSeconds)
        if let serverWait, !(serverWait <= Double(longestServerWaitSeconds)) {
            return .giveUp(.tooLongWait(seconds: Int64(exactly: serverWait.rounded(.up)) ?? .max))
        }
        guard retriesMade < mostRetries else { return .giveUp(.used(retries: max(0, retriesMade))) }
        // Not before the server's moment, and at most a quarter of a second after it.
        if let serverWait {
            return .retry(afterMilliseconds: Int(exactly: (serverWait * 1000 + unit * 250).rounded(.up)) ?? .max)
        }
        return .retry(afterMilliseconds: ownWait(retriesMade: retriesMade, unit: unit))
    }

    private func ownWait(retriesMade: Int, unit: Double) -> Int {
        let doublings = min(max(retriesMade, 0), 20)
        let longest = Double(max(0, longestWaitMilliseconds))
        let whole = min(Double(max(0, firstWaitMilliseconds)) * Double(1 << doublings), longest)
        return Int(exactly: (whole * (1 - unit / 2)).rounded()) ?? 0
    }
}
