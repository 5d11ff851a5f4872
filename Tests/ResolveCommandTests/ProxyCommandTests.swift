import TestSupport
import Testing

/// Pulls through a proxy that alone knows the registry's name.
@Suite(.userCase("P9"))
struct ProxyCommandTests {
    private let registry: MisbehavingRegistry
    private let proxy: ForwardProxy
    private let image = SampleImages.sixPlatforms()

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1"])
        proxy = try ForwardProxy(routes: ["r.corp.test:5000": registry.port])
    }

    private func digest(_ variables: [String: String]) throws -> ProgramResult {
        try Command.run(
            "digest", "r.corp.test:5000/team/app:1", "--platform", "linux/arm64", "--plain-http", "--retries", "0",
            environment: variables)
    }

    @Test(arguments: ["", "*.corp.test:443", ".other.test", "corp.test.example", "10.0.0.0/8"])
    func `a registry that NO_PROXY does not name is reached through the proxy`(list: String) throws {
        let result = try digest(["HTTP_PROXY": proxy.url, "NO_PROXY": list])
        #expect(result.status == 0, "\(result.errors)")
        #expect(proxy.servers == ["r.corp.test:5000"])
    }

    @Test(arguments: ["*.corp.test", ".corp.test", "corp.test", "r.corp.test:5000", "*.corp.test:5000", "*"])
    func `a registry that NO_PROXY names is reached directly`(list: String) throws {
        let result = try digest(["HTTP_PROXY": proxy.url, "no_proxy": list])
        #expect(result.status == 9)
        #expect(proxy.log.isEmpty && registry.log.isEmpty)
    }
}

/// Proxies that do not carry the request.
@Suite(.userCase("P9"))
struct BrokenProxyTests {
    private func digest(_ proxy: String, _ options: String...) throws -> ProgramResult {
        try Command.run(
            ["digest", "reg.invalid/team/app:1", "--retries", "0"] + options, environment: ["HTTPS_PROXY": proxy])
    }

    @Test func `a proxy that is down is named, without its password`() throws {
        let closed = try ClosedPort()
        let result = try digest("http://me:hush@\(closed.authority)")
        #expect(result.status == 9)
        #expect(
            result.errors.contains("the proxy 'http://<redacted>@\(closed.authority)' did not answer: "),
            "\(result.errors)")
        #expect(result.errors.contains("hint: check HTTPS_PROXY"), "\(result.errors)")
        #expect(!result.errors.contains("hush"))
    }

    @Test func `so is the one of a configuration file`() throws {
        let closed = try ClosedPort()
        let home = try TemporaryFolder()
        try home.write("containerd/certs.d/reg.invalid/hosts.toml", "proxy = \"http://\(closed.authority)\"\n")
        let result = try Command.run(
            ["digest", "reg.invalid/team/app:1", "--retries", "0"], environment: ["XDG_CONFIG_HOME": home.path])
        #expect(result.status == 9)
        #expect(result.errors.contains("the proxy 'http://\(closed.authority)' did not answer: "), "\(result.errors)")
        #expect(result.errors.contains("hint: the proxy is set in a configuration file"), "\(result.errors)")
    }

    @Test func `one that opens no tunnel or has another scheme is named, and -v shows one in use`() throws {
        let proxy = try ForwardProxy(routes: [:])
        let refused = try digest(proxy.url, "-v")
        #expect(refused.status == 9)
        #expect(refused.errors.contains("the proxy '\(proxy.url)' does not lead to the server: "), "\(refused.errors)")
        #expect(refused.errors.contains(" through proxy '\(proxy.url)'"), "\(refused.errors)")
        let unknown = try digest("ftp://p.test:1")
        #expect(unknown.status == 9)
        #expect(unknown.errors.contains("the proxy 'ftp://p.test:1' cannot be used: "), "\(unknown.errors)")
    }
}

/// A proxy that a configuration file names for one registry, or one mirror.
@Suite(.userCase("P3"))
struct RegistryProxyTests {
    private static let host = "r.corp.test:5000"
    private let registry: MisbehavingRegistry
    private let storage: MisbehavingRegistry
    private let proxy: ForwardProxy
    private let other: ForwardProxy
    private let home: TemporaryFolder

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(SampleImages.sixPlatforms(), to: "team/app", tags: ["1"])
        storage = try MisbehavingRegistry(content: registry.content)
        let routes = [
            Self.host: registry.port, "m.corp.test:5000": registry.port, "token.corp.test:80": registry.port,
            "storage.corp.test:80": storage.port,
        ]
        (proxy, other) = (try ForwardProxy(routes: routes), try ForwardProxy(routes: routes))
        home = try TemporaryFolder()
    }

    private var authority: String { "127.0.0.1:\(proxy.port)" }

    /// Runs with `text` as the user's file at `path`; the environment has another proxy.
    private func run(
        _ path: String, _ text: String, _ arguments: [String], _ variables: [String: String] = [:]
    ) throws -> ProgramResult {
        try home.write(path, text)
        let own = ["XDG_CONFIG_HOME": home.path, "HTTP_PROXY": other.url, "HTTPS_PROXY": other.url]
        return try Command.run(arguments, environment: own.merging(variables) { $1 }, directory: home.path)
    }

    private let digest = ["digest", "r.corp.test:5000/team/app:1", "--platform", "linux/arm64", "--retries", "0"]
    private let hostsFile = "containerd/certs.d/r.corp.test:5000/hosts.toml"
    private let registriesFile = "containers/registries.conf"

    @Test(arguments: ["", "r.corp.test", "*"])
    func `the registry's own proxy is used, not the environment's, and NO_PROXY does not count`(list: String) throws {
        for (path, text) in [
            (hostsFile, "server = \"http://\(Self.host)\"\nproxy = \"http://\(authority)\"\n"),
            (registriesFile, "[[registry]]\nlocation = \"\(Self.host)\"\ninsecure = true\nproxy = \"\(authority)\"\n"),
        ] {
            let before = proxy.log.count
            let result = try run(path, text, digest, ["NO_PROXY": list])
            #expect(result.status == 0, "\(path): \(result.errors)")
            #expect(proxy.log.count > before && other.log.isEmpty)
            try home.write(path, "")
        }
    }

    @Test func `other registries keep the environment's proxy`() throws {
        let text = "[[registry]]\nlocation = \"else.test\"\nproxy = \"\(authority)\"\n"
        #expect(try run(registriesFile, text, digest + ["--plain-http"]).status == 0)
        #expect(proxy.log.isEmpty && other.servers == [Self.host])
    }

    @Test func `token server and storage of the registry are reached through its proxy`() throws {
        var server = TokenServer()
        server.realm = "http://token.corp.test/token"
        registry.access = .bearer(server)
        registry.misbehave(on: "/blobs/", .redirect(307, .samePath(on: "http://storage.corp.test")))
        let arguments = ["pull", "\(Self.host)/team/app:1", "--platform", "linux/arm64", "-o", "out", "--plain-http"]
        let text = "server = \"http://\(Self.host)\"\nproxy = \"http://user:pass-word@\(authority)\"\n"
        let result = try run(hostsFile, text, arguments + ["-v"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(proxy.servers == [Self.host, "token.corp.test:80", "storage.corp.test:80"])
        #expect(proxy.log.allSatisfy { $0.authorization != nil } && other.log.isEmpty)
        #expect(!(result.output + result.errors).contains("pass-word"))
        #expect((registry.log + storage.log).allSatisfy { !"\($0)".contains("pass-word") })
    }

    @Test func `a mirror has a proxy of its own`() throws {
        let text = """
            [[registry]]
            location = "\(Self.host)"
            insecure = true
            [[registry.mirror]]
            location = "m.corp.test:5000"
            insecure = true
            proxy = "http://\(authority)"
            """
        let result = try run(registriesFile, text, digest)
        #expect(result.status == 0, "\(result.errors)")
        #expect(proxy.servers == ["m.corp.test:5000"] && other.log.isEmpty)
    }

    @Test func `the list of mirrors shows the proxy without its password`() throws {
        let text = "proxy = \"http://user:pass-word@p.test:3128\"\ndial_timeout = \"1.5s\"\n"
        let result = try run(hostsFile, text, ["mirrors", "explain", "\(Self.host)/app:1"])
        #expect(
            result.output.contains("proxy http://<redacted>@p.test:3128, connects within 1.5 s"), "\(result.output)")
        let json = try JSONObject(
            try run(hostsFile, text, ["mirrors", "explain", "\(Self.host)/app:1", "--json"]).output)
        #expect(json.objects("places").map { $0.text("proxy") } == ["http://<redacted>@p.test:3128"])
        #expect(json.objects("places").map { $0.members["dialMilliseconds"] as? Int } == [1500])
    }

    @Test func `a mirror that does not take the connection in its time is passed over`() throws {
        let deaf = try DeafServer()
        let text = """
            server = "http://\(Self.host)"
            [host."http://127.0.0.1:\(deaf.port)"]
            dial_timeout = "200ms"
            """
        let start = ContinuousClock.now
        let result = try run(hostsFile, text, digest)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("'127.0.0.1:\(deaf.port)' is skipped"))
        #expect(ContinuousClock.now - start < .seconds(8))
    }
}
