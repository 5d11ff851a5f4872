import TestSupport
import Testing

@testable import RegistryProtocol

struct TokenFetchTests {
    private static let password = Credential.basic(username: "ann", password: Secret("p &=ü"))
    private static let identity = Credential.identityToken(Secret("r/1"))

    private func demand(_ credential: Credential, service: String? = "r.example") throws -> TokenDemand {
        let realm = try WebAddress(parsing: "https://auth.example/token?own=%20x")
        return TokenDemand(
            registry: "r.example", realm: realm, service: service, scope: "repository:a/b:pull repository:c:1/d:pull",
            credential: credential)
    }

    private func answer(_ status: Int, _ body: String = "") -> TokenFetch.Event {
        .response(HTTPHead(status: status), body: Array(body.utf8), nowSeconds: 100)
    }

    private func sent(_ action: TokenFetch.Action) throws -> HTTPRequest {
        guard case .send(let request) = action else { throw UnexpectedAction("\(action)") }
        return request
    }

    private static let query =
        "https://auth.example/token?own=%20x&service=r.example"
        + "&scope=repository%3Aa%2Fb%3Apull&scope=repository%3Ac%3A1%2Fd%3Apull&client_id=resolve"

    @Test func `an anonymous token is requested with GET`() throws {
        var fetch = TokenFetch(try demand(.anonymous))
        let request = try sent(fetch.handle(.start))
        #expect(request.method == .get)
        #expect(request.url.absoluteText == Self.query)
        #expect(request.headers.first("Authorization") == nil)
        #expect(request.body == nil)
    }

    @Test(
        .userCase("M7"),
        arguments: [
            (.anonymous, ["X-Key: k", "Authorization: Basic bWU6", "Accept: application/json"]),
            (password, ["X-Key: k", "Accept: application/json", "Authorization: Basic YW5uOnAgJj3DvA=="]),
            (
                identity,
                [
                    "X-Key: k", "Authorization: Basic bWU6", "Accept: application/json",
                    "Content-Type: application/x-www-form-urlencoded",
                ]
            ),
        ] as [(Credential, [String])])
    func `the configured header fields are sent, and the request's own replace them`(
        credential: Credential, expected: [String]
    ) throws {
        let realm = try WebAddress(parsing: "https://r.example/token")
        var fetch = TokenFetch(
            TokenDemand(
                registry: "r.example", realm: realm, service: nil, scope: "", credential: credential,
                headers: ["X-Key": "k", "Authorization": "Basic bWU6", "accept": "*/*"]))
        #expect(try sent(fetch.handle(.start)).headers.lines == expected)
    }

    @Test func `a password is sent in a header of GET`() throws {
        var fetch = TokenFetch(try demand(Self.password))
        let request = try sent(fetch.handle(.start))
        #expect(request.url.absoluteText == Self.query + "&account=ann")
        #expect(request.headers.first("Authorization") == "Basic YW5uOnAgJj3DvA==")
    }

    @Test func `an identity token is sent in a form with POST`() throws {
        var fetch = TokenFetch(try demand(Self.identity, service: nil))
        let request = try sent(fetch.handle(.start))
        #expect(request.method == .post)
        #expect(request.url.absoluteText == "https://auth.example/token?own=%20x")
        #expect(request.headers.first("Content-Type") == "application/x-www-form-urlencoded")
        #expect(request.headers.first("Authorization") == nil)
        let body = try #require(request.body)
        #expect(
            String(decoding: body, as: UTF8.self)
                == "grant_type=refresh_token&refresh_token=r%2F1&service=auth.example&client_id=resolve"
                + "&scope=repository%3Aa%2Fb%3Apull%20repository%3Ac%3A1%2Fd%3Apull&access_type=online")
    }

    @Test(arguments: [200, 201])
    func `a token ends the fetch`(status: Int) throws {
        var fetch = TokenFetch(try demand(.anonymous))
        _ = fetch.handle(.start)
        guard case .done(let token) = fetch.handle(answer(status, #"{"token":"t","expires_in":300}"#)) else {
            throw UnexpectedAction("no token")
        }
        #expect(token.secret.revealed == "t")
        #expect(token.renewalSeconds == 370)
    }

    // containerd#4983, ggcr#1740, acr#104: each of these came from a server that supports only the other form.
    @Test(arguments: [400, 401, 403, 404, 405])
    func `a password is sent in both forms`(status: Int) throws {
        var fetch = TokenFetch(try demand(Self.password))
        _ = fetch.handle(.start)
        let request = try sent(fetch.handle(answer(status)))
        #expect(request.method == .post)
        let body = try #require(request.body)
        #expect(
            String(decoding: body, as: UTF8.self).hasPrefix(
                "grant_type=password&username=ann&password=p%20%26%3D%C3%BC&"))
        guard case .done = fetch.handle(answer(200, #"{"access_token":"t"}"#)) else {
            throw UnexpectedAction("no token")
        }
    }

    @Test(arguments: [
        (401, 404, 401), (403, 405, 403), (401, 400, 401), (404, 401, 401), (405, 400, 400), (404, 405, 404),
    ])
    func `the first error about the credential is reported`(get: Int, post: Int, reported: Int) throws {
        var fetch = TokenFetch(try demand(Self.password))
        _ = fetch.handle(.start)
        _ = fetch.handle(answer(get, "get"))
        guard case .fail(let error) = fetch.handle(answer(post, "post")), case .tokenRefused(let failure) = error.cause
        else {
            throw UnexpectedAction("not refused")
        }
        #expect(failure.status == reported)
    }

    @Test(arguments: [400, 401, 403, 404, 405])
    func `an anonymous token and an identity token have one form each`(status: Int) throws {
        var anonymous = TokenFetch(try demand(.anonymous))
        _ = anonymous.handle(.start)
        let failure = StatusFailure(HTTPHead(status: status))
        let isRefusal = [400, 401, 403].contains(status)
        let expected = isRefusal ? AuthorizationError.Cause.tokenRefused(failure) : .tokenRequest(.status(failure))
        #expect(anonymous.handle(answer(status)) == .fail(Flows.error(expected)))
        var identity = TokenFetch(try demand(Self.identity))
        _ = identity.handle(.start)
        #expect(identity.handle(answer(status)) == .fail(Flows.error(.tokenRefused(failure))))
    }

    @Test func `other errors end the fetch at once`() throws {
        let events: [(TokenFetch.Event, AuthorizationError.Cause)] = [
            (answer(500), .tokenRequest(.status(StatusFailure(HTTPHead(status: 500))))),
            (answer(429), .tokenRequest(.status(StatusFailure(HTTPHead(status: 429))))),
            (answer(302), .tokenRequest(.status(StatusFailure(HTTPHead(status: 302))))),
            (.failure(.cut(received: 1, expected: 2)), .tokenRequest(.cut(received: 1, expected: 2))),
            (answer(200, "<html>"), .tokenResponseNotJSON(firstLine: "<html>")),
        ]
        for (event, cause) in events {
            var fetch = TokenFetch(try demand(Self.password))
            _ = fetch.handle(.start)
            #expect(fetch.handle(event) == .fail(Flows.error(cause)))
        }
    }

    @Test func `a spent fetch reports that no form is left`() throws {
        var fetch = TokenFetch(try demand(.anonymous))
        _ = fetch.handle(.start)
        let expected = TokenFetch.Action.fail(
            Flows.error(.tokenRequest(.notStarted("no form of the token request is left"))))
        #expect(fetch.handle(.start) == expected)
    }

    @Test func `errors say whether a retry may help`() {
        #expect(Flows.error(.tokenRequest(.timedOut(received: 0, seconds: 1))).isTransient)
        #expect(!Flows.error(.tokenRefused(StatusFailure(HTTPHead(status: 503)))).isTransient)
        #expect(
            Flows.error(.tokenRequest(.tooLong(limit: 1))).description
                == "'r.example': the token server failed: the response is longer than 1 bytes")
        #expect(
            Flows.error(.tokenRefused(StatusFailure(HTTPHead(status: 401)))).description
                == "'r.example': the token server refused: status 401")
    }
}

/// A state machine did something else than the test expects.
struct UnexpectedAction: Error {
    let text: String

    init(_ text: String) {
        self.text = text
    }
}
