import ImageModel
import Testing

@testable import RegistryProtocol

struct BlobAttemptsTests {
    private let digest: Digest
    private let other: Digest
    private let size: Int64 = 10 << 20
    private let cut = TransferFailure.cut(received: 1, expected: 2)

    init() throws {
        digest = try Digest(parsing: "sha256:" + String(repeating: "a", count: 64))
        other = try Digest(parsing: "sha256:" + String(repeating: "b", count: 64))
    }

    private func attempts(size: Int64? = nil, retries: Int = 3) -> BlobAttempts {
        BlobAttempts(digest: digest, expectedSize: size ?? self.size, policy: RetryPolicy(mostRetries: retries))
    }

    private func failed(
        _ failure: TransferFailure, held: Int64 = 0, from origin: ResponseOrigin = .registry
    ) -> BlobAttempts.Event {
        .failed(failure, from: origin, heldBytes: held, randomUnit: 0, nowUnixSeconds: 0)
    }

    private func status(_ code: Int) -> TransferFailure { .status(StatusFailure(HTTPHead(status: code))) }

    private func at(_ offset: Int64, after milliseconds: Int = 0) -> BlobAttempts.Action {
        .attempt(offset: offset, afterMilliseconds: milliseconds)
    }

    private func whole(after milliseconds: Int = 0) -> BlobAttempts.Action {
        .attemptWhole(afterMilliseconds: milliseconds)
    }

    @Test func `a blob arrives, is verified and committed`() {
        var attempts = attempts()
        #expect(attempts.handle(.start(heldBytes: 0)) == at(0))
        #expect(attempts.handle(.arrived()) == .verify)
        #expect(attempts.handle(.verified) == .commit)
    }

    @Test(arguments: [(0, 0), (1, 1), (10 << 20, -1), ((10 << 20) + 1, 0), (-1, 0), (.max, 0)] as [(Int64, Int64)])
    func `the bytes of an earlier run are used`(held: Int64, offset: Int64) {
        var attempts = attempts()
        #expect(attempts.handle(.start(heldBytes: held)) == (offset < 0 ? .verify : at(offset)))
    }

    @Test func `an empty blob needs no request`() {
        var attempts = attempts(size: 0)
        #expect(attempts.handle(.start(heldBytes: 0)) == .verify)
        #expect(attempts.handle(.mismatched(actual: other)) == .fail(.mismatch(expected: digest, actual: other)))
    }

    @Test func `a cut is retried from where it happened`() {
        var attempts = attempts()
        _ = attempts.handle(.start(heldBytes: 0))
        #expect(attempts.handle(failed(cut, held: 100)) == at(100, after: 500))
        #expect(attempts.handle(failed(cut, held: 200)) == at(200, after: 1000))
        #expect(attempts.handle(failed(cut, held: 200)) == at(200, after: 2000))
        #expect(attempts.handle(failed(cut, held: 300)) == .fail(cut))
        #expect(cut.subject == .network)
        #expect(!cut.spoilsPart)
    }

    @Test func `enough progress resets the retries`() {
        var attempts = attempts(retries: 1)
        _ = attempts.handle(.start(heldBytes: 0))
        for mebibyte in 1...9 {
            let held = Int64(mebibyte) << 20
            #expect(attempts.handle(failed(cut, held: held)) == at(held, after: 500))
        }
        #expect(attempts.handle(failed(cut, held: (9 << 20) + 5)) == .fail(cut))
    }

    @Test func `a connection that is always cut at one offset ends in an error`() {
        var attempts = attempts(retries: 5)
        var action = attempts.handle(.start(heldBytes: 0))
        var count = 0
        while case .attempt = action, count < 100 {
            action = attempts.handle(failed(cut, held: 6 << 20))
            count += 1
        }
        #expect(count == 6)
        #expect(action == .fail(cut))
    }

    @Test func `bytes that were complete before the connection broke are verified`() {
        var attempts = attempts()
        _ = attempts.handle(.start(heldBytes: 0))
        #expect(attempts.handle(failed(cut, held: size)) == .verify)
    }

    @Test(arguments: [401, 403, 404])
    func `a refusal by the registry is not retried`(code: Int) {
        var attempts = attempts()
        _ = attempts.handle(.start(heldBytes: 0))
        #expect(attempts.handle(failed(status(code))) == .fail(status(code)))
    }

    // A signed address expires; the registry gives a new one.
    @Test(arguments: [400, 401, 403])
    func `an expired address leads back to the registry, once`(code: Int) {
        var attempts = attempts()
        _ = attempts.handle(.start(heldBytes: 0))
        #expect(attempts.handle(failed(status(code), held: 7, from: .elsewhere)) == at(7))
        // A second one may concern the range.
        if code != 401 { #expect(attempts.handle(failed(status(code), held: 7, from: .elsewhere)) == whole()) }
        #expect(attempts.handle(failed(status(code), held: 0, from: .elsewhere)) == .fail(status(code)))
    }

    @Test func `other errors of a storage service are handled like the registry's`() {
        var attempts = attempts()
        _ = attempts.handle(.start(heldBytes: 0))
        #expect(attempts.handle(failed(status(503), from: .elsewhere)) == at(0, after: 500))
        #expect(attempts.handle(failed(status(404), from: .elsewhere)) == .fail(status(404)))
    }

    @Test func `a quota ends the attempts at once`() {
        let headers: HTTPHeaders = ["Retry-After": "21600"]
        let quota = TransferFailure.status(StatusFailure(HTTPHead(status: 429, headers: headers)))
        var attempts = attempts()
        _ = attempts.handle(.start(heldBytes: 0))
        #expect(attempts.handle(failed(quota)) == .fail(quota))
        #expect(quota.subject == .rateLimited)
    }

    @Test func `after a mismatch of resumed bytes the blob is fetched again, once`() {
        var attempts = attempts()
        #expect(attempts.handle(.start(heldBytes: 100)) == at(100))
        _ = attempts.handle(.arrived())
        #expect(attempts.handle(.mismatched(actual: other)) == at(0))
        #expect(attempts.handle(failed(cut, held: 50)) == at(50, after: 500))
        _ = attempts.handle(.arrived())
        let failure = TransferFailure.mismatch(expected: digest, actual: other)
        #expect(attempts.handle(.mismatched(actual: other)) == .fail(failure))
        #expect(failure.subject == .integrity)
        #expect(failure.spoilsPart)
    }

    @Test func `after a mismatch of an earlier run's bytes the blob is fetched again`() {
        var attempts = attempts()
        #expect(attempts.handle(.start(heldBytes: size)) == .verify)
        #expect(attempts.handle(.mismatched(actual: other)) == at(0))
        #expect(attempts.handle(.mismatched(actual: other)) == .fail(.mismatch(expected: digest, actual: other)))
    }

    @Test func `after a mismatch of a single response the blob is fetched again, once, unless retries are off`() {
        let failure = BlobAttempts.Action.fail(.mismatch(expected: digest, actual: other))
        var attempts = attempts()
        _ = attempts.handle(.start(heldBytes: 0))
        #expect(attempts.handle(.mismatched(actual: other)) == at(0))
        #expect(attempts.handle(.mismatched(actual: other)) == failure)
        var without = self.attempts(retries: 0)
        _ = without.handle(.start(heldBytes: 0))
        #expect(without.handle(.mismatched(actual: other)) == failure)
    }

    @Test func `wrong bytes of a whole blob without ranges are void in the fresh attempt, too`() {
        var attempts = attempts()
        _ = attempts.handle(.start(heldBytes: 0))
        #expect(attempts.handle(.needsWhole) == whole())
        _ = attempts.handle(.arrived())
        #expect(!attempts.isFetchedAfresh && !attempts.needsNewConnection)
        #expect(attempts.handle(.mismatched(actual: other)) == at(0))
        #expect(attempts.isFetchedAfresh && attempts.needsNewConnection)
        #expect(attempts.handle(failed(cut, held: 50)) == whole(after: 500))
        #expect(attempts.isFetchedAfresh && !attempts.needsNewConnection)
    }

    @Test(arguments: [
        TransferFailure.contradictoryLength(declared: 5, expected: 9), .html(firstLine: nil), .moreThanExpected(9),
        .tooShort(received: 5, expected: 9),
    ])
    func `a response that contradicts the descriptor is requested afresh, once`(failure: TransferFailure) {
        var attempts = attempts()
        #expect(attempts.handle(.start(heldBytes: 100)) == at(100))
        // Bytes of an earlier run stay, bytes of this response do not.
        #expect(attempts.handle(failed(failure, held: 100)) == at(100))
        #expect(attempts.handle(failed(failure, held: 100)) == .fail(failure))
        var others = self.attempts()
        #expect(others.handle(.start(heldBytes: 0)) == at(0))
        #expect(others.handle(failed(failure, held: 50)) == at(0))
        #expect(others.handle(failed(failure, held: 50)) == .fail(failure))
        var without = self.attempts(retries: 0)
        #expect(without.handle(.start(heldBytes: 0)) == at(0))
        #expect(without.handle(failed(failure, held: 0)) == .fail(failure))
        #expect(!failure.spoilsPart)
    }

    @Test func `a server that does not support ranges gets no further range request`() {
        var attempts = attempts()
        #expect(attempts.handle(.start(heldBytes: 100)) == at(100))
        #expect(attempts.handle(.needsWhole) == whole())
        #expect(attempts.handle(failed(cut, held: 5 << 20)) == whole(after: 500))
        // Held bytes are skipped in the whole blob; only a wrong digest discards them.
        #expect(attempts.handle(.arrived(fromSeveralResponses: true)) == .verify)
        #expect(attempts.handle(.mismatched(actual: other)) == at(0))
    }

    @Test func `after a mismatch of several connections' bytes the blob is fetched again`() {
        var attempts = attempts()
        #expect(attempts.handle(.start(heldBytes: 0)) == at(0))
        _ = attempts.handle(.arrived(fromSeveralResponses: true))
        #expect(attempts.handle(.mismatched(actual: other)) == at(0))
        _ = attempts.handle(.arrived())
        #expect(attempts.handle(.mismatched(actual: other)) == .fail(.mismatch(expected: digest, actual: other)))
    }

    @Test func `bytes at higher offsets count as progress, too`() {
        var attempts = attempts(retries: 1)
        _ = attempts.handle(.start(heldBytes: 0))
        for _ in 0..<5 {
            let event = BlobAttempts.Event.failed(
                cut, from: .registry, heldBytes: 0, randomUnit: 0, nowUnixSeconds: 0,
                rangedBytes: 1 << 20)
            #expect(attempts.handle(event) == at(0, after: 500))
        }
        #expect(attempts.handle(failed(cut)) == .fail(cut))
    }

    @Test func `a storage service that refuses a range from the first byte on gets a request for the whole blob`() {
        var attempts = attempts()
        _ = attempts.handle(.start(heldBytes: 0))
        let refusal = BlobAttempts.Event.failed(
            status(400), from: .elsewhere, heldBytes: 0, randomUnit: 0, nowUnixSeconds: 0,
            rangedBytes: 0)
        #expect(attempts.handle(refusal) == at(0))
        #expect(attempts.handle(refusal) == whole())
    }

    @Test func `each failure says what happened`() {
        let a = String(repeating: "a", count: 64)
        let b = String(repeating: "b", count: 64)
        let texts = [
            TransferFailure.moreThanExpected(5), .tooShort(received: 1, expected: 5),
            .contradictoryLength(declared: 1, expected: 5), .html(firstLine: "<html>"), .html(firstLine: nil),
            .mismatch(expected: digest, actual: other),
        ].map(\.description)
        #expect(
            texts == [
                "the response has more than the 5 bytes of the descriptor", "the response ended after 1 of 5 bytes",
                "the server announced 1 bytes, but the descriptor says 5",
                "a proxy or server sent HTML instead; its first line is '<html>'",
                "a proxy or server sent HTML instead",
                "the bytes have the digest sha256:\(b), not sha256:\(a)",
            ])
    }
}
