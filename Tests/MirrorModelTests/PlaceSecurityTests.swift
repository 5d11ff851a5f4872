import ImageModel
import MirrorModel
import RegistryProtocol
import Testing

/// Who may be asked for what, and how.
struct PlaceSecurityTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    // containers-registries.conf(5), `pull-from-mirror`.
    @Test(
        arguments: [
            (.all, "quay.io/app", ["tags", "digests"]),
            (.all, "quay.io/app@" + digest, ["tags", "digests"]),
            (.digestOnly, "quay.io/app", ["digests"]),
            (.digestOnly, "quay.io/app@" + digest, ["digests"]),
            (.tagOnly, "quay.io/app", ["tags", "digests"]),
            (.tagOnly, "quay.io/app@" + digest, []),
        ] as [(RegistryRule.MirrorUse, String, [String])])
    func `podman's mirrors answer what they are for`(use: RegistryRule.MirrorUse, image: String, expected: [String])
        throws
    {
        let plan = try Places.plan(image, rules: [Places.rule("quay.io", mirrors: ["m.example"], use: use)])
        let mirror = plan.sources.first { $0.kind == .mirror }
        let answers = [mirror?.answersTags == true ? "tags" : nil, mirror?.answersDigests == true ? "digests" : nil]
        #expect(answers.compactMap(\.self) == expected)
        #expect(plan.sources.last?.kind == .upstream)
    }

    @Test func `capabilities decide who resolves a tag and who serves blobs`() throws {
        let plan = try Places.plan(
            "alpine",
            hosts: Places.hosts([
                Places.host("https://public.example", .pull),
                Places.host("https://private.example", [.pull, .resolve]),
                Places.host("https://namer.example", .resolve),
            ]))
        #expect(plan.sourcesForTags.map(\.base.host) == ["private.example", "namer.example", "registry-1.docker.io"])
        #expect(
            plan.sourcesForDigests.map(\.base.host) == ["public.example", "private.example", "registry-1.docker.io"])
    }

    @Test(
        arguments: [
            (["pull"], PullCapabilities.pull), (["Pull", "RESOLVE"], [.pull, .resolve]), (["push"], .push),
        ] as [([String], PullCapabilities)])
    func `a capability is read in letters of any case`(words: [String], expected: PullCapabilities) {
        let read = words.compactMap(PullCapabilities.init(word:)).reduce(into: PullCapabilities()) { $0.formUnion($1) }
        #expect(read == expected)
        #expect(read.words == words.map { $0.lowercased() })
        #expect(PullCapabilities(word: "delete") == nil)
    }

    @Test func `loopback is asked in the clear first, and others over TLS`() throws {
        #expect(try Places.plan("localhost:5000/app").sources[0].schemes == .plainFirst)
        #expect(try Places.plan("127.0.0.1:5000/app").sources[0].base.absoluteText == "http://127.0.0.1:5000/v2")
        #expect(try Places.plan("r.example/app").sources[0].schemes == .only(.https))
        let plan = try Places.plan("alpine", MirrorOptions(mirrors: ["localhost:5001", "https://localhost:5002"]))
        #expect(plan.sources.map(\.schemes) == [.plainFirst, .only(.https), .only(.https)])
    }

    @Test func `--plain-http is about the registry itself`() throws {
        let plan = try Places.plan("r.example/app", MirrorOptions(mirrors: ["https://m.example"], isPlainHTTP: true))
        #expect(plan.sources.map(\.schemes) == [.only(.https), .only(.http)])
        #expect(plan.sources.last?.base.absoluteText == "http://r.example/v2")
    }

    @Test func `an insecure registry of the options is the registry itself, over TLS first`() throws {
        let plan = try Places.plan("r.example/app", MirrorOptions(mirrors: ["https://m.example"], isInsecure: true))
        #expect(plan.sources.map(\.schemes) == [.only(.https), .securedFirst])
        #expect(try Places.plan("localhost:1/a", MirrorOptions(isInsecure: true)).sources[0].schemes == .plainFirst)
    }

    @Test func `what podman or Docker lists as insecure may be spoken to without proof`() throws {
        var rule = try Places.rule("r.example", mirrors: ["m.example"])
        rule.mirrors[0].isInsecure = true
        let mirrored = try Places.plan("r.example/app", rules: [rule])
        #expect(mirrored.sources.map(\.schemes) == [.securedFirst, .only(.https)])
        #expect(mirrored.sources.map(\.trust.skipsVerification) == [true, false])

        rule.isInsecure = true
        let both = try Places.plan("r.example/app", rules: [rule])
        #expect(both.sources.map(\.trust.skipsVerification) == [true, true])
        #expect(both.sources.last?.source == .file(path: "registries.conf"))

        let engine = try Places.engine(mirrors: ["https://e.example:5000"], insecure: ["e.example:5000", "docker.io"])
        let docker = try Places.plan("alpine", engine: engine)
        #expect(docker.sources.map(\.schemes) == [.securedFirst, .securedFirst])
        #expect(docker.sources.last?.source == .file(path: "daemon.json"))
        #expect(try Places.plan("r.example/app", engine: engine).sources[0].schemes == .only(.https))
    }

    @Test func `what containerd says of the registry itself holds for it, and not for its mirrors`() throws {
        var server = HostsFile.Host(base: nil, source: .file(path: "hosts.toml"))
        server.trust.authorities = ["/ca.pem"]
        server.headers = ["X-Key": "secret"]
        let plan = try Places.plan(
            "r.example/app", hosts: Places.hosts([Places.host("https://m.example")], server: server))
        #expect(plan.sources.map(\.trust.authorities) == [[], ["/ca.pem"]])
        #expect(plan.sources.map(\.headers.fields.count) == [0, 1])
        #expect(plan.sources.last?.source == .file(path: "hosts.toml"))
    }

    // containerd 2: a host with HTTP in its address and settings of TLS is tried over TLS first, except at port 80.
    @Test(arguments: [
        ("http://m.example:5000", true, SchemeOrder.securedFirst), ("http://m.example:5000", false, .only(.http)),
        ("http://m.example", true, .only(.http)), ("https://m.example", true, .only(.https)),
    ])
    func `an address in the clear with settings of TLS is tried over TLS first`(
        address: String, skips: Bool, expected: SchemeOrder
    ) throws {
        var host = try Places.host(address)
        host.trust.skipsVerification = skips
        #expect(try Places.plan("alpine", hosts: Places.hosts([host])).sources[0].schemes == expected)
    }

    @Test func `the other scheme keeps the port and the path`() throws {
        let address = try WebAddress(parsing: "http://[::1]:5000/cache/v2")
        #expect(address.spoken(.https).absoluteText == "https://[::1]:5000/cache/v2")
        #expect(address.spoken(.http) == address)
    }
}
