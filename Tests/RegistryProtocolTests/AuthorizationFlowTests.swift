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
}
