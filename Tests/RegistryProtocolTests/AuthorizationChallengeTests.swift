import Testing

@testable import RegistryProtocol

/// What a registry may require, and which kinds of credentials meet it.
struct AuthorizationChallengeTests {
    @Test func `a 400 to a fresh token is the registry's response`() throws {
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
                (.token(try Flows.token("t"), .fetched), Flows.bearer("t")), (Flows.status(400), .deliver(nil)),
            ])
    }

    @Test func `a challenge for a wider scope leads to a wider token, once`() throws {
        let wider = Flows.challenge.replacing("a:pull", with: "b:pull")
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
                (.token(try Flows.token("t"), .fetched), Flows.bearer("t")),
                (
                    Flows.unauthorized(wider),
                    .fetchToken(try Flows.demand(.anonymous, scope: "repository:a:pull repository:b:pull"), unless: nil)
                ),
                (.token(try Flows.token("u"), .fetched), Flows.bearer("u")),
                (
                    Flows.unauthorized(Flows.challenge),
                    .fail(
                        Flows.error(
                            .credentialsMissing(
                                StatusFailure(HTTPHead(status: 401, headers: Flows.headers([Flows.challenge]))))))
                ),
            ])
    }

    @Test func `a registry with Basic only gets the password with each request`() throws {
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized("Digest x=y", "Basic realm=r"), .findCredentials),
                (.credentials([Flows.ann]), Flows.basicAnn), (Flows.status(404), .deliver(nil)),
            ])
        var next = try Flows.flow(flow.learned)
        Flows.run(&next, [(.start, Flows.basicAnn), (Flows.status(200), .deliver(nil))])
    }

    @Test(arguments: [401, 403])
    func `after a refused password nothing is sent anonymously`(code: Int) throws {
        let second = SourcedCredential(.basic(username: "ann", password: Secret("hush")), source: "second")
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized("Basic"), .findCredentials),
                (.credentials([Flows.ann, second]), Flows.basicAnn), (Flows.status(code), Flows.basicAnn),
                (
                    Flows.status(401),
                    .fail(Flows.error(.refused(source: Flows.ann.source, Flows.failure(code))))
                ),
            ])
    }

    @Test func `a token does not meet a Basic challenge`() throws {
        let tokens = [Credential.identityToken(Secret("i")), .bearer(Secret("b")), .anonymous]
            .map { SourcedCredential($0, source: "x") }
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized("Basic"), .findCredentials),
                (.credentials(tokens), .fail(Flows.error(.credentialsMissing(nil)))),
            ])
    }

    @Test func `a registry token is sent as it is`() throws {
        let registryToken = SourcedCredential(.bearer(Secret("b")), source: "file")
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([registryToken]), Flows.bearer("b")),
                (Flows.status(401), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
            ])
        var next = try Flows.flow(flow.learned)
        #expect(next.handle(.start) == .send(nil))
    }

    @Test func `an identity token is exchanged`() throws {
        let identity = SourcedCredential(.identityToken(Secret("i")), source: "helper")
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([identity]), .fetchToken(try Flows.demand(identity.credential), unless: nil)),
            ])
    }

    @Test func `a failing token server does not discredit the credentials`() throws {
        for cause in [AuthorizationError.Cause.tokenRequest(.timedOut(received: 0, seconds: 5)), .noToken] {
            var flow = try Flows.flow()
            Flows.run(
                &flow,
                [
                    (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                    (.credentials([Flows.ann]), .fetchToken(try Flows.demand(Flows.ann.credential), unless: nil)),
                    (.tokenFailure(Flows.error(cause)), .fail(Flows.error(cause))),
                ])
        }
    }

    @Test(arguments: [
        ([], AuthorizationError.Cause.noChallenge),
        (["Negotiate", "Digest realm=x"], .unsupportedSchemes(["negotiate", "digest"])),
        (["Bearer service=x"], .noTokenServer),
        (["Bearer realm=\"ftp://x\""], .malformedTokenServer(.unsupportedScheme(in: "ftp://x"))),
    ])
    func `a challenge that cannot be met is an error`(challenges: [String], expected: AuthorizationError.Cause) throws {
        var flow = try Flows.flow()
        let head = HTTPHead(status: 401, headers: Flows.headers(challenges))
        Flows.run(&flow, [(.start, .send(nil)), (.response(head, body: nil), .fail(Flows.error(expected)))])
    }

    @Test func `the first challenge that can be met counts`() throws {
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)),
                (Flows.unauthorized(#"Bearer realm="http://plain.example""#, Flows.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
            ])
        var basic = try Flows.flow()
        Flows.run(
            &basic,
            [
                (.start, .send(nil)),
                (Flows.unauthorized(#"Bearer realm="http://10.0.0.1/", Basic"#), .findCredentials),
                (.credentials([Flows.ann]), Flows.basicAnn),
            ])
    }

    @Test func `a challenge without a scope leads to the repository's scope`() throws {
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)),
                (
                    Flows.unauthorized(#"Bearer realm="https://auth.example/token",service="r.example",scope="""#),
                    .findCredentials
                ),
                (.credentials([]), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
            ])
    }

    @Test func `an event out of order is an error, not a trap`() throws {
        let events: [AuthorizationFlow.Event] = [
            Flows.status(200), .credentials([]), .token(try Flows.token("t"), .cached), Flows.refusedByTokenServer(401),
        ]
        for event in events {
            var flow = try Flows.flow()
            #expect(flow.handle(event) == .fail(Flows.error(.outOfOrder)))
        }
    }

    // Requests run concurrently: one that began before the first challenge may be delivered after it.
    @Test func `a request without a challenge does not discard what others have learned`() throws {
        var learnt = AuthorizationState()
        learnt.challenge = .basic
        learnt.add([Flows.ann], purpose: .pull)
        #expect(learnt.updated(from: AuthorizationState()) == learnt)
        #expect(AuthorizationState().updated(from: learnt) == learnt)
    }
}
