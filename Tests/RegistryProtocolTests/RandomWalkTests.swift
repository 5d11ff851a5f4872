import ImageModel
import TestSupport
import Testing

@testable import RegistryProtocol

/// State machines get events in every order: none traps, and their promises hold.
struct RandomWalkTests {
    private static let failures: [TransferFailure] = [
        .cut(received: 1, expected: 2), .connection(code: 52, message: ""), .tls(code: 35, message: ""),
        .tls(code: 60, message: ""), .status(StatusFailure(HTTPHead(status: 403))), .timedOut(received: 0, seconds: 1),
    ]

    private static let heads: [HTTPHead] = [200, 206, 206, 206, 302, 400, 401, 403, 404, 416, 500].enumerated().map {
        let fields: [HTTPHeaders] = [
            [:], ["Content-Range": "bytes 40-99/100"], ["Content-Range": "bytes 0-99/100"],
            ["Content-Type": "text/html", "WWW-Authenticate": "Basic"],
            ["WWW-Authenticate": "Bearer realm=\"https://auth.example/\""],
        ]
        return HTTPHead(status: $0.element, headers: fields[$0.offset % fields.count])
    }

    @Test func `a transfer writes each byte of the blob at most once, in order, and none beyond`() {
        var random = SeededGenerator.fromEnvironment("transfers")
        for _ in 0..<2_000 {
            let offset = [0, 40, 100].randomElement(using: &random) ?? 0
            var transfer = BlobTransfer(expectedSize: 100, resumingAt: Int64(offset))
            var next: Int64?
            for _ in 0..<12 {
                let count = Int.random(in: 0...60, using: &random)
                let events: [BlobTransfer.Event] = [
                    .head(Self.heads.randomElement(using: &random) ?? HTTPHead(status: 200)), .body(count: count),
                    .body(count: count), .gathered([]), .ended, .failed(Self.failures[0]),
                ]
                switch transfer.handle(events.randomElement(using: &random) ?? .ended) {
                case .receive(let place):
                    #expect(next == nil)
                    next = place
                case .write(let place):
                    #expect(place == next)
                    next = place + Int64(count)
                    #expect(place + Int64(count) <= 100)
                case .verify: #expect(next == 100)
                case .gather, .requestWhole, .fail: break
                }
            }
        }
    }

    @Test func `the attempts at a blob come to an end`() throws {
        var random = SeededGenerator.fromEnvironment("attempts")
        let digest = try Digest(parsing: "sha256:" + String(repeating: "a", count: 64))
        for _ in 0..<2_000 {
            var attempts = BlobAttempts(digest: digest, expectedSize: 4 << 20, policy: RetryPolicy())
            var action = attempts.handle(.start(heldBytes: Int64.random(in: -1...(5 << 20), using: &random)))
            var held: Int64 = 0
            var steps = 0
            while steps < 200 {
                switch action {
                case .attemptWhole:
                    held = Int64.random(in: 0...(4 << 20), using: &random)
                    let isWhole = Bool.random(using: &random)
                    action = attempts.handle(
                        isWhole
                            ? .arrived(fromSeveralResponses: true)
                            : .failed(
                                Self.failures[0], from: .registry, heldBytes: held, randomUnit: 0.5,
                                nowUnixSeconds: 0))
                case .attempt(let offset, _):
                    held = min(4 << 20, offset + Int64.random(in: 0...(2 << 20), using: &random))
                    let failure = Self.failures.randomElement(using: &random) ?? Self.failures[0]
                    let events: [BlobAttempts.Event] = [
                        .arrived(), .needsWhole,
                        .failed(
                            failure, from: .elsewhere, heldBytes: held, randomUnit: 0.5, nowUnixSeconds: 0),
                    ]
                    // Only a request with a range can be refused for it.
                    let choices = offset > 0 ? events : [events[0], events[2]]
                    action = attempts.handle(choices.randomElement(using: &random) ?? .arrived())
                case .verify: action = attempts.handle(.mismatched(actual: digest))
                case .commit, .fail: steps = 1000
                }
                steps += 1
            }
            #expect(steps > 1000)
        }
    }

    @Test func `the authorization of a request ends, and sends nothing unasked`() throws {
        var random = SeededGenerator.fromEnvironment("authorizations")
        let context = AuthorizationContext(
            registryName: "r", registry: try WebAddress(parsing: "https://r.example/v2"), scope: "s")
        let answer = try TokenResponse(parsing: Array(#"{"token":"t"}"#.utf8), registry: "r.example")
        let credentials = [
            SourcedCredential(.basic(username: "u", password: Secret("p")), source: "a"),
            SourcedCredential(.identityToken(Secret("i")), source: "b"),
            SourcedCredential(.bearer(Secret("b")), source: "c"),
        ]
        var knowledge = AuthorizationState()
        for _ in 0..<2_000 {
            var flow = AuthorizationFlow(context: context, learned: knowledge)
            var action = flow.handle(.start)
            if knowledge.challenge == nil { #expect(action == .send(nil)) }
            var steps = 0
            while steps < 50 {
                steps += 1
                switch action {
                case .send:
                    action = flow.handle(
                        .response(Self.heads.randomElement(using: &random) ?? HTTPHead(status: 200), body: nil))
                case .findCredentials:
                    action = flow.handle(.credentials(Array(credentials.shuffled(using: &random).prefix(2))))
                case .fetchToken:
                    let failure = StatusFailure(HTTPHead(status: 401))
                    let events: [AuthorizationFlow.Event] = [
                        .token(AccessToken(answer, nowSeconds: 0), .cached),
                        .token(AccessToken(answer, nowSeconds: 0), .fetched),
                        .tokenFailure(context.error(.tokenRefused(failure))),
                        .tokenFailure(context.error(.tokenRequest(Self.failures[0]))),
                    ]
                    action = flow.handle(events.randomElement(using: &random) ?? .start)
                case .deliver:
                    knowledge = Bool.random(using: &random) ? flow.learned : AuthorizationState()
                    steps = 100
                case .fail(let error):
                    #expect(error.cause != .outOfOrder)
                    steps = 100
                }
            }
            #expect(steps == 100)
        }
    }

    @Test func `a settled scheme stays, and only loopback is undecided`() {
        var random = SeededGenerator.fromEnvironment("schemes")
        for _ in 0..<2_000 {
            var choice = SchemeChoice(Bool.random(using: &random) ? .plainFirst : .only(.https))
            var settled = choice.isSettled ? choice.scheme : nil
            for _ in 0..<10 {
                let before = choice.scheme
                let isAnswer = Bool.random(using: &random)
                let head = Self.heads.randomElement(using: &random) ?? HTTPHead(status: 200)
                let failure = Self.failures.randomElement(using: &random) ?? Self.failures[0]
                let action = choice.handle(isAnswer ? .response(head, bodyPrefix: []) : .failure(failure))
                if let settled { #expect(choice.scheme == settled && choice.isSettled) }
                if choice.isSettled { settled = choice.scheme }
                if action == .sendAgain { #expect(choice.scheme != before) }
                // A 400 without a body is ambiguous: the next response decides.
                let isTelling = !isAnswer || head.status != 400
                if action == .accept, isTelling { #expect(choice.isSettled) }
            }
        }
    }
}
