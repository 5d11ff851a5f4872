import Testing

@testable import RegistryProtocol

struct LoginFlowTests {
    private static let challenge = #"Bearer realm="https://auth.example/token",service="r.example""#

    private func demand(scope: String = "") throws -> TokenDemand {
        TokenDemand(
            registry: "r.example", realm: try WebAddress(parsing: "https://auth.example/token"), service: "r.example",
            scope: scope,
            credential: Flows.ann.credential, wantsIdentity: true)
    }

    private func flow() throws -> AuthorizationFlow {
        let endpoint = RegistryEndpoint(try Plans.plan("r.example/login").endpoints[0])
        return AuthorizationFlow(context: AuthorizationContext(.login, at: endpoint, permitsInsecureRealm: false))
    }

    private func sent(_ action: TokenFetch.Action) throws -> HTTPRequest {
        guard case .send(let request) = action else { throw UnexpectedAction("\(action)") }
        return request
    }

    @Test func `a login requests a token without access, and an identity token`() throws {
        var flow = try flow()
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(Self.challenge), .findCredentials),
                (.credentials([Flows.ann]), .fetchToken(try demand(), unless: nil)),
                (.token(try Flows.token("t"), .fetched), Flows.bearer("t")),
                (Flows.status(200), .deliver(nil)),
            ])
        #expect(flow.learned.isChallenged)
    }

    @Test func `a scope named by the registry is requested`() throws {
        var flow = try flow()
        let named = Self.challenge + #",scope="registry:catalog:*""#
        Flows.run(
            &flow,
            [
                (.start, .send(nil)), (Flows.unauthorized(named), .findCredentials),
                (.credentials([Flows.ann]), .fetchToken(try demand(scope: "registry:catalog:*"), unless: nil)),
            ])
    }

    @Test(arguments: [Self.challenge, "Basic realm=x"])
    func `a refused login is not retried without credentials`(challenge: String) throws {
        var flow = try flow()
        _ = flow.handle(.start)
        _ = flow.handle(Flows.unauthorized(challenge))
        let isBasic = challenge.hasPrefix("Basic")
        _ = flow.handle(.credentials([Flows.ann]))
        let action = flow.handle(isBasic ? Flows.status(401) : Flows.refusedByTokenServer(401))
        let refusal = Flows.error(.refused(source: Flows.ann.source, Flows.failure(401)))
        #expect(action == .fail(refusal))
    }

    @Test func `a registry without a challenge has not checked the credentials`() throws {
        var flow = try flow()
        Flows.run(&flow, [(.start, .send(nil)), (Flows.status(200), .deliver(nil))])
        #expect(!flow.learned.isChallenged)
    }

    @Test func `an identity token is requested with GET and with POST`() throws {
        var fetch = TokenFetch(try demand())
        let get = try sent(fetch.handle(.start))
        #expect(
            get.url.absoluteText
                == "https://auth.example/token?service=r.example&client_id=resolve&offline_token=true&account=ann")
        let post = try sent(fetch.handle(.response(HTTPHead(status: 405), body: [], nowSeconds: 0)))
        #expect(
            String(decoding: try #require(post.body), as: UTF8.self)
                == "grant_type=password&username=ann&password=hush&service=r.example&client_id=resolve"
                + "&access_type=offline")
    }

    @Test(
        arguments: [
            (#"{"token":"t","refresh_token":"r"}"#, "r"), (#"{"token":"t"}"#, nil),
            (#"{"token":"t","refresh_token":""}"#, nil), (#"{"token":"t","refresh_token":7}"#, nil),
            (#"{"token":"t","refresh_token":"a\nb"}"#, nil),
        ] as [(String, String?)])
    func `the refresh token of a response is an identity token`(body: String, expected: String?) throws {
        let token = AccessToken(try TokenResponse(parsing: Array(body.utf8), registry: "r.example"), nowSeconds: 0)
        #expect(token.identityToken?.revealed == expected)
        #expect(!"\(token)".contains("\"r\""))
    }

    @Test func `the root of the API is where a login is checked`() throws {
        let endpoint = RegistryEndpoint(try Plans.plan("alpine").endpoints[0])
        #expect(endpoint.root.absoluteText == "https://registry-1.docker.io/v2/")
    }
}
