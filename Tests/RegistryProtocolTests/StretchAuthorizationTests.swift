import Testing

@testable import RegistryProtocol

/// What a 403 to a request with a `Range` says of the credentials (USER-NEEDS.md B5: any 403 to a range leads to one stream).
struct StretchAuthorizationTests {
    /// What a session knows after a request with Ann's token was answered with `status`.
    private func knowledge(after status: Int) throws -> AuthorizationKnowledge {
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([Flows.ann]), .fetchToken(try Flows.demand(Flows.ann.credential), unless: nil)),
                (.token(try Flows.token("t"), .fetched), Flows.bearer("t")), (Flows.status(status), .deliver(nil)),
            ])
        return flow.knowledge
    }

    /// The steps up to the second 403: the token at hand, and then another one, which is `origin`, are refused.
    private func refusedTwice(_ origin: TokenOrigin) throws -> [(AuthorizationFlow.Event, AuthorizationFlow.Action)] {
        let demand = try Flows.demand(Flows.ann.credential)
        return [
            (.start, .fetchToken(demand, unless: nil)), (.token(try Flows.token("t"), .cached), Flows.bearer("t")),
            (Flows.status(403), .fetchToken(demand, unless: Secret("t"))),
            (.token(try Flows.token("u"), origin), Flows.bearer("u")),
        ]
    }

    @Test(arguments: [TokenOrigin.fetched, .cached])
    func `a 403 to a stretch is an answer, where the credential was let in before and the token is new`(
        origin: TokenOrigin
    ) throws {
        var flow = try Flows.flow(try knowledge(after: 200), asksForStretch: true)
        Flows.run(&flow, try refusedTwice(origin) + [(Flows.status(403), .deliver(nil))])
        #expect(flow.knowledge.candidate(for: .basic) == Flows.ann)
    }

    @Test func `a 403 to the whole of something is a refusal, whatever was let in before`() throws {
        var flow = try Flows.flow(try knowledge(after: 200))
        let next = AuthorizationFlow.Action.fetchToken(try Flows.demand(.anonymous), unless: nil)
        Flows.run(&flow, try refusedTwice(.fetched) + [(Flows.status(403), next)])
    }

    // A 404 or 500 is no proof that the registry took the credential.
    @Test(arguments: [404, 500])
    func `a 403 to a stretch is a refusal, where the credential was never let in`(status: Int) throws {
        var flow = try Flows.flow(try knowledge(after: status), asksForStretch: true)
        let next = AuthorizationFlow.Action.fetchToken(try Flows.demand(.anonymous), unless: nil)
        Flows.run(&flow, try refusedTwice(.fetched) + [(Flows.status(403), next)])
    }

    @Test func `a 401 to a stretch is a refusal`() throws {
        var flow = try Flows.flow(try knowledge(after: 200), asksForStretch: true)
        let next = AuthorizationFlow.Action.fetchToken(try Flows.demand(.anonymous), unless: nil)
        Flows.run(&flow, try refusedTwice(.fetched) + [(Flows.status(401), next)])
    }

    @Test func `a 403 to a stretch is an answer after a name and a password were let in`() throws {
        var first = try Flows.flow()
        Flows.run(
            &first,
            [
                (.start, .send(nil)), (Flows.unauthorized("Basic realm=x"), .findCredentials),
                (.credentials([Flows.ann]), Flows.basicAnn), (Flows.status(200), .deliver(nil)),
            ])
        var flow = try Flows.flow(first.knowledge, asksForStretch: true)
        Flows.run(&flow, [(.start, Flows.basicAnn), (Flows.status(403), .deliver(nil))])
    }
}
