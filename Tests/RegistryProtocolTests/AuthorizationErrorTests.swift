import Testing

@testable import RegistryProtocol

struct AuthorizationErrorTests {
    private static let denied = StatusFailure(
        HTTPHead(status: 403),
        body: ErrorBody(parsing: Array(#"{"errors":[{"code":"DENIED","message":"denied"}]}"#.utf8)))

    @Test(arguments: [
        (
            AuthorizationError.Cause.noChallenge, FailureSubject.credentials,
            "'r' returned 401 without a challenge"
        ),
        (
            .unsupportedSchemes(["digest", "x\u{1B}"]), .credentials,
            "'r' requires digest, x\\u{1b} authorization, not Bearer or Basic"
        ),
        (.noTokenServer, .network, "'r': the challenge names no token server"),
        (.credentialsMissing(nil), .credentials, "'r' requires credentials, but none were found"),
        (
            .credentialsMissing(denied), .credentials,
            "'r' requires credentials, but none were found (status 403: DENIED: denied)"
        ),
        (
            .refused(source: "f, auths 'r'", denied), .credentials,
            "'r' refused the credentials from f, auths 'r' (status 403: DENIED: denied)"
        ),
        (
            .insufficientScope(source: "f, auths 'r'", scope: "repository:team/app:pull,push", denied), .credentials,
            "'r': the token for the credentials from f, auths 'r' lacks push for 'team/app' (status 403: DENIED: denied)"
        ),
        (
            .insufficientScope(source: nil, scope: "repository:team/app:pull", denied), .credentials,
            "'r' requires credentials, but none were found: a token without them lacks pull for 'team/app' "
                + "(status 403: DENIED: denied)"
        ),
        (.tokenRefused(denied), .credentials, "'r': the token server refused: status 403: DENIED: denied"),
        (
            .tokenRequest(.status(StatusFailure(HTTPHead(status: 429)))), .rateLimited,
            "'r': the token server failed: status 429"
        ),
        (
            .tokenRequest(.status(StatusFailure(HTTPHead(status: 404)))), .network,
            "'r': the token server failed: status 404"
        ),
        (.noToken, .network, "'r': the token server's response has neither 'token' nor 'access_token'"),
        (.outOfOrder, .network, "an authorization event arrived out of order"),
    ])
    func `each error has a subject and says what happened`(
        cause: AuthorizationError.Cause, subject: FailureSubject, text: String
    ) {
        let error = AuthorizationError("r", cause)
        #expect(error.subject == subject)
        #expect(error.description == text)
    }

    @Test func `only a token server's transient failure is retried`() {
        #expect(AuthorizationError("r", .tokenRequest(.cut(received: 0, expected: nil))).isTransient)
        #expect(!AuthorizationError("r", .noToken).isTransient)
        #expect(!AuthorizationError("r", .noChallenge).isTransient)
    }

    // The cases of go-containerregistry's validateRealmURL, and more.
    @Test(
        arguments: [
            ("https://r.example", "https://auth.other.example/token?x=%20", nil),
            ("https://r.example", "http://auth.example/", "its address is not https"),
            ("https://r.example", "https://10.0.0.1/", "not name a private, link-local or loopback address"),
            ("https://r.example", "https://169.254.169.254/", "not name a private, link-local or loopback address"),
            ("https://r.example", "https://localhost/", "not name a private, link-local or loopback address"),
            ("https://r.example", "auth.example", "the token server's address is refused"),
            ("https://r.example", "https://u:p@auth.example/", "with a user name or password in it"),
            ("https://r.example", "", "names no token server"),
            ("http://127.0.0.1:5000", "http://127.0.0.1:5001/token", nil),
            ("http://127.0.0.1:5000", "http://localhost:1/", nil),
            ("https://127.0.0.1:5000", "http://127.0.0.1:5001/token", nil),
            ("http://127.0.0.1:5000", "https://auth.example/", nil),
            ("http://127.0.0.1:5000", "http://auth.example/", "its address is not https"),
            ("http://127.0.0.1:5000", "http://10.0.0.1/", "its address is not https"),
            ("http://127.0.0.1:5000", "https://169.254.169.254/", "not name a private, link-local or loopback address"),
            ("https://10.0.0.1", "https://10.0.0.2/", nil),
            ("https://10.0.0.1", "https://127.0.0.1/", "not name a private, link-local or loopback address"),
        ] as [(String, String, String?)])
    func `a token server is contacted only where the registry may name it`(
        registry: String, realm: String, problem: String?
    ) throws {
        let context = AuthorizationContext(
            registryName: "r", registry: try WebAddress(parsing: registry), scope: "s")
        do {
            #expect(try context.realm(realm).absoluteText == realm)
            #expect(problem == nil)
        } catch {
            #expect(error.description.contains(problem ?? "none at all"))
        }
    }

    @Test func `the user may permit token servers over plain HTTP, but not further inside`() throws {
        let context = AuthorizationContext(
            registryName: "r", registry: try WebAddress(parsing: "http://r.example"), scope: "s",
            permitsInsecureRealm: true)
        #expect(try context.realm("http://auth.example/").isSecure == false)
        #expect(throws: AuthorizationError.self) { try context.realm("http://10.0.0.1/") }
        #expect(throws: AuthorizationError("r", .noTokenServer)) { try context.realm(nil) }
    }
}
