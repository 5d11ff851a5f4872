import ImageModel
import MirrorModel
import RegistryProtocol
import Testing

struct MirrorPlanTests {
    @Test func `without any configuration the registry itself is the only endpoint`() throws {
        let plan = try Plans.plan("alpine")
        #expect(
            Plans.requests(plan.endpoints) == ["https://registry-1.docker.io/v2/library/alpine/manifests/latest"])
        #expect(plan.endpoints[0].kind == .upstream)
        #expect(plan.endpoints[0].source == .imageName)
        #expect(plan.endpoints[0].reference == plan.image)
    }

    @Test func `flags come before containerd, podman and Docker, and the registry comes last`() throws {
        let plan = try Plans.plan(
            "alpine", MirrorOptions(mirrors: ["http://flag-1.example", "https://flag-2.example/hub"]),
            hosts: Plans.hosts([Plans.host("https://host-2.example"), Plans.host("https://host-1.example")]),
            rules: [Plans.rule("docker.io", mirrors: ["pod.example/hub"])],
            engine: Plans.engine(mirrors: ["https://engine.example"]))
        #expect(
            Plans.requests(plan.endpoints) == [
                "http://flag-1.example/v2/library/alpine/manifests/latest?ns=docker.io",
                "https://flag-2.example/hub/v2/library/alpine/manifests/latest?ns=docker.io",
                "https://host-2.example/v2/library/alpine/manifests/latest?ns=docker.io",
                "https://host-1.example/v2/library/alpine/manifests/latest?ns=docker.io",
                "https://pod.example/v2/hub/library/alpine/manifests/latest",
                "https://engine.example/v2/library/alpine/manifests/latest?ns=docker.io",
                "https://registry-1.docker.io/v2/library/alpine/manifests/latest",
            ])
        #expect(plan.endpoints.map(\.kind) == Array(repeating: .mirror, count: 6) + [.upstream])
    }

    // C4: credentials of the upstream are looked up under its name, which no mirror has.
    @Test func `credentials are looked up under the name of each endpoint`() throws {
        let plan = try Plans.plan(
            "quay.io/org/app:1", MirrorOptions(mirrors: ["https://mirror", "https://my_cache:5000"]),
            rules: [Plans.rule("quay.io/org", mirrors: ["pod.example/x"])])
        #expect(
            plan.endpoints.map(\.reference.name) == [
                "mirror/org/app", "my_cache:5000/org/app", "pod.example/x/app", "quay.io/org/app",
            ])
        #expect(plan.endpoints.map(\.reference.tag) == ["1", "1", "1", "1"])
    }

    @Test func `Docker's mirrors are used for Docker Hub only`() throws {
        let engine = try Plans.engine(mirrors: ["https://engine.example"])
        #expect(try Plans.plan("quay.io/org/app", engine: engine).endpoints.map(\.kind) == [.upstream])
        #expect(try Plans.plan("org/app", engine: engine).endpoints.map(\.kind) == [.mirror, .upstream])
    }

    // dockerd 29 with containerd's store hands its mirrors to the same code as containerd.
    @Test(
        .userCase("M13"),
        arguments: [
            ("https://m.example", "alpine", "https://m.example/v2/library/alpine/manifests/latest?ns=docker.io"),
            ("http://m.example:5000/h", "a/b", "http://m.example:5000/h/v2/a/b/manifests/latest?ns=docker.io"),
            (
                "http://127.0.0.1:5000", "index.docker.io/a/b",
                "http://127.0.0.1:5000/v2/a/b/manifests/latest?ns=docker.io"
            ),
            ("https://docker.io", "alpine", "https://registry-1.docker.io/v2/library/alpine/manifests/latest"),
        ])
    func `Docker's mirrors learn whose images they are asked for, and Docker Hub itself does not`(
        mirror: String, image: String, expected: String
    ) throws {
        let plan = try Plans.plan(image, engine: Plans.engine(mirrors: [mirror]))
        #expect(Plans.requests(plan.endpoints).first == expected)
    }

    @Test func `the namespace includes the port, and a host that is the registry itself gets none`() throws {
        let plan = try Plans.plan(
            "r.example:5000/app",
            hosts: Plans.hosts([
                Plans.host("https://m.example"), Plans.host("http://r.example:5000", .pull),
            ]))
        #expect(
            Plans.requests(plan.endpoints) == [
                "https://m.example/v2/app/manifests/latest?ns=r.example%3A5000",
                "http://r.example:5000/v2/app/manifests/latest", "https://r.example:5000/v2/app/manifests/latest",
            ])
        #expect(plan.endpoints.map(\.kind) == [.mirror, .upstream, .upstream])
    }

    // talos#9723, casos#126: `server` decides which endpoint is tried last.
    @Test(
        arguments: [
            (nil, "https://registry-1.docker.io/v2", EndpointConfiguration.Kind.upstream),
            ("https://docker.io", "https://registry-1.docker.io/v2", .upstream),
            ("https://registry-1.docker.io", "https://registry-1.docker.io/v2", .upstream),
            ("https://only.example", "https://only.example/v2", .mirror),
        ] as [(String?, String, EndpointConfiguration.Kind)])
    func `containerd's server replaces the registry`(server: String?, base: String, kind: EndpointConfiguration.Kind)
        throws
    {
        let hosts = Plans.hosts([try Plans.host("https://m.example")], server: try server.map { try Plans.host($0) })
        let plan = try Plans.plan("alpine", hosts: hosts)
        #expect(plan.endpoints.map(\.base.absoluteText) == ["https://m.example/v2", base])
        #expect(plan.endpoints.last?.kind == kind)
        #expect(plan.endpoints.last?.namespace == (kind == .mirror ? "docker.io" : nil))
    }

    @Test func `podman's location replaces the registry and the prefix of the name`() throws {
        let plan = try Plans.plan("quay.io/org/app", rules: [Plans.rule("quay.io/org", location: "in.example/q")])
        #expect(Plans.requests(plan.endpoints) == ["https://in.example/v2/q/app/manifests/latest"])
        #expect(plan.endpoints.map(\.kind) == [.mirror])
    }

    @Test func `replacements of the registry by containerd and podman are tried in that order`() throws {
        let plan = try Plans.plan(
            "quay.io/org/app", hosts: Plans.hosts([], server: Plans.host("https://c.example")),
            rules: [Plans.rule("quay.io", location: "p.example")])
        #expect(plan.endpoints.map(\.base.host) == ["c.example", "p.example"])
    }

    @Test func `a repeated endpoint is left out, unless it has more capabilities`() throws {
        let hosts = Plans.hosts([
            try Plans.host("https://m.example", .pull), try Plans.host("https://m.example/v2/", .all),
        ])
        let plan = try Plans.plan("alpine", MirrorOptions(mirrors: ["https://x.example", "x.example"]), hosts: hosts)
        #expect(plan.endpoints.map(\.base.host) == ["x.example", "m.example", "m.example", "registry-1.docker.io"])
        #expect(plan.endpointsForTags.map(\.base.host) == ["x.example", "m.example", "registry-1.docker.io"])
    }

    @Test func `a repeated endpoint with other certificates is kept`() throws {
        var host = try Plans.host("https://m.example")
        host.trust.authorities = ["/ca.pem"]
        let plan = try Plans.plan(
            "alpine", MirrorOptions(mirrors: ["https://m.example"]), hosts: Plans.hosts([host, host]))
        #expect(plan.endpoints.map(\.trust.authorities) == [[], ["/ca.pem"], []])
    }

    @Test(arguments: ["quay.io", "Quay.IO", "quay.io:443"])
    func `a location that is the registry itself does not replace it`(location: String) throws {
        let plan = try Plans.plan("quay.io/app", rules: [Plans.rule("quay.io", location: location)])
        #expect(plan.endpoints.map(\.source) == [.imageName])
        #expect(plan.endpoints.map(\.kind) == [.upstream])
    }

    @Test func `a location under another name at the same registry replaces the name`() throws {
        let plan = try Plans.plan("quay.io/org/app", rules: [Plans.rule("quay.io/org", location: "quay.io/new")])
        #expect(Plans.requests(plan.endpoints) == ["https://quay.io/v2/new/app/manifests/latest"])
        #expect(plan.endpoints.map(\.kind) == [.upstream])
    }

    @Test func `with --mirror-only the registry itself is left out everywhere`() throws {
        let options = MirrorOptions(mirrors: ["https://m.example", "https://docker.io"], isMirrorOnly: true)
        #expect(try Plans.plan("alpine", options).endpoints.map(\.base.host) == ["m.example"])
        #expect(throws: MirrorError.noMirror(registry: "quay.io")) {
            try Plans.plan("quay.io/app", MirrorOptions(isMirrorOnly: true))
        }
    }

    @Test(
        arguments: [
            ([.pull], "alpine", MirrorError.noneResolves(registry: "docker.io")),
            ([.pull], "alpine@sha256:" + String(repeating: "a", count: 64), nil),
            ([.resolve], "alpine", .nonePulls(registry: "docker.io")),
            ([.push], "alpine", .nonePulls(registry: "docker.io")),
            ([.pull, .resolve], "alpine", nil),
        ] as [(EndpointCapabilities, String, MirrorError?)])
    func `a plan without a usable endpoint is refused`(
        capabilities: EndpointCapabilities, image: String, expected: MirrorError?
    ) throws {
        let hosts = Plans.hosts([], server: try Plans.host("https://m.example", capabilities))
        if let expected {
            #expect(throws: expected) { try Plans.plan(image, hosts: hosts) }
        } else {
            #expect(try Plans.plan(image, hosts: hosts).endpoints.count == 1)
        }
    }

    @Test func `a blocked prefix without mirrors is refused, and the file is named`() throws {
        var rule = try Plans.rule("quay.io/org")
        rule.isBlocked = true
        let blocked = rule
        let error = MirrorError.blocked(prefix: "quay.io/org", source: .file(path: "registries.conf"))
        #expect(throws: error) { try Plans.plan("quay.io/org/app", rules: [blocked]) }
        // Neither the registry by another setting nor its replacement is a mirror.
        let itself = MirrorOptions(mirrors: ["https://quay.io"])
        #expect(throws: error) { try Plans.plan("quay.io/org/app", itself, rules: [blocked]) }
        let server = Plans.hosts([], server: try Plans.host("https://in.example"))
        #expect(throws: error) { try Plans.plan("quay.io/org/app", hosts: server, rules: [blocked]) }
        #expect(try Plans.plan("quay.io/other/app", rules: [blocked]).endpoints.count == 1)
        #expect(error.description == "images of 'quay.io/org' are blocked by registries.conf")
    }

    @Test(arguments: [["m.example"], []])
    func `of a blocked registry the mirrors of every setting are used`(own: [String]) throws {
        var rule = try Plans.rule("docker.io", mirrors: own)
        rule.isBlocked = true
        let hosts = Plans.hosts([try Plans.host("https://h.example")], server: try Plans.host("https://in.example"))
        let option = MirrorOptions(mirrors: ["https://o.example"])
        let engine = try Plans.engine(mirrors: ["https://e.example"])
        for (plan, expected) in [
            (try Plans.plan("alpine", option, rules: [rule]), ["o.example"] + own),
            (try Plans.plan("alpine", hosts: hosts, rules: [rule]), ["h.example"] + own),
            (try Plans.plan("alpine", rules: [rule], engine: engine), own + ["e.example"]),
        ] {
            #expect(plan.endpointsForTags.map(\.base.host) == expected)
            #expect(plan.endpointsForDigests.map(\.base.host) == expected)
            let block = EndpointBlock(prefix: "docker.io", source: rule.source, isOfRegistry: true)
            #expect(plan.blockedRegistry?.block == block)
        }
    }

    @Test func `a value of --mirror that is not an address is refused`() {
        #expect(throws: MirrorError.flag(.unsupportedScheme(in: "ftp://m"))) {
            try Plans.plan("alpine", MirrorOptions(mirrors: ["ftp://m"]))
        }
    }

    @Test func `a name that is invalid at its new location is refused with the setting responsible`() throws {
        let rule = try Plans.rule("quay.io/org/app", location: "in.example")
        #expect(throws: MirrorError.self) { try Plans.plan("quay.io/org/app", rules: [rule]) }
    }
}
