import TestSupport
import Testing

@testable import RegistryProtocol

struct ChallengeTests {
    private static let hub = Challenge(
        scheme: "bearer",
        parameters: [
            "realm": "https://auth.docker.io/token", "service": "registry.docker.io",
            "scope": "repository:library/alpine:pull,push",
        ])

    @Test(arguments: [
        (
            #"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/alpine:pull,push""#,
            [hub]
        ),
        (
            #"bEARER  scope="repository:library/alpine:pull,push" , service=registry.docker.io,,REALM = "https://auth.docker.io/token" ,"#,
            [hub]
        ),
        // Unquoted, against the grammar.
        (
            #"Bearer realm=https://auth.docker.io/token service="registry.docker.io" scope="repository:library/alpine:pull,push""#,
            [hub]
        ),
        (#"Basic realm="a \"quoted\" \\ b""#, [Challenge(scheme: "basic", parameters: ["realm": #"a "quoted" \ b"#])]),
        ("Basic", [Challenge(scheme: "basic")]),
        (
            "Basic, Bearer realm=x",
            [Challenge(scheme: "basic"), Challenge(scheme: "bearer", parameters: ["realm": "x"])]
        ),
        (
            #"Bearer realm="x", Basic realm="y""#,
            [
                Challenge(scheme: "bearer", parameters: ["realm": "x"]),
                Challenge(scheme: "basic", parameters: ["realm": "y"]),
            ]
        ),
        (
            // The example of RFC 9110, section 11.6.1.
            #"Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"""#,
            [
                Challenge(scheme: "basic", parameters: ["realm": "simple"]),
                Challenge(scheme: "newauth", parameters: ["realm": "apps", "type": "1", "title": #"Login to "apps""#]),
            ]
        ),
        ("Negotiate abc==, Basic", [Challenge(scheme: "negotiate", token68: "abc=="), Challenge(scheme: "basic")]),
        ("Negotiate a/b+c", [Challenge(scheme: "negotiate", token68: "a/b+c")]),
        ("Bearer realm=\"a\",realm=\"b\"", [Challenge(scheme: "bearer", parameters: ["realm": "a"])]),
        ("Bearer realm=\"open", [Challenge(scheme: "bearer", parameters: ["realm": "open"])]),
        ("Bearer realm=\"open\\", [Challenge(scheme: "bearer", parameters: ["realm": "open\\"])]),
        ("Bearer realm=", [Challenge(scheme: "bearer", token68: "realm=")]),
        ("Bearer realm=\"\",service=x", [Challenge(scheme: "bearer", parameters: ["realm": "", "service": "x"])]),
        ("", []), (" , ,", []), ("\"\"", []), ("===", []),
    ])
    func `challenges are read as a list`(value: String, expected: [Challenge]) {
        #expect(Challenge.parsing(value) == expected)
    }

    @Test func `several fields form one list`() {
        let headers: HTTPHeaders = ["WWW-Authenticate": "Basic", "www-authenticate": "Bearer realm=x, Digest"]
        #expect(Challenge.all(in: headers).map(\.scheme) == ["basic", "bearer", "digest"])
    }

    // distribution 2.8 and RFC 6750, section 3; the last two name no error.
    @Test(
        arguments: [
            (
                #"Bearer realm="r",service="s",scope="repository:a:pull,push",error="insufficient_scope""#,
                #"error="insufficient_scope""#, "repository:a:pull,push"
            ),
            (#"Basic realm="r", Bearer realm="r",error=invalid_token"#, #"error="invalid_token""#, nil),
            (
                #"Bearer error="invalid_token", error_description="it\u{1b}expired", scope="""#,
                #"error="invalid_token": it\u{1b}expired"#, nil
            ),
            (#"Bearer realm="r",error="""#, nil, nil), ("Bearer realm=r", nil, nil),
        ] as [(String, String?, String?)])
    func `a challenge says why a token is refused`(value: String, text: String?, scope: String?) {
        let value = value.replacing(#"\u{1b}"#, with: "\u{1B}")
        let refusal = TokenRefusal(["WWW-Authenticate": value])
        #expect(refusal?.description == text)
        #expect(refusal?.scope == scope)
        #expect(refusal?.isInsufficientScope == text?.contains("scope"))
    }

    @Test func `the number of challenges is bounded`() {
        let many = String(repeating: "Basic,", count: 1000)
        let headers = HTTPHeaders(Array(repeating: HTTPHeader(name: "WWW-Authenticate", value: many), count: 100))
        #expect(Challenge.all(in: headers).count == 16)
    }

    @Test func `no damage to a challenge traps its parser`() {
        var random = SeededGenerator.fromEnvironment("challenges")
        let whole = Array(
            #"Bearer realm="https://a/t",scope="r:a:pull,push", Basic realm="x\"y", Negotiate abc=="#.utf8)
        let odd = Array("\"\\,= \t\0;ä/:".utf8)
        for _ in 0..<4_000 {
            var damaged = whole
            for _ in 0..<Int.random(in: 1...6, using: &random) where !damaged.isEmpty {
                let place = Int.random(in: 0..<damaged.count, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: damaged.remove(at: place)
                case 1: damaged[place] = odd.randomElement(using: &random) ?? 0
                case 2: damaged.insert(odd.randomElement(using: &random) ?? 0, at: place)
                default: damaged.removeSubrange(place...)
                }
            }
            let challenges = Challenge.parsing(String(decoding: damaged, as: UTF8.self))
            #expect(challenges.count <= 16)
            #expect(challenges.allSatisfy { !$0.scheme.isEmpty })
        }
    }
}
