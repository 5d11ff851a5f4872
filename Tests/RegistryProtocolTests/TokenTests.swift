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
    func `an answer holds a token and its lifetime`(body: String, token: String, lifetime: Int) throws {
        let answer = try TokenAnswer(parsing: Array(body.utf8))
        #expect(answer.token.revealed == token)
        #expect(answer.lifetimeSeconds == lifetime)
        #expect(!"\(answer)".contains("\"\(token)\""))
    }

    @Test(arguments: [
        ("", TokenAnswerError.notJSON(firstLine: nil)), ("<html>\nlogin", .notJSON(firstLine: "<html>")),
        ("[]", .notJSON(firstLine: "[]")), ("{}", .noToken), (#"{"token":5}"#, .noToken), (#"{"token":""}"#, .noToken),
        (#"{"token":"a\r\nX: y"}"#, .malformedToken), (#"{"token":"a b"}"#, .malformedToken),
        (#"{"token":"ü"}"#, .malformedToken),
    ])
    func `an answer without a token is refused with its reason`(body: String, expected: TokenAnswerError) {
        #expect(throws: expected) { try TokenAnswer(parsing: Array(body.utf8)) }
    }

    @Test func `a huge answer is refused`() {
        #expect(throws: TokenAnswerError.tooLong(bytes: 1_048_577)) {
            try TokenAnswer(parsing: [UInt8](repeating: 0x20, count: 1_048_577))
        }
    }

    @Test(arguments: [
        (TokenAnswerError.tooLong(bytes: 2_000_000), "the token server's answer has 2000000 bytes, more than 1048576"),
        (.notJSON(firstLine: "<html>"), "the token server's answer is not JSON, its first line is '<html>'"),
        (.notJSON(firstLine: nil), "the token server's answer is empty"),
        (.noToken, "the token server's answer has neither 'token' nor 'access_token'"),
        (.malformedToken, "the token server's answer has a token with characters that no header can hold"),
    ])
    func `each error says what is wrong`(error: TokenAnswerError, expected: String) {
        #expect(error.description == expected)
        #expect(TokenError.malformed(error).description == expected)
        #expect(!TokenError.malformed(error).isTransient)
    }

    @Test(arguments: [(60, 45.0), (300, 270), (43_200, 43_170), (4, 3), (1, 0.75)])
    func `a token is renewed a little before it expires`(lifetime: Int, freshFor: Double) throws {
        let answer = try TokenAnswer(parsing: Array(#"{"token":"t","expires_in":\#(lifetime)}"#.utf8))
        let token = AccessToken(answer, nowSeconds: 1000)
        #expect(token.isFresh(nowSeconds: 1000))
        #expect(token.isFresh(nowSeconds: 1000 + freshFor - 0.01))
        #expect(!token.isFresh(nowSeconds: 1000 + freshFor))
    }

    @Test func `tokens are kept by server, service, scope and credential`() throws {
        let realm = try WebAddress(parsing: "https://auth.example/token")
        let other = try WebAddress(parsing: "https://auth.example/token2")
        let credential = Credential.basic(username: "u", password: Secret("p"))
        let demand = TokenDemand(realm: realm, service: "s", scope: "a", credential: credential)
        let token = AccessToken(try TokenAnswer(parsing: Array(#"{"token":"t"}"#.utf8)), nowSeconds: 0)
        var cache = TokenCache()
        cache.store(token, for: demand, nowSeconds: 0)
        #expect(cache.token(for: demand, nowSeconds: 44) == token)
        #expect(cache.token(for: demand, nowSeconds: 45) == nil)
        #expect(cache.token(for: demand, nowSeconds: 1, unless: Secret("t")) == nil)
        #expect(cache.token(for: demand, nowSeconds: 1, unless: Secret("x")) == token)
        let different = [
            TokenDemand(realm: other, service: "s", scope: "a", credential: credential),
            TokenDemand(realm: realm, service: nil, scope: "a", credential: credential),
            TokenDemand(realm: realm, service: "s", scope: "b", credential: credential),
            TokenDemand(realm: realm, service: "s", scope: "a", credential: .anonymous),
            TokenDemand(
                realm: realm, service: "s", scope: "a", credential: .basic(username: "u", password: Secret("q"))),
        ]
        #expect(different.allSatisfy { cache.token(for: $0, nowSeconds: 1) == nil })
        cache.store(token, for: different[0], nowSeconds: 100)
        #expect(cache.token(for: demand, nowSeconds: 1) == nil)
    }
}
