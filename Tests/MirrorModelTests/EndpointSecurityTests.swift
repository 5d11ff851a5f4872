import ImageModel
import MirrorModel
import RegistryProtocol
import TestSupport
import Testing

/// What endpoints are used for, over which schemes and with which certificates.
struct EndpointSecurityTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    // containers-registries.conf(5), `pull-from-mirror`.
    @Test(
        arguments: [
            (.all, "quay.io/app", ["tags", "digests"]),
            (.all, "quay.io/app@" + digest, ["tags", "digests"]),
            (.digestOnly, "quay.io/app", []),
            (.digestOnly, "quay.io/app@" + digest, ["tags", "digests"]),
            (.tagOnly, "quay.io/app", ["tags", "digests"]),
            (.tagOnly, "quay.io/app@" + digest, []),
        ] as [(RegistryRule.MirrorUse, String, [String])])
    func `podman's mirrors are used according to pull-from-mirror`(
        use: RegistryRule.MirrorUse, image: String, expected: [String]
    )
        throws
    {
        let plan = try Plans.plan(image, rules: [Plans.rule("quay.io", mirrors: ["m.example"], use: use)])
        let mirror = plan.endpoints.first { $0.kind == .mirror }
        let answers = [mirror?.answersTags == true ? "tags" : nil, mirror?.answersDigests == true ? "digests" : nil]
        #expect(answers.compactMap(\.self) == expected)
        #expect(plan.endpoints.last?.kind == .upstream)
    }

    @Test(.userCase("M11"))
    func `capabilities decide which endpoints resolve tags and which serve blobs`() throws {
        let plan = try Plans.plan(
            "alpine",
            hosts: Plans.hosts([
                Plans.host("https://public.example", .pull),
                Plans.host("https://private.example", [.pull, .resolve]),
                Plans.host("https://namer.example", .resolve),
            ]))
        #expect(plan.endpointsForTags.map(\.base.host) == ["private.example", "registry-1.docker.io"])
        #expect(
            plan.endpointsForDigests.map(\.base.host) == ["public.example", "private.example", "registry-1.docker.io"])
    }

    @Test(
        arguments: [
            (["pull"], EndpointCapabilities.pull), (["Pull", "RESOLVE"], [.pull, .resolve]), (["push"], .push),
        ] as [([String], EndpointCapabilities)])
    func `a capability is read in any case`(words: [String], expected: EndpointCapabilities) {
        let read = words.compactMap(EndpointCapabilities.init(word:)).reduce(into: EndpointCapabilities()) {
            $0.formUnion($1)
        }
        #expect(read == expected)
        #expect(read.words == words.map { $0.lowercased() })
        #expect(EndpointCapabilities(word: "delete") == nil)
    }

    @Test func `loopback is tried over plain HTTP first, and other endpoints over TLS`() throws {
        #expect(try Plans.plan("localhost:5000/app").endpoints[0].schemes == .plainFirst)
        #expect(try Plans.plan("127.0.0.1:5000/app").endpoints[0].base.absoluteText == "http://127.0.0.1:5000/v2")
        #expect(try Plans.plan("r.example/app").endpoints[0].schemes == .only(.https))
        let plan = try Plans.plan("alpine", MirrorOptions(mirrors: ["localhost:5001", "https://localhost:5002"]))
        #expect(plan.endpoints.map(\.schemes) == [.plainFirst, .only(.https), .only(.https)])
    }

    @Test func `--plain-http applies to the registry itself`() throws {
        let plan = try Plans.plan("r.example/app", MirrorOptions(mirrors: ["https://m.example"], isPlainHTTP: true))
        #expect(plan.endpoints.map(\.schemes) == [.only(.https), .only(.http)])
        #expect(plan.endpoints.last?.base.absoluteText == "http://r.example/v2")
    }

    @Test func `the insecure option applies to the registry itself, over TLS first`() throws {
        let plan = try Plans.plan("r.example/app", MirrorOptions(mirrors: ["https://m.example"], isInsecure: true))
        #expect(plan.endpoints.map(\.schemes) == [.only(.https), .securedFirst])
        #expect(try Plans.plan("localhost:1/a", MirrorOptions(isInsecure: true)).endpoints[0].schemes == .plainFirst)
    }

    @Test func `endpoints that podman or Docker lists as insecure need no valid certificate`() throws {
        var rule = try Plans.rule("r.example", mirrors: ["m.example"])
        rule.mirrors[0].isInsecure = true
        let mirrored = try Plans.plan("r.example/app", rules: [rule])
        #expect(mirrored.endpoints.map(\.schemes) == [.securedFirst, .only(.https)])
        #expect(mirrored.endpoints.map(\.trust.skipsVerification) == [true, false])

        rule.isInsecure = true
        let both = try Plans.plan("r.example/app", rules: [rule])
        #expect(both.endpoints.map(\.trust.skipsVerification) == [true, true])
        #expect(both.endpoints.last?.source == .file(path: "registries.conf"))

        let engine = try Plans.engine(mirrors: ["https://e.example:5000"], insecure: ["e.example:5000", "docker.io"])
        let docker = try Plans.plan("alpine", engine: engine)
        #expect(docker.endpoints.map(\.schemes) == [.securedFirst, .securedFirst])
        #expect(docker.endpoints.last?.source == .file(path: "daemon.json"))
        #expect(try Plans.plan("r.example/app", engine: engine).endpoints[0].schemes == .only(.https))
    }

    @Test func `containerd's settings for the registry itself do not apply to its mirrors`() throws {
        var server = EndpointSettings(base: nil, source: .file(path: "hosts.toml"))
        server.trust.authorities = ["/ca.pem"]
        server.headers = ["X-Key": "secret"]
        let plan = try Plans.plan(
            "r.example/app", hosts: Plans.hosts([Plans.host("https://m.example")], server: server))
        #expect(plan.endpoints.map(\.trust.authorities) == [[], ["/ca.pem"]])
        #expect(plan.endpoints.map(\.headers.fields.count) == [0, 1])
        #expect(plan.endpoints.last?.source == .file(path: "hosts.toml"))
    }

    // containerd 2: a host with HTTP in its address and a key about TLS is tried over TLS first, unless it names port 80.
    @Test(arguments: [
        ("http://m.example:5000", true, SchemeOrder.securedFirst), ("http://m.example:5000", false, .only(.http)),
        ("http://m.example", true, .securedFirst), ("http://m.example:80", true, .only(.http)),
        ("http://m.example:443", true, .securedFirst), ("https://m.example", true, .only(.https)),
    ])
    func `a plain address with a key about TLS is tried over TLS first`(
        address: String, configuresTLS: Bool, expected: SchemeOrder
    ) throws {
        var host = try Plans.host(address)
        host.configuresTLS = configuresTLS
        #expect(try Plans.plan("alpine", hosts: Plans.hosts([host])).endpoints[0].schemes == expected)
    }

    @Test func `the other scheme keeps the port and the path`() throws {
        let address = try WebAddress(parsing: "http://[::1]:5000/cache/v2")
        #expect(address.withScheme(.https).absoluteText == "https://[::1]:5000/cache/v2")
        #expect(address.withScheme(.http) == address)
    }

    @Test(arguments: [
        (SchemeOrder.only(.http), true), (.securedFirst, true), (.only(.https), false), (.plainFirst, false),
    ])
    func `only an explicit setting allows plain HTTP beyond the endpoint itself`(order: SchemeOrder, isPermitted: Bool)
        throws
    {
        var endpoint = try Plans.plan("alpine").endpoints[0]
        endpoint.schemes = order
        #expect(endpoint.permitsPlainHTTP == isPermitted)
    }
}
