import TestSupport
import Testing

@testable import RegistryProtocol

/// Which credentials are sent, and what a refusal leads to.
struct AuthorizationFlowTests {
    @Test(arguments: [200, 206, 304, 400, 403, 404, 429, 500])
    func `a response without a challenge is delivered without looking up credentials`(code: Int) throws {
        var flow = try Flows.flow()
        Flows.run(&flow, [(.start, .send(nil)), (Flows.status(code), .deliver(nil))])
        #expect(flow.learned == AuthorizationState())
    }

    @Test func `a public pull sends an anonymous token`() throws {
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
                (.token(try Flows.token("t"), .fetched), Flows.bearer("t")), (Flows.status(200), .deliver(nil)),
            ])
        // The next request of the session sends it at once.
        var next = try Flows.flow(flow.learned)
        Flows.run(
            &next,
            [
                (.start, .fetchToken(try Flows.demand(.anonymous), unless: nil)),
                (.token(try Flows.token("t"), .cached), Flows.bearer("t")), (Flows.status(404), .deliver(nil)),
            ])
    }

    // containerd sends them to every token server, wherever the registry's challenge leads.
    @Test(
        .userCase("M7"),
        arguments: [
            ("https://r.example/token", true), ("https://R.example:443/token", true),
            ("https://r.example:5000/token", false), ("https://auth.r.example/token", false),
            ("https://auth.example/token", false), ("http://r.example/token", false), ("http://r.example:443/t", false),
        ])
    func `a token server of the registry's own origin gets the configured header fields, and no other does`(
        realm: String, isSent: Bool
    ) throws {
        let headers: HTTPHeaders = ["Authorization": "Basic bWU6"]
        let context = AuthorizationContext(
            registryName: "r.example", registry: try WebAddress(parsing: "https://r.example/v2"), scope: "",
            permitsInsecureRealm: true, headers: headers)
        var flow = AuthorizationFlow(context: context, learned: AuthorizationState(), hasRange: false)
        _ = flow.handle(.start)
        _ = flow.handle(Flows.unauthorized("Bearer realm=\"\(realm)\""))
        guard case .fetchToken(let demand, unless: nil) = flow.handle(.credentials([])) else {
            throw UnexpectedAction("no token is fetched")
        }
        #expect(demand.headers == (isSent ? headers : HTTPHeaders()))
    }

    @Test func `a private pull sends the credential's token`() throws {
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized("Basic realm=x, " + Flows.challenge), .findCredentials),
                (.credentials([Flows.ann]), .fetchToken(try Flows.demand(Flows.ann.credential), unless: nil)),
                (.token(try Flows.token("t"), .fetched), Flows.bearer("t")), (Flows.status(200), .deliver(nil)),
            ])
    }

    // oras#1161, singularity#212: invalid credentials must not prevent pulls of public images.
    @Test(arguments: [400, 401, 403])
    func `credentials that the token server refuses are left out, with a warning`(code: Int) throws {
        var flow = try Flows.flow()
        let warning = AuthorizationWarning(
            registry: "r.example", source: Flows.ann.source, failure: Flows.failure(code))
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([Flows.ann]), .fetchToken(try Flows.demand(Flows.ann.credential), unless: nil)),
                (Flows.refusedByTokenServer(code), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
                (.token(try Flows.token("t"), .fetched), Flows.bearer("t")), (Flows.status(200), .deliver(warning)),
            ])
        #expect(
            warning.description == "'r.example' refused the credentials from /root/.docker/config.json, "
                + "auths 'r.example' (status \(code)); continuing without credentials")
        // Later requests neither send them nor warn.
        var next = try Flows.flow(flow.learned)
        Flows.run(
            &next,
            [
                (.start, .fetchToken(try Flows.demand(.anonymous), unless: nil)),
                (.token(try Flows.token("t"), .cached), Flows.bearer("t")), (Flows.status(200), .deliver(nil)),
            ])
    }

    @Test(arguments: [401, 403])
    func `credentials whose token the registry refuses are left out, with a warning`(code: Int) throws {
        var flow = try Flows.flow()
        let warning = AuthorizationWarning(
            registry: "r.example", source: Flows.ann.source, failure: Flows.failure(code))
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([Flows.ann]), .fetchToken(try Flows.demand(Flows.ann.credential), unless: nil)),
                (.token(try Flows.token("t"), .fetched), Flows.bearer("t")),
                (Flows.status(code), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
                (.token(try Flows.token("u"), .fetched), Flows.bearer("u")), (Flows.status(200), .deliver(warning)),
            ])
    }

    @Test func `when anonymous access is refused as well, the first refusal is the error`() throws {
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([Flows.ann]), .fetchToken(try Flows.demand(Flows.ann.credential), unless: nil)),
                (Flows.refusedByTokenServer(403), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
                (.token(try Flows.token("t"), .fetched), Flows.bearer("t")),
                (
                    Flows.status(401),
                    .fail(Flows.error(.refused(source: Flows.ann.source, Flows.failure(403))))
                ),
                (.start, .fail(Flows.error(.outOfOrder))),
            ])
    }

    @Test(arguments: [401, 403])
    func `a refusal of anonymous access means that credentials are missing`(code: Int) throws {
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
                (.token(try Flows.token("t"), .fetched), Flows.bearer("t")),
                (Flows.status(code), .fail(Flows.error(.credentialsMissing(Flows.failure(code))))),
            ])
        var atServer = try Flows.flow()
        Flows.run(
            &atServer,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
                (
                    Flows.refusedByTokenServer(code),
                    .fail(Flows.error(.credentialsMissing(Flows.failure(code))))
                ),
            ])
    }

    @Test func `a push is not tried anonymously, unless there are no credentials`() throws {
        var flow = try Flows.flow(purpose: .push)
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([Flows.ann]), .fetchToken(try Flows.demand(Flows.ann.credential), unless: nil)),
                (
                    Flows.refusedByTokenServer(401),
                    .fail(Flows.error(.refused(source: Flows.ann.source, Flows.failure(401))))
                ),
            ])
        var without = try Flows.flow(purpose: .push)
        Flows.run(
            &without,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
            ])
    }

    // containers-roadmap#2835: ECR Public responds with 400 to an expired token.
    @Test(arguments: [400, 401, 403])
    func `a refused token from the cache is renewed, once`(code: Int) throws {
        var knowledge = AuthorizationState()
        knowledge.add([Flows.ann], purpose: .pull)
        knowledge.challenge = .bearer(
            realm: try WebAddress(parsing: "https://auth.example/token"), service: "r.example",
            scope: "repository:a:pull")
        let demand = try Flows.demand(Flows.ann.credential)
        var flow = try Flows.flow(knowledge)
        Flows.run(
            &flow,
            [
                (.start, .fetchToken(demand, unless: nil)),
                (.token(try Flows.token("old"), .cached), Flows.bearer("old")),
                (Flows.status(code), .fetchToken(demand, unless: Secret("old"))),
                (.token(try Flows.token("new"), .fetched), Flows.bearer("new")), (Flows.status(200), .deliver(nil)),
            ])
        // Another request may have renewed it meanwhile, which is not tried forever.
        var again = try Flows.flow(knowledge)
        Flows.run(
            &again,
            [
                (.start, .fetchToken(demand, unless: nil)),
                (.token(try Flows.token("old"), .cached), Flows.bearer("old")),
                (Flows.status(code), .fetchToken(demand, unless: Secret("old"))),
                (.token(try Flows.token("newer"), .cached), Flows.bearer("newer")),
                (Flows.status(code), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
            ])
    }

    private static func insufficient(_ status: Int, _ challenge: String = Flows.challenge) -> HTTPHead {
        HTTPHead(status: status, headers: Flows.headers([challenge + #",error="insufficient_scope""#]))
    }

    private static func state() throws -> AuthorizationState {
        var state = AuthorizationState()
        state.add([Flows.ann], purpose: .push)
        state.challenge = .bearer(
            realm: try WebAddress(parsing: "https://auth.example/token"), service: "r.example",
            scope: "repository:a:pull")
        return state
    }

    // distribution responds with 401, RFC 6750 and others with 403.
    @Test(.userCase("L25"), arguments: [401, 403], [TokenOrigin.cached, .fetched])
    func `a token that lacks a right is not fetched again, and the right is named`(
        status: Int, origin: TokenOrigin
    ) throws {
        let head = Self.insufficient(status)
        var flow = try Flows.flow(try Self.state(), purpose: .push)
        let cause = AuthorizationError.Cause.insufficientScope(
            source: Flows.ann.source, scope: "repository:a:pull", StatusFailure(head))
        Flows.run(
            &flow,
            [
                (.start, .fetchToken(try Flows.demand(Flows.ann.credential), unless: nil)),
                (.token(try Flows.token("t"), origin), Flows.bearer("t")),
                (.response(head, body: nil), .fail(Flows.error(cause))),
            ])
    }

    @Test(.userCase("L25")) func `without credentials the error names the right that they must have`() throws {
        let head = Self.insufficient(401)
        var flow = try Flows.flow(purpose: .push)
        let cause = AuthorizationError.Cause.insufficientScope(
            source: nil, scope: "repository:a:pull", StatusFailure(head))
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([]), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
                (.token(try Flows.token("t"), .fetched), Flows.bearer("t")),
                (.response(head, body: nil), .fail(Flows.error(cause))),
            ])
    }

    @Test(arguments: [TokenOrigin.cached, .fetched])
    func `a token for the further scope that a refusal names is fetched, once`(origin: TokenOrigin) throws {
        let wider = Flows.challenge.replacing("repository:a:pull", with: "repository:a:pull repository:b:pull")
        let head = Self.insufficient(401, wider)
        var flow = try Flows.flow(try Self.state(), purpose: .push)
        let demand = try Flows.demand(Flows.ann.credential, scope: "repository:a:pull repository:b:pull")
        let cause = AuthorizationError.Cause.insufficientScope(
            source: Flows.ann.source, scope: "repository:a:pull repository:b:pull", StatusFailure(head))
        Flows.run(
            &flow,
            [
                (.start, .fetchToken(try Flows.demand(Flows.ann.credential), unless: nil)),
                (.token(try Flows.token("t"), origin), Flows.bearer("t")),
                (.response(head, body: nil), .fetchToken(demand, unless: origin == .cached ? Secret("t") : nil)),
                (.token(try Flows.token("u"), .fetched), Flows.bearer("u")),
                (.response(head, body: nil), .fail(Flows.error(cause))),
            ])
    }

    // An access token of an organization on Docker Hub may lack public images, which anybody may read.
    @Test func `a pull whose credentials lack the right continues without them`() throws {
        var flow = try Flows.flow()
        let head = Self.insufficient(401)
        let warning = AuthorizationWarning(
            registry: "r.example", source: Flows.ann.source, failure: StatusFailure(head))
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([Flows.ann]), .fetchToken(try Flows.demand(Flows.ann.credential), unless: nil)),
                (.token(try Flows.token("t"), .fetched), Flows.bearer("t")),
                (.response(head, body: nil), .fetchToken(try Flows.demand(.anonymous), unless: nil)),
                (.token(try Flows.token("u"), .fetched), Flows.bearer("u")), (Flows.status(200), .deliver(warning)),
            ])
    }
}
