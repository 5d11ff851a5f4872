import Foundation
import TestSupport
import Testing

/// Stored credentials, good and bad, as the program finds and uses them.
@Suite struct CredentialInteropTests {
    private static let password = "pass-9d41c0"
    private let registry: MisbehavingRegistry
    private let image = SampleImages.sixPlatforms()
    private var resolve: Resolve

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1"])
        resolve = try Resolve()
        resolve.environment["DOCKER_CONFIG"] = resolve.home.file("docker")
    }

    @Test(
        arguments: [
            ("wrong password", "{\"auths\":{\"HOST\":{\"auth\":\"WRONG\"}}}"),
            ("helper that is missing", #"{"credHelpers":{"HOST":"not-installed"}}"#),
            ("store that is missing", #"{"credsStore":"not-installed","auths":{"HOST":{}}}"#),
            ("text that is no base64", #"{"auths":{"HOST":{"auth":"%%%"}}}"#), ("nothing", "{}"),
        ], [TokenServer.Methods.both, .getOnly(postStatus: 405), .getOnly(postStatus: 404)])
    func `a public image is pulled whatever is stored`(
        stored: (name: String, config: String), methods: TokenServer.Methods
    ) throws {
        var tokens = TokenServer()
        tokens.accounts = ["user": Self.password]
        tokens.methods = methods
        registry.access = .bearer(tokens)
        try write(stored.config)
        let result = try pull()
        #expect(result.status == 0, "\(stored.name): \(result.errors)")
        #expect(resolve.layout("out").holdsExactly(image.child(1)))
        expectNoSecret(in: result)
    }

    @Test(arguments: [
        TokenServer.Methods.both, .getOnly(postStatus: 405), .postOnly(getStatus: 404), .postOnly(getStatus: 405),
    ])
    func `a private image is pulled with its credentials from a token server of either method`(
        methods: TokenServer.Methods
    ) throws {
        var tokens = TokenServer()
        tokens.accounts = ["user": Self.password]
        tokens.isAnonymousAllowed = false
        tokens.methods = methods
        registry.access = .bearer(tokens)
        try write(#"{"auths":{"HOST":{"auth":"GOOD"}}}"#)
        let result = try pull()
        #expect(result.status == 0, "\(methods): \(result.errors)")
        #expect(resolve.layout("out").holdsExactly(image.child(1)))
        expectNoSecret(in: result)
    }

    @Test func `an identity token is exchanged, and not disclosed`() throws {
        var tokens = TokenServer()
        tokens.isAnonymousAllowed = false
        tokens.identityToken = "identity-" + Self.password
        registry.access = .bearer(tokens)
        try write(#"{"auths":{"HOST":{"auth":"","identitytoken":"identity-PASSWORD"}}}"#)
        let result = try pull()
        #expect(result.status == 0, "\(result.errors)")
        expectNoSecret(in: result)
    }

    @Test func `a helper's answer is used, and not disclosed`() throws {
        registry.access = .basic(["user": Self.password])
        let answer = #"{"ServerURL":"x","Username":"user","Secret":"PASSWORD"}"#
            .replacingOccurrences(of: "PASSWORD", with: Self.password)
        let helper = try resolve.home.write(
            "bin/docker-credential-sample", "#!/bin/sh\ncat >/dev/null\necho '\(answer)'\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: helper)
        var withHelper = resolve
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        withHelper.environment["PATH"] = resolve.home.file("bin") + ":" + path
        try write(#"{"credHelpers":{"HOST":"sample"}}"#)
        let result = try pull(with: withHelper)
        #expect(result.status == 0, "\(result.errors)")
        expectNoSecret(in: result)
    }

    @Test(
        arguments: [
            ("no credentials", "{}"), ("wrong ones", #"{"auths":{"HOST":{"auth":"WRONG"}}}"#),
            ("a missing helper", #"{"credHelpers":{"HOST":"not-installed"}}"#),
        ], [true, false])
    func `a private image without its credentials ends in 7`(
        stored: (name: String, config: String), asksForTokens: Bool
    ) throws {
        var tokens = TokenServer()
        tokens.accounts = ["user": Self.password]
        tokens.isAnonymousAllowed = false
        registry.access = asksForTokens ? .bearer(tokens) : .basic(tokens.accounts)
        try write(stored.config)
        let result = try pull("--json")
        #expect(result.status == 7, "\(stored.name): \(result.errors)")
        #expect(result.output == "")
        let error = try #require(result.errors.split(separator: "\n").last { $0.hasPrefix("{\"error\"") })
        #expect(try JQ.query(".error.exit, .error.registry", String(error)) == "7\n" + registry.authority)
        #expect(resolve.layout("out").blobs.isEmpty)
        expectNoSecret(in: result)
    }

    private func pull(with program: Resolve? = nil, _ options: String...) throws -> ProgramResult {
        try (program ?? resolve).run(
            ["pull", "-v", registry.reference("team/app:1"), "--platform", "linux/arm64", "-o", "out"] + options)
    }

    /// Writes Docker's file, with HOST, GOOD, WRONG and PASSWORD replaced.
    private func write(_ config: String) throws {
        let texts = [
            "HOST": registry.authority, "GOOD": Data("user:\(Self.password)".utf8).base64EncodedString(),
            "WRONG": Data("user:old-\(Self.password)".utf8).base64EncodedString(), "PASSWORD": Self.password,
        ]
        let text = texts.reduce(config) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
        try resolve.home.write("docker/config.json", text)
    }

    /// No password, no base64 of one and no token that went over the wire stands in what was printed.
    private func expectNoSecret(in result: ProgramResult) {
        let sent = registry.log.compactMap { $0.authorization?.split(separator: " ").last.map(String.init) }
        let printed = result.output + result.errors
        for secret in [Self.password] + sent { #expect(!printed.contains(secret), "\(secret)") }
        #expect(printed.contains("GET http://"))
    }
}
