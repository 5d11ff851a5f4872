import Testing

@testable import RegistryProtocol

struct TokenTests {
    @Test(arguments: [
        (#"{"token":"t"}"#, "t", 60), (#"{"access_token":"a"}"#, "a", 60),
        (#"{"token":"t","access_token":"a","expires_in":300}"#, "t", 300),
        (#"{"token":"","access_token":"a","expires_in":"3600"}"#, "a", 3600),
        (#"{"token":"t","expires_in":299.9,"issued_at":"nonsense"}"#, "t", 299),
        (#"{"token":"t","expires_in":0}"#, "t", 60), (#"{"token":"t","expires_in":-5}"#, "t", 60),
        (#"{"token":"t","expires_in":null}"#, "t", 60), (#"{"token":"t","expires_in":[]}"#, "t", 60),
        (#"{"token":"t","expires_in":1e300}"#, "t", 60), (#"{"token":"t","expires_in":9999999999}"#, "t", 31_622_400),
        (#"{"token":"a.b-c_d~e+f/g=="}"#, "a.b-c_d~e+f/g==", 60),
    ])
    func `a response contains a token and its lifetime`(body: String, token: String, lifetime: Int) throws {
        let answer = try TokenResponse(parsing: Array(body.utf8), registry: "r.example")
        #expect(answer.token.revealed == token)
        #expect(answer.lifetimeSeconds == lifetime)
        #expect(!"\(answer)".contains("\"\(token)\""))
    }

    @Test(arguments: [
        ("", AuthorizationError.Cause.tokenResponseNotJSON(firstLine: nil)),
        ("<html>\nlogin", .tokenResponseNotJSON(firstLine: "<html>")),
        ("[]", .tokenResponseNotJSON(firstLine: "[]")), ("{}", .noToken), (#"{"token":5}"#, .noToken),
        (#"{"token":""}"#, .noToken),
        (#"{"token":"a\r\nX: y"}"#, .malformedToken), (#"{"token":"a b"}"#, .malformedToken),
        (#"{"token":"ü"}"#, .malformedToken),
    ])
    func `a response without a token is refused with its reason`(body: String, cause: AuthorizationError.Cause) {
        #expect(throws: Flows.error(cause)) { try TokenResponse(parsing: Array(body.utf8), registry: "r.example") }
    }

    @Test func `a huge response is refused`() {
        #expect(throws: Flows.error(.tokenResponseTooLong(bytes: 1_048_577, limit: 1 << 20))) {
            try TokenResponse(parsing: [UInt8](repeating: 0x20, count: 1_048_577), registry: "r.example")
        }
    }

    @Test(arguments: [
        (
            AuthorizationError.Cause.tokenResponseTooLong(bytes: 2_000_000, limit: 1 << 20),
            "'r.example': the token server's response has 2000000 bytes, more than 1048576"
        ),
        (
            .tokenResponseNotJSON(firstLine: "<html>"),
            "'r.example': the token server's response is not JSON; its first line is '<html>'"
        ),
        (.tokenResponseNotJSON(firstLine: nil), "'r.example': the token server's response is empty"),
        (.noToken, "'r.example': the token server's response has neither 'token' nor 'access_token'"),
        (
            .malformedToken,
            "'r.example': the token server's token has characters that are not allowed in a header"
        ),
    ])
    func `each error says what is wrong`(cause: AuthorizationError.Cause, expected: String) {
        #expect(Flows.error(cause).description == expected)
        #expect(!Flows.error(cause).isTransient)
    }

    @Test(arguments: [(60, 45.0), (300, 270), (43_200, 43_170), (4, 3), (1, 0.75)])
    func `a token is renewed shortly before it expires`(lifetime: Int, freshFor: Double) throws {
        let answer = try TokenResponse(
            parsing: Array(#"{"token":"t","expires_in":\#(lifetime)}"#.utf8), registry: "r.example")
        let token = AccessToken(answer, nowSeconds: 1000)
        #expect(token.isFresh(nowSeconds: 1000))
        #expect(token.isFresh(nowSeconds: 1000 + freshFor - 0.01))
        #expect(!token.isFresh(nowSeconds: 1000 + freshFor))
    }

    @Test func `tokens are kept by server, service, scope and credential`() throws {
        let realm = try WebAddress(parsing: "https://auth.example/token")
        let other = try WebAddress(parsing: "https://auth.example/token2")
        let credential = Credential.basic(username: "u", password: Secret("p"))
        let demand = TokenDemand(registry: "r", realm: realm, service: "s", scope: "a", credential: credential)
        let token = AccessToken(
            try TokenResponse(parsing: Array(#"{"token":"t"}"#.utf8), registry: "r.example"), nowSeconds: 0)
        var cache = TokenCache()
        cache.store(token, for: demand, nowSeconds: 0)
        #expect(cache.token(for: demand, nowSeconds: 44) == token)
        #expect(cache.token(for: demand, nowSeconds: 45) == nil)
        #expect(cache.token(for: demand, nowSeconds: 1, unless: Secret("t")) == nil)
        #expect(cache.token(for: demand, nowSeconds: 1, unless: Secret("x")) == token)
        let different = [
            TokenDemand(registry: "r", realm: other, service: "s", scope: "a", credential: credential),
            TokenDemand(registry: "r", realm: realm, service: nil, scope: "a", credential: credential),
            TokenDemand(registry: "r", realm: realm, service: "s", scope: "b", credential: credential),
            TokenDemand(registry: "r", realm: realm, service: "s", scope: "a", credential: .anonymous),
            TokenDemand(
                registry: "r", realm: realm, service: "s", scope: "a",
                credential: .basic(username: "u", password: Secret("q"))),
        ]
        #expect(different.allSatisfy { cache.token(for: $0, nowSeconds: 1) == nil })
        cache.store(token, for: different[0], nowSeconds: 100)
        #expect(cache.token(for: demand, nowSeconds: 1) == nil)
    }
}
