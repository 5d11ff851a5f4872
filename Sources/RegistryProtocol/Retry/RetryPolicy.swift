/// Which failed requests are retried, how often, and after which waits.
///
/// Waits double from one retry to the next, up to a limit. A random part of up to half is subtracted from each, so that many
/// clients that failed together do not return together. A longer wait that the server asks for takes precedence.
package struct RetryPolicy: Hashable, Sendable {
    /// The most retries of one request.
    package var mostRetries = 3
    /// The wait before the first retry, in milliseconds.
    package var firstWaitMilliseconds = 500
    /// The longest wait of our own, in milliseconds.
    package var longestWaitMilliseconds = 30_000
    /// The longest wait that a server may ask for; a longer one ends the retries at once.
    package var longestServerWaitSeconds: Int64 = 60

    /// The defaults: 3 retries, 0.5 s to 30 s, at most 60 s when the server asks.
    package init() {}

    /// The defaults with another number of retries.
    package init(mostRetries: Int) {
        self.mostRetries = mostRetries
    }

    /// What to do after `failure`, when `retriesMade` retries have been made.
    ///
    /// Content that is not what it should be is requested once more over a new connection, if `hasTriedAfresh` is `false`:
    /// something between us and the registry may have interfered once.
    ///
    /// `randomUnit` is a random number from 0 to 1; `nowUnixSeconds` is compared with a date in `Retry-After`.
    package func decision(
        after failure: TransferFailure, retriesMade: Int, hasTriedAfresh: Bool = true, randomUnit: Double,
        nowUnixSeconds: Double
    ) -> RetryDecision {
        if !hasTriedAfresh, triesAfresh(after: failure) { return .retryAfresh }
        guard failure.isTransient else { return .giveUp(.permanent) }
        let unit = randomUnit.isFinite ? min(max(randomUnit, 0), 1) : 0.5
        let serverWait = failure.retryAfter?.waitSeconds(nowUnixSeconds: nowUnixSeconds)
        if let serverWait, !(serverWait <= Double(longestServerWaitSeconds)) {
            return .giveUp(.waitTooLong(seconds: Int64(exactly: serverWait.rounded(.up)) ?? .max))
        }
        guard retriesMade < mostRetries else { return .giveUp(.exhausted(retries: max(0, retriesMade))) }
        let ownWait = ownWait(retriesMade: retriesMade, unit: unit)
        guard let serverWait else { return .retry(afterMilliseconds: ownWait) }
        // Not before the time that the server named, and at most a quarter of a second after it. Our own wait is the least, also
        // for a server that asks for none.
        let milliseconds = Int(exactly: (serverWait * 1000 + unit * 250).rounded(.up)) ?? .max
        return .retry(afterMilliseconds: max(milliseconds, ownWait))
    }

    /// Whether content with `failure` is requested once more over a new connection.
    func triesAfresh(after failure: TransferFailure) -> Bool {
        failure.subject == .integrity && mostRetries > 0
    }

    private func ownWait(retriesMade: Int, unit: Double) -> Int {
        let doublings = min(max(retriesMade, 0), 20)
        let longest = Double(max(0, longestWaitMilliseconds))
        let whole = min(Double(max(0, firstWaitMilliseconds)) * Double(1 << doublings), longest)
        return Int(exactly: (whole * (1 - unit / 2)).rounded()) ?? 0
    }
}

/// Whether a failed request is retried.
package enum RetryDecision: Hashable, Sendable {
    /// Retry after that wait.
    case retry(afterMilliseconds: Int)
    /// Retry at once, over a new connection.
    case retryAfresh
    /// Do not retry.
    case giveUp(Reason)

    /// Why a failed request is not retried.
    package enum Reason: Hashable, Sendable {
        /// It would fail again.
        case permanent
        /// All retries have been used.
        case exhausted(retries: Int)
        /// The server asks for a longer wait than the policy allows: a quota, not a pause.
        case waitTooLong(seconds: Int64)
    }
}

extension StatusFailure {
    /// Whether a retry may help: 408, 429, 500, 502, 503, 504 and 520–529, which CDNs send, unless the body names an error that
    /// stays.
    package var isTransient: Bool {
        if status >= 500, isFinal { return false }
        return [408, 429, 500, 502, 503, 504].contains(status) || (520...529).contains(status)
    }
}

extension TransferFailure {
    /// Whether the same request may succeed when it is sent again.
    ///
    /// Of libcurl's connection codes: 7 (connect), 16 and 92 (HTTP/2), 35 (TLS handshake), 52 (empty reply), 55 and 56 (send and
    /// receive), 65 (a reused connection broke, and the body would have to be rewound). 6, 18 and 28 have cases of their own.
    package var isTransient: Bool {
        switch self {
        case .nameResolution, .timedOut, .stalled, .cut: true
        case .connection(let code, _): [7, 16, 52, 55, 56, 65, 92].contains(code)
        case .proxy(let fault): fault.isTransient
        case .tls(let code, _): code == 35 && tlsFault == nil
        case .status(let failure): failure.isTransient
        case .notStarted, .unreachable, .redirect, .tooLong, .headTooLong, .moreThanExpected, .tooShort,
            .contradictoryLength, .html, .encoded, .undecodable, .wrongSize, .mismatch:
            false
        }
    }
}
