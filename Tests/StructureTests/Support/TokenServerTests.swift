import Foundation
import TestSupport
import Testing

/// The token server's own behaviour, as its clients will meet it.
struct TokenServerTests {
    private let blob = "/v2/team/app/manifests/1"
    private let image = SampleImages.single()
    private let scope = "scope=repository:team/app:pull"

    private func registry(_ server: TokenServer) throws -> MisbehavingRegistry {
        let registry = try MisbehavingRegistry(access: .bearer(server))
        registry.add(image, to: "team/app", tags: ["1"])
        return registry
    }

    private func token(_ reply: Curl) -> String {
        let text = String(decoding: reply.body, as: UTF8.self)
        let parts = text.split(separator: "\"")
        return parts.count > 3 ? String(parts[3]) : ""
    }

    private func status(_ registry: MisbehavingRegistry, _ token: String, path: String? = nil) throws -> Int {
        let accept = "Accept: " + image.root.mediaType
        return try Curl(registry.url + (path ?? blob), "-H", accept, "-H", "Authorization: Bearer \(token)").status
    }

    @Test func `a token opens the repository it was asked for, and no other`() throws {
        let registry = try registry(TokenServer())
        registry.add(image, to: "other", tags: ["1"])
        let refused = try Curl(registry.url + blob)
        #expect(refused.status == 401)
        #expect(
            refused.head.contains("WWW-Authenticate: Bearer realm=\"\(registry.url)/token\",service=\"registry.test\""))
        #expect(refused.head.contains(",scope=\"repository:team/app:pull\"\r\n"))
        let token = token(try Curl(registry.url + "/token?" + scope))
        #expect(try status(registry, token) == 200)
        #expect(try status(registry, token, path: "/v2/other/manifests/1") == 401)
        registry.expireTokens()
        #expect(try status(registry, token) == 401)
    }

    @Test(arguments: [
        (TokenServer.Methods.both, 200, 200), (.getOnly(postStatus: 405), 200, 405),
        (.postOnly(getStatus: 404), 404, 200),
    ])
    func `the methods are those it knows`(methods: TokenServer.Methods, get: Int, post: Int) throws {
        var server = TokenServer()
        server.methods = methods
        let registry = try registry(server)
        #expect(try Curl(registry.url + "/token?" + scope).status == get)
        #expect(try Curl(registry.url + "/token", "-d", scope).status == post)
    }

    @Test func `credentials are checked, by GET and by POST`() throws {
        var server = TokenServer()
        server.isAnonymousAllowed = false
        server.accounts = ["me": "good"]
        server.identityToken = "refresh"
        server.refusalStatus = 403
        let registry = try registry(server)
        let url = registry.url + "/token"
        #expect(try Curl(url).status == 403)
        #expect(try Curl(url, "-u", "me:bad").status == 403)
        #expect(try Curl(url, "-u", "me:good").status == 200)
        #expect(try Curl(url, "-d", "grant_type=password&username=me&password=good").status == 200)
        #expect(try Curl(url, "-d", "grant_type=refresh_token&refresh_token=refresh").status == 200)
        #expect(try Curl(url, "-d", "grant_type=refresh_token&refresh_token=other").status == 403)
        #expect(registry.log.last?.form.map(\.name) == ["grant_type", "refresh_token"])
    }

    @Test func `a token lasts as many requests as it is good for`() throws {
        var server = TokenServer()
        server.usesPerToken = 2
        server.spentStatus = 400
        server.answerKeys = ["access_token"]
        server.expiresInSeconds = nil
        let registry = try registry(server)
        let reply = try Curl(registry.url + "/token?" + scope)
        #expect(String(decoding: reply.body, as: UTF8.self).hasPrefix("{\"access_token\":\""))
        let token = token(reply)
        #expect(try (0..<3).map { _ in try status(registry, token) } == [200, 200, 400])
    }

    @Test(arguments: [
        (TokenServer.ChallengeStyle.bearer, 1), (.basicAndBearerInOneField, 1), (.basicAndBearerInTwoFields, 2),
    ])
    func `the challenge takes the form that is asked for`(style: TokenServer.ChallengeStyle, fields: Int) throws {
        var server = TokenServer()
        server.challengeStyle = style
        server.realmQuery = "account=a&b=c"
        let registry = try registry(server)
        let head = try Curl(registry.url + blob).head
        #expect(head.components(separatedBy: "WWW-Authenticate: ").count == fields + 1)
        #expect(head.contains("/token?account=a&b=c\""))
    }

    @Test func `Basic lets in who has an account`() throws {
        let registry = try MisbehavingRegistry(access: .basic(["me": "good"]))
        #expect(try Curl(registry.url + "/v2/").status == 401)
        #expect(try Curl(registry.url + "/v2/", "-u", "me:bad").status == 401)
        #expect(try Curl(registry.url + "/v2/", "-u", "me:good").status == 200)
    }

    @Test func `a challenge meets no fault and counts no hit`() throws {
        let registry = try MisbehavingRegistry(access: .basic(["me": "good"]))
        registry.misbehave(on: "/v2/", hits: 1...1, .status(503))
        #expect(try Curl(registry.url + "/v2/").status == 401)
        #expect(try Curl(registry.url + "/v2/", "-u", "me:good").status == 503)
    }
}
