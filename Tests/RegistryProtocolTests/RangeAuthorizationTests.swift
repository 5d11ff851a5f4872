import Testing

@testable import RegistryProtocol

/// The meaning of a 403 to a request with a `Range`: some servers refuse ranges that way.
struct RangeAuthorizationTests {
    /// The learned state after a request with Ann's token got `status`.
    private func knowledge(after status: Int) throws -> AuthorizationState {
        var flow = try Flows.flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Flows.challenge), .findCredentials),
                (.credentials([Flows.ann]), .fetchToken(try Flows.demand(Flows.ann.credential), unless: nil)),
                (.token(try Flows.token("t"), .fetched), Flows.bearer("t")), (Flows.status(status), .deliver(nil)),
            ])
        return flow.learned
    }

    /// The steps up to the second 403: the cached token is refused, then another one from `origin`.
    private func refusedTwice(_ origin: TokenOrigin) throws -> [(AuthorizationFlow.Event, AuthorizationFlow.Action)] {
        let demand = try Flows.demand(Flows.ann.credential)
        return [
            (.start, .fetchToken(demand, unless: nil)), (.token(try Flows.token("t"), .cached), Flows.bearer("t")),
            (Flows.status(403), .fetchToken(demand, unless: Secret("t"))),
            (.token(try Flows.token("u"), origin), Flows.bearer("u")),
        ]
    }

    @Test(arguments: [TokenOrigin.fetched, .cached])
    func `a 403 to a range is final when the credential was accepted before and the token is new`(
        origin: TokenOrigin
    ) throws {
        var flow = try Flows.flow(try knowledge(after: 200), hasRange: true)
        Flows.run(&flow, try refusedTwice(origin) + [(Flows.status(403), .deliver(nil))])
        #expect(flow.learned.candidate(for: .basic) == Flows.ann)
    }

    @Test func `a 403 to a request without a range is a refusal`() throws {
        var flow = try Flows.flow(try knowledge(after: 200))
        let next = AuthorizationFlow.Action.fetchToken(try Flows.demand(.anonymous), unless: nil)
        Flows.run(&flow, try refusedTwice(.fetched) + [(Flows.status(403), next)])
    }

    // A 404 or 500 does not prove that the registry accepted the credential.
    @Test(arguments: [404, 500])
    func `a 403 to a range is a refusal when the credential was never accepted`(status: Int) throws {
        var flow = try Flows.flow(try knowledge(after: status), hasRange: true)
        let next = AuthorizationFlow.Action.fetchToken(try Flows.demand(.anonymous), unless: nil)
        Flows.run(&flow, try refusedTwice(.fetched) + [(Flows.status(403), next)])
    }

    @Test func `a 401 to a range is a refusal`() throws {
        var flow = try Flows.flow(try knowledge(after: 200), hasRange: true)
        let next = AuthorizationFlow.Action.fetchToken(try Flows.demand(.anonymous), unless: nil)
        Flows.run(&flow, try refusedTwice(.fetched) + [(Flows.status(401), next)])
    }

    @Test func `a 403 to a range is final after a password was accepted`() throws {
        var first = try Flows.flow()
        Flows.run(
            &first,
            [
                (.start, .send(nil)), (Flows.unauthorized("Basic realm=x"), .findCredentials),
                (.credentials([Flows.ann]), Flows.basicAnn), (Flows.status(200), .deliver(nil)),
            ])
        var flow = try Flows.flow(first.learned, hasRange: true)
        Flows.run(&flow, [(.start, Flows.basicAnn), (Flows.status(403), .deliver(nil))])
    }
}
