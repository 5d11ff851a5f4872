import Testing

@testable import RegistryProtocol

struct AuthorizationErrorTests {
    private static let denied = StatusFailure(
        HTTPHead(status: 403),
        body: ErrorBody(parsing: Array(#"{"errors":[{"code":"DENIED","message":"denied"}]}"#.utf8)))

    @Test(arguments: [
        (
            AuthorizationError.noChallenge(registry: "r"), FailureSubject.credentials,
            "'r' answered 401 without saying which credentials it wants"
        ),
        (
            .unsupportedSchemes(["digest", "x\u{1B}"], registry: "r"), .credentials,
            "'r' wants digest, x\\u{1b} authorization, not Bearer or Basic"
        ),
        (.realm(.missing, registry: "r"), .network, "'r': the challenge names no token server"),
        (.credentialsMissing(registry: "r", nil), .credentials, "'r' wants credentials, and there are none for it"),
        (
            .credentialsMissing(registry: "r", denied), .credentials,
            "'r' wants credentials, and there are none for it (status 403: DENIED: denied)"
        ),
        (
            .refused(registry: "r", source: "f, auths 'r'", denied), .credentials,
            "'r' refused the credentials from f, auths 'r' (status 403: DENIED: denied)"
        ),
        (
            .token(.refused(denied), registry: "r"), .credentials,
            "'r': the token server refused: status 403: DENIED: denied"
        ),
        (
            .token(.failed(.status(StatusFailure(HTTPHead(status: 429)))), registry: "r"), .rateLimited,
            "'r': the token server failed: status 429"
        ),
        (
            .token(.failed(.status(StatusFailure(HTTPHead(status: 404)))), registry: "r"), .network,
            "'r': the token server failed: status 404"
        ),
        (
            .token(.malformed(.noToken), registry: "r"), .network,
            "'r': the token server's answer has neither 'token' nor 'access_token'"
        ),
        (.outOfOrder, .network, "a step of the authorization came out of order"),
    ])
    func `each error has a subject and says what happened`(
        error: AuthorizationError, subject: FailureSubject, text: String
    ) {
        #expect(error.subject == subject)
        #expect(error.description == text)
    }

    @Test func `only a token server's passing failure is worth another try`() {
        #expect(AuthorizationError.token(.failed(.cut(received: 0, expected: nil)), registry: "r").isTransient)
        #expect(!AuthorizationError.token(.malformed(.noToken), registry: "r").isTransient)
        #expect(!AuthorizationError.noChallenge(registry: "r").isTransient)
    }

    // ggcr's validateRealmURL, and REGISTRY-PROTOCOL.md section 2.
    @Test(
        arguments: [
            ("https://r.example", "https://auth.other.example/token?x=%20", nil),
            ("https://r.example", "http://auth.example/", "is not asked over https"),
            ("https://r.example", "https://10.0.0.1/", "names a private, link-local or loopback address"),
            ("https://r.example", "https://169.254.169.254/", "names a private, link-local or loopback address"),
            ("https://r.example", "https://localhost/", "names a private, link-local or loopback address"),
            ("https://r.example", "auth.example", "the token server's address is refused"),
            ("https://r.example", "https://u:p@auth.example/", "with a user name or password in it"),
            ("https://r.example", "", "names no token server"),
            ("http://127.0.0.1:5000", "http://127.0.0.1:5001/token", nil),
            ("http://127.0.0.1:5000", "http://localhost:1/", nil),
            ("https://127.0.0.1:5000", "http://127.0.0.1:5001/token", nil),
            ("http://127.0.0.1:5000", "https://auth.example/", nil),
            ("http://127.0.0.1:5000", "http://auth.example/", "is not asked over https"),
            ("http://127.0.0.1:5000", "http://10.0.0.1/", "is not asked over https"),
            ("http://127.0.0.1:5000", "https://169.254.169.254/", "names a private, link-local or loopback address"),
            ("https://10.0.0.1", "https://10.0.0.2/", nil),
            ("https://10.0.0.1", "https://127.0.0.1/", "names a private, link-local or loopback address"),
        ] as [(String, String, String?)])
    func `a token server is asked only where the registry may name it`(
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

    @Test func `the user may permit token servers in the clear, but not further inside`() throws {
        let context = AuthorizationContext(
            registryName: "r", registry: try WebAddress(parsing: "http://r.example"), scope: "s",
            permitsInsecureRealm: true)
        #expect(try context.realm("http://auth.example/").isSecure == false)
        #expect(throws: RealmError.self) { try context.realm("http://10.0.0.1/") }
        #expect(throws: RealmError.missing) { try context.realm(nil) }
    }
}
