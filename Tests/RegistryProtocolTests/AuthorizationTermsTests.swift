import Testing

@testable import RegistryProtocol

/// What a registry may want, and what each kind of credential is good for.
struct AuthorizationTermsTests {
    @Test func `a fresh token that the registry calls malformed is the registry's answer`() throws {
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
                (.token(try Flows.token("t"), .fetched), Flows.bearer("t")), (Flows.status(400), .deliver(nil)),
            ])
    }

    @Test func `a challenge for more leads to a token for more, once`() throws {
        let wider = Flows.challenge.replacing("a:pull", with: "a:pull,push")
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
                (.token(try Flows.token("t"), .fetched), Flows.bearer("t")),
                (
                    Flows.unauthorized(wider),
                    .fetchToken(try Flows.demand(.anonymous, scope: "repository:a:pull,push"), unless: nil)
                ),
                (.token(try Flows.token("u"), .fetched), Flows.bearer("u")),
                (
                    Flows.unauthorized(Flows.challenge),
                    .fail(
                        .credentialsMissing(
                            registry: "r.example",
                            StatusFailure(HTTPHead(status: 401, headers: Flows.headers([Flows.challenge])))))
                ),
            ])
    }

    @Test func `a registry that knows Basic only is shown the password each time`() throws {
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized("Digest x=y", "Basic realm=r"), .findCredentials),
                (.credentials([Flows.ann]), Flows.basicAnn), (Flows.status(404), .deliver(nil)),
            ])
        var next = try Flows.flow(flow.knowledge)
        Flows.run(&next, [(.start, Flows.basicAnn), (Flows.status(200), .deliver(nil))])
    }

    @Test(arguments: [401, 403])
    func `a password that is refused is not followed by nothing`(code: Int) throws {
        let second = SourcedCredential(.basic(username: "ann", password: Secret("hush")), source: "second")
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized("Basic"), .findCredentials),
                (.credentials([Flows.ann, second]), Flows.basicAnn), (Flows.status(code), Flows.basicAnn),
                (
                    Flows.status(401),
                    .fail(.refused(registry: "r.example", source: Flows.ann.source, Flows.failure(code)))
                ),
            ])
    }

    @Test func `a token is no password`() throws {
        let tokens = [Credential.identityToken(Secret("i")), .bearer(Secret("b")), .anonymous]
            .map { SourcedCredential($0, source: "x") }
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized("Basic"), .findCredentials),
                (.credentials(tokens), .fail(.credentialsMissing(registry: "r.example", nil))),
            ])
    }

    @Test func `a registry token is shown as it is`() throws {
        let registryToken = SourcedCredential(.bearer(Secret("b")), source: "file")
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([registryToken]), Flows.bearer("b")),
                (Flows.status(401), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
            ])
        var next = try Flows.flow(flow.knowledge)
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

    @Test func `a token server that fails is no reason to doubt the credentials`() throws {
        for error in [TokenError.failed(.timedOut(received: 0, seconds: 5)), .malformed(.noToken)] {
            var flow = try Flows.flow()
            Flows.run(
                &flow,
                [
                    (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                    (.credentials([Flows.ann]), .fetchToken(try Flows.demand(Flows.ann.credential), unless: nil)),
                    (.tokenFailure(error), .fail(.token(error, registry: "r.example"))),
                ])
        }
    }

    @Test(arguments: [
        ([], AuthorizationError.noChallenge(registry: "r.example")),
        (["Negotiate", "Digest realm=x"], .unsupportedSchemes(["negotiate", "digest"], registry: "r.example")),
        (["Bearer service=x"], .realm(.missing, registry: "r.example")),
        (["Bearer realm=\"ftp://x\""], .realm(.malformed(.unsupportedScheme(in: "ftp://x")), registry: "r.example")),
    ])
    func `a challenge that cannot be met is an error`(challenges: [String], expected: AuthorizationError) throws {
        var flow = try Flows.flow()
        let head = HTTPHead(status: 401, headers: Flows.headers(challenges))
        Flows.run(&flow, [(.start, .send(nil)), (.response(head, body: nil), .fail(expected))])
    }

    @Test func `of several challenges the first that can be met counts`() throws {
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

    @Test func `a challenge without a scope asks for the repository`() throws {
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

    @Test func `a step out of order is an error, not a trap`() throws {
        let events: [AuthorizationFlow.Event] = [
            Flows.status(200), .credentials([]), .token(try Flows.token("t"), .cached), Flows.refusedByTokenServer(401),
        ]
        for event in events {
            var flow = try Flows.flow()
            #expect(flow.handle(event) == .fail(.outOfOrder))
        }
    }

    // Requests run side by side: one that began before the first challenge may be delivered after it.
    @Test func `a request that was asked for nothing does not unlearn what others have learnt`() throws {
        var learnt = AuthorizationKnowledge()
        learnt.terms = .basic
        learnt.add([Flows.ann], purpose: .pull)
        #expect(learnt.learning(from: AuthorizationKnowledge()) == learnt)
        #expect(AuthorizationKnowledge().learning(from: learnt) == learnt)
    }
}
