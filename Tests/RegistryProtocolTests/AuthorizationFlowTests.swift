import Testing

@testable import RegistryProtocol

struct AuthorizationFlowTests {
    private static let challenge =
        #"Bearer realm="https://auth.example/token",service="r.example",scope="repository:a:pull""#
    private static let ann = SourcedCredential(
        .basic(username: "ann", password: Secret("hush")), source: "/root/.docker/config.json, auths 'r.example'")

    private static func context(_ purpose: AuthorizationContext.Purpose = .pull) throws -> AuthorizationContext {
        AuthorizationContext(
            registryName: "r.example", registry: try WebAddress(parsing: "https://r.example/v2"),
            scope: "repository:a:pull",
            purpose: purpose)
    }

    private static func flow(
        _ knowledge: AuthorizationKnowledge = AuthorizationKnowledge(), purpose: AuthorizationContext.Purpose = .pull
    ) throws -> AuthorizationFlow {
        AuthorizationFlow(context: try context(purpose), knowledge: knowledge)
    }

    private static func demand(_ credential: Credential, scope: String = "repository:a:pull") throws -> TokenDemand {
        TokenDemand(
            realm: try WebAddress(parsing: "https://auth.example/token"), service: "r.example", scope: scope,
            credential: credential)
    }

    private static func token(_ text: String) throws -> AccessToken {
        AccessToken(try TokenAnswer(parsing: Array(#"{"token":"\#(text)"}"#.utf8)), nowSeconds: 0)
    }

    private static func unauthorized(_ challenges: String...) -> AuthorizationFlow.Event {
        .response(HTTPHead(status: 401, headers: headers(challenges)), body: nil)
    }

    private static func headers(_ challenges: [String]) -> HTTPHeaders {
        HTTPHeaders(challenges.map { HTTPHeader(name: "WWW-Authenticate", value: $0) })
    }

    private static func status(_ code: Int) -> AuthorizationFlow.Event {
        .response(HTTPHead(status: code), body: nil)
    }

    private static func failure(_ code: Int) -> StatusFailure { StatusFailure(HTTPHead(status: code)) }

    private static func refusedByTokenServer(_ code: Int) -> AuthorizationFlow.Event {
        .tokenFailure(.refused(failure(code)))
    }

    private static func bearer(_ token: String) -> AuthorizationFlow.Action {
        .send(HTTPHeader(name: "Authorization", value: "Bearer \(token)"))
    }

    private static let basicAnn = AuthorizationFlow.Action.send(
        HTTPHeader(name: "Authorization", value: "Basic YW5uOmh1c2g="))

    /// Runs the events through a flow, and compares each action.
    private func run(
        _ flow: inout AuthorizationFlow, _ steps: [(AuthorizationFlow.Event, AuthorizationFlow.Action)],
        location: SourceLocation = #_sourceLocation
    ) {
        for (index, step) in steps.enumerated() {
            #expect(flow.handle(step.0) == step.1, "step \(index)", sourceLocation: location)
        }
    }

    @Test(arguments: [200, 206, 304, 400, 403, 404, 429, 500])
    func `an answer without a challenge is delivered, and nobody looked for credentials`(code: Int) throws {
        var flow = try Self.flow()
        run(&flow, [(.start, .send(nil)), (Self.status(code), .deliver(nil))])
        #expect(flow.knowledge == AuthorizationKnowledge())
    }

    @Test func `a public pull shows everybody's token`() throws {
        var flow = try Self.flow()
        run(
            &flow,
            [
                (.start, .send(nil)), (Self.unauthorized(Self.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Self.demand(.anonymous), unless: nil)),
                (.token(try Self.token("t"), .fetched), Self.bearer("t")), (Self.status(200), .deliver(nil)),
            ])
        // The next request of the session shows it at once.
        var next = try Self.flow(flow.knowledge)
        run(
            &next,
            [
                (.start, .fetchToken(try Self.demand(.anonymous), unless: nil)),
                (.token(try Self.token("t"), .cached), Self.bearer("t")), (Self.status(404), .deliver(nil)),
            ])
    }

    @Test func `a private pull shows the credential's token`() throws {
        var flow = try Self.flow()
        run(
            &flow,
            [
                (.start, .send(nil)), (Self.unauthorized("Basic realm=x, " + Self.challenge), .findCredentials),
                (.credentials([Self.ann]), .fetchToken(try Self.demand(Self.ann.credential), unless: nil)),
                (.token(try Self.token("t"), .fetched), Self.bearer("t")), (Self.status(200), .deliver(nil)),
            ])
    }

    // oras#1161, singularity#212: credentials that went bad must not keep public images away.
    @Test(arguments: [400, 401, 403])
    func `credentials that the token server refuses are left out, with a warning`(code: Int) throws {
        var flow = try Self.flow()
        let warning = AuthorizationWarning(registry: "r.example", source: Self.ann.source, failure: Self.failure(code))
        run(
            &flow,
            [
                (.start, .send(nil)), (Self.unauthorized(Self.challenge), .findCredentials),
                (.credentials([Self.ann]), .fetchToken(try Self.demand(Self.ann.credential), unless: nil)),
                (Self.refusedByTokenServer(code), .fetchToken(try Self.demand(.anonymous), unless: nil)),
                (.token(try Self.token("t"), .fetched), Self.bearer("t")), (Self.status(200), .deliver(warning)),
            ])
        #expect(
            warning.description == "'r.example' refused the credentials from /root/.docker/config.json, "
                + "auths 'r.example' (status \(code)); continuing without credentials")
        // Once is enough: later requests neither show them nor warn.
        var next = try Self.flow(flow.knowledge)
        run(
            &next,
            [
                (.start, .fetchToken(try Self.demand(.anonymous), unless: nil)),
                (.token(try Self.token("t"), .cached), Self.bearer("t")), (Self.status(200), .deliver(nil)),
            ])
    }

    @Test(arguments: [401, 403])
    func `credentials whose token the registry refuses are left out, with a warning`(code: Int) throws {
        var flow = try Self.flow()
        let warning = AuthorizationWarning(registry: "r.example", source: Self.ann.source, failure: Self.failure(code))
        run(
            &flow,
            [
                (.start, .send(nil)), (Self.unauthorized(Self.challenge), .findCredentials),
                (.credentials([Self.ann]), .fetchToken(try Self.demand(Self.ann.credential), unless: nil)),
                (.token(try Self.token("t"), .fetched), Self.bearer("t")),
                (Self.status(code), .fetchToken(try Self.demand(.anonymous), unless: nil)),
                (.token(try Self.token("u"), .fetched), Self.bearer("u")), (Self.status(200), .deliver(warning)),
            ])
    }

    @Test func `when everybody is refused as well, the first refusal is the error`() throws {
        var flow = try Self.flow()
        run(
            &flow,
            [
                (.start, .send(nil)), (Self.unauthorized(Self.challenge), .findCredentials),
                (.credentials([Self.ann]), .fetchToken(try Self.demand(Self.ann.credential), unless: nil)),
                (Self.refusedByTokenServer(403), .fetchToken(try Self.demand(.anonymous), unless: nil)),
                (.token(try Self.token("t"), .fetched), Self.bearer("t")),
                (Self.status(401), .fail(.refused(registry: "r.example", source: Self.ann.source, Self.failure(403)))),
                (.start, .fail(.outOfOrder)),
            ])
    }

    @Test(arguments: [401, 403])
    func `a refusal of everybody says that credentials are missing`(code: Int) throws {
        var flow = try Self.flow()
        run(
            &flow,
            [
                (.start, .send(nil)), (Self.unauthorized(Self.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Self.demand(.anonymous), unless: nil)),
                (.token(try Self.token("t"), .fetched), Self.bearer("t")),
                (Self.status(code), .fail(.credentialsMissing(registry: "r.example", Self.failure(code)))),
            ])
        var atServer = try Self.flow()
        run(
            &atServer,
            [
                (.start, .send(nil)), (Self.unauthorized(Self.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Self.demand(.anonymous), unless: nil)),
                (
                    Self.refusedByTokenServer(code),
                    .fail(.credentialsMissing(registry: "r.example", Self.failure(code)))
                ),
            ])
    }

    @Test func `a push is not tried without credentials, unless there are none`() throws {
        var flow = try Self.flow(purpose: .push)
        run(
            &flow,
            [
                (.start, .send(nil)), (Self.unauthorized(Self.challenge), .findCredentials),
                (.credentials([Self.ann]), .fetchToken(try Self.demand(Self.ann.credential), unless: nil)),
                (
                    Self.refusedByTokenServer(401),
                    .fail(.refused(registry: "r.example", source: Self.ann.source, Self.failure(401)))
                ),
            ])
        var without = try Self.flow(purpose: .push)
        run(
            &without,
            [
                (.start, .send(nil)), (Self.unauthorized(Self.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Self.demand(.anonymous), unless: nil)),
            ])
    }

    // containers-roadmap#2835: ECR Public answers 400 to a token that has expired.
    @Test(arguments: [400, 401, 403])
    func `a token from the cache that is refused is fetched anew, once`(code: Int) throws {
        var knowledge = AuthorizationKnowledge()
        knowledge.add([Self.ann], purpose: .pull)
        knowledge.terms = .bearer(
            realm: try WebAddress(parsing: "https://auth.example/token"), service: "r.example",
            scope: "repository:a:pull")
        let demand = try Self.demand(Self.ann.credential)
        var flow = try Self.flow(knowledge)
        run(
            &flow,
            [
                (.start, .fetchToken(demand, unless: nil)),
                (.token(try Self.token("old"), .cached), Self.bearer("old")),
                (Self.status(code), .fetchToken(demand, unless: Secret("old"))),
                (.token(try Self.token("new"), .fetched), Self.bearer("new")), (Self.status(200), .deliver(nil)),
            ])
        // Another request may have renewed it meanwhile; that is not tried for ever.
        var again = try Self.flow(knowledge)
        run(
            &again,
            [
                (.start, .fetchToken(demand, unless: nil)),
                (.token(try Self.token("old"), .cached), Self.bearer("old")),
                (Self.status(code), .fetchToken(demand, unless: Secret("old"))),
                (.token(try Self.token("newer"), .cached), Self.bearer("newer")),
                (Self.status(code), .fetchToken(try Self.demand(.anonymous), unless: nil)),
            ])
    }

    @Test func `a fresh token that the registry calls malformed is the registry's answer`() throws {
        var flow = try Self.flow()
        run(
            &flow,
            [
                (.start, .send(nil)), (Self.unauthorized(Self.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Self.demand(.anonymous), unless: nil)),
                (.token(try Self.token("t"), .fetched), Self.bearer("t")), (Self.status(400), .deliver(nil)),
            ])
    }

    @Test func `a challenge for more leads to a token for more, once`() throws {
        let wider = Self.challenge.replacing("a:pull", with: "a:pull,push")
        var flow = try Self.flow()
        run(
            &flow,
            [
                (.start, .send(nil)), (Self.unauthorized(Self.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Self.demand(.anonymous), unless: nil)),
                (.token(try Self.token("t"), .fetched), Self.bearer("t")),
                (
                    Self.unauthorized(wider),
                    .fetchToken(try Self.demand(.anonymous, scope: "repository:a:pull,push"), unless: nil)
                ),
                (.token(try Self.token("u"), .fetched), Self.bearer("u")),
                (
                    Self.unauthorized(Self.challenge),
                    .fail(
                        .credentialsMissing(
                            registry: "r.example",
                            StatusFailure(HTTPHead(status: 401, headers: Self.headers([Self.challenge])))))
                ),
            ])
    }

    @Test func `a registry that knows Basic only is shown the password each time`() throws {
        var flow = try Self.flow()
        run(
            &flow,
            [
                (.start, .send(nil)), (Self.unauthorized("Digest x=y", "Basic realm=r"), .findCredentials),
                (.credentials([Self.ann]), Self.basicAnn), (Self.status(404), .deliver(nil)),
            ])
        var next = try Self.flow(flow.knowledge)
        run(&next, [(.start, Self.basicAnn), (Self.status(200), .deliver(nil))])
    }

    @Test(arguments: [401, 403])
    func `a password that is refused is not followed by nothing`(code: Int) throws {
        let second = SourcedCredential(.basic(username: "ann", password: Secret("hush")), source: "second")
        var flow = try Self.flow()
        run(
            &flow,
            [
                (.start, .send(nil)), (Self.unauthorized("Basic"), .findCredentials),
                (.credentials([Self.ann, second]), Self.basicAnn), (Self.status(code), Self.basicAnn),
                (Self.status(401), .fail(.refused(registry: "r.example", source: Self.ann.source, Self.failure(code)))),
            ])
    }

    @Test func `a token is no password`() throws {
        let tokens = [Credential.identityToken(Secret("i")), .bearer(Secret("b")), .anonymous]
            .map { SourcedCredential($0, source: "x") }
        var flow = try Self.flow()
        run(
            &flow,
            [
                (.start, .send(nil)), (Self.unauthorized("Basic"), .findCredentials),
                (.credentials(tokens), .fail(.credentialsMissing(registry: "r.example", nil))),
            ])
    }

    @Test func `a registry token is shown as it is`() throws {
        let registryToken = SourcedCredential(.bearer(Secret("b")), source: "file")
        var flow = try Self.flow()
        run(
            &flow,
            [
                (.start, .send(nil)), (Self.unauthorized(Self.challenge), .findCredentials),
                (.credentials([registryToken]), Self.bearer("b")),
                (Self.status(401), .fetchToken(try Self.demand(.anonymous), unless: nil)),
            ])
        var next = try Self.flow(flow.knowledge)
        #expect(next.handle(.start) == .send(nil))
    }

    @Test func `an identity token is exchanged`() throws {
        let identity = SourcedCredential(.identityToken(Secret("i")), source: "helper")
        var flow = try Self.flow()
        run(
            &flow,
            [
                (.start, .send(nil)), (Self.unauthorized(Self.challenge), .findCredentials),
                (.credentials([identity]), .fetchToken(try Self.demand(identity.credential), unless: nil)),
            ])
    }

    @Test func `a token server that fails is no reason to doubt the credentials`() throws {
        for error in [TokenError.failed(.timedOut(received: 0, seconds: 5)), .malformed(.noToken)] {
            var flow = try Self.flow()
            run(
                &flow,
                [
                    (.start, .send(nil)), (Self.unauthorized(Self.challenge), .findCredentials),
                    (.credentials([Self.ann]), .fetchToken(try Self.demand(Self.ann.credential), unless: nil)),
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
        var flow = try Self.flow()
        let head = HTTPHead(status: 401, headers: Self.headers(challenges))
        run(&flow, [(.start, .send(nil)), (.response(head, body: nil), .fail(expected))])
    }

    @Test func `of several challenges the first that can be met counts`() throws {
        var flow = try Self.flow()
        run(
            &flow,
            [
                (.start, .send(nil)),
                (Self.unauthorized(#"Bearer realm="http://plain.example""#, Self.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Self.demand(.anonymous), unless: nil)),
            ])
        var basic = try Self.flow()
        run(
            &basic,
            [
                (.start, .send(nil)), (Self.unauthorized(#"Bearer realm="http://10.0.0.1/", Basic"#), .findCredentials),
                (.credentials([Self.ann]), Self.basicAnn),
            ])
    }

    @Test func `a challenge without a scope asks for the repository`() throws {
        var flow = try Self.flow()
        run(
            &flow,
            [
                (.start, .send(nil)),
                (
                    Self.unauthorized(#"Bearer realm="https://auth.example/token",service="r.example",scope="""#),
                    .findCredentials
                ),
                (.credentials([]), .fetchToken(try Self.demand(.anonymous), unless: nil)),
            ])
    }

    @Test func `a step out of order is an error, not a trap`() throws {
        let events: [AuthorizationFlow.Event] = [
            Self.status(200), .credentials([]), .token(try Self.token("t"), .cached), Self.refusedByTokenServer(401),
        ]
        for event in events {
            var flow = try Self.flow()
            #expect(flow.handle(event) == .fail(.outOfOrder))
        }
    }
}
