import TestSupport
import Testing

@testable import RegistryProtocol

struct RetryPolicyTests {
    private let cut = TransferFailure.cut(received: 1, expected: 2)

    private func status(_ code: Int, retryAfter: String? = nil) -> TransferFailure {
        let headers = HTTPHeaders(retryAfter.map { [HTTPHeader(name: "Retry-After", value: $0)] } ?? [])
        return .status(StatusFailure(HTTPHead(status: code, headers: headers)))
    }

    private func decision(
        _ failure: TransferFailure, made: Int = 0, unit: Double = 0, policy: RetryPolicy = RetryPolicy()
    ) -> RetryDecision {
        policy.decision(after: failure, retriesMade: made, randomUnit: unit, nowUnixSeconds: 784_111_777)
    }

    @Test func `waits double up to the longest, minus a random part of up to half`() {
        let policy = RetryPolicy(mostRetries: 100)
        let waits = (0..<8).map { decision(cut, made: $0, policy: policy) }
        #expect(waits == [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000].map { .retry(afterMilliseconds: $0) })
        #expect(decision(cut, unit: 1) == .retry(afterMilliseconds: 250))
        #expect(decision(cut, unit: 0.5) == .retry(afterMilliseconds: 375))
        #expect(decision(cut, made: 99, policy: policy) == .retry(afterMilliseconds: 30000))
    }

    @Test(arguments: [-5.0, 7, .nan, .infinity, -.infinity])
    func `a random number out of bounds is harmless`(unit: Double) throws {
        guard case .retry(let milliseconds) = decision(cut, unit: unit) else { throw RetryPolicyTestError() }
        #expect((250...500).contains(milliseconds))
    }

    @Test func `retries end`() {
        #expect(decision(cut, made: 2) == .retry(afterMilliseconds: 2000))
        #expect(decision(cut, made: 3) == .giveUp(.exhausted(retries: 3)))
        #expect(decision(cut, policy: RetryPolicy(mostRetries: 0)) == .giveUp(.exhausted(retries: 0)))
        #expect(decision(cut, made: -1, policy: RetryPolicy(mostRetries: -5)) == .giveUp(.exhausted(retries: 0)))
    }

    @Test func `a permanent failure is not retried`() {
        #expect(decision(status(404)) == .giveUp(.permanent))
        #expect(decision(status(401, retryAfter: "1")) == .giveUp(.permanent))
    }

    // A pause is waited for, a quota is not.
    @Test func `the server's wait takes precedence`() {
        #expect(decision(status(429, retryAfter: "2")) == .retry(afterMilliseconds: 2000))
        #expect(decision(status(429, retryAfter: "2"), unit: 1) == .retry(afterMilliseconds: 2250))
        #expect(decision(status(503, retryAfter: "60")) == .retry(afterMilliseconds: 60000))
        #expect(decision(status(429, retryAfter: "61")) == .giveUp(.waitTooLong(seconds: 61)))
        #expect(decision(status(429, retryAfter: "21600"), made: 9) == .giveUp(.waitTooLong(seconds: 21600)))
        #expect(decision(status(429, retryAfter: "9223372036854775807")) == .giveUp(.waitTooLong(seconds: .max)))
        #expect(decision(status(429, retryAfter: "soon")) == .retry(afterMilliseconds: 500))
        #expect(decision(status(429, retryAfter: "1"), made: 3) == .giveUp(.exhausted(retries: 3)))
    }

    @Test(
        .userCase("P17"),
        arguments: [
            ("0", 0, 500), ("0", 2, 2000), ("0.0", 0, 500), ("0.5", 0, 1000), ("1.000", 0, 1000), ("1.25", 0, 2000),
            ("-1", 0, 500), ("1.2.3", 0, 500), (".5", 0, 500), ("1e3", 0, 500),
        ])
    func `a retry never comes sooner than our own wait`(value: String, made: Int, milliseconds: Int) {
        #expect(decision(status(429, retryAfter: value), made: made) == .retry(afterMilliseconds: milliseconds))
    }

    @Test(
        .userCase("P17"),
        arguments: [
            "9223372036854775807", "9223372036854775808", "1000000000000000000000000", "99999999999999999999.5",
        ])
    func `a wait beyond every clock ends the retries as a rate limit`(value: String) {
        let failure = status(429, retryAfter: value)
        #expect(decision(failure) == .giveUp(.waitTooLong(seconds: .max)))
        #expect(failure.subject == .rateLimited)
        #expect(failure.description == "status 429, retry after more than a day")
    }

    @Test func `the server's wait may be a date`() {
        #expect(decision(status(429, retryAfter: "Sun, 06 Nov 1994 08:49:47 GMT")) == .retry(afterMilliseconds: 10000))
        #expect(decision(status(429, retryAfter: "Sun, 06 Nov 1994 08:00:00 GMT")) == .retry(afterMilliseconds: 500))
        let late = status(429, retryAfter: "Mon, 07 Nov 1994 08:49:37 GMT")
        #expect(decision(late) == .giveUp(.waitTooLong(seconds: 86400)))
        let noClock = RetryPolicy().decision(after: late, retriesMade: 0, randomUnit: 0, nowUnixSeconds: .nan)
        #expect(noClock != .giveUp(.permanent))
    }

    @Test func `no policy overflows`() {
        var policy = RetryPolicy(mostRetries: .max)
        policy.firstWaitMilliseconds = .max
        policy.longestWaitMilliseconds = .max
        policy.longestServerWaitSeconds = .max
        #expect(decision(cut, made: .max - 1, policy: policy) != .giveUp(.permanent))
        #expect(
            decision(status(429, retryAfter: "9223372036854775807"), policy: policy) == .retry(afterMilliseconds: .max))
        policy.firstWaitMilliseconds = -1
        #expect(decision(cut, policy: policy) == .retry(afterMilliseconds: 0))
    }
}

/// The decision was of another kind.
private struct RetryPolicyTestError: Error {}
