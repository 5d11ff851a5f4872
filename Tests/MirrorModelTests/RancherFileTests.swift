import ImageModel
import MirrorModel
import RegistryProtocol
import TestSupport
import Testing

struct RancherFileTests {
    private static let source = SettingSource.file(path: "registries.yaml")

    private static func settings(_ certificate: String) -> EndpointSettings {
        var settings = EndpointSettings(base: nil, source: source)
        settings.trust.authorities = [certificate]
        return settings
    }

    /// A file with mirrors and settings; the settings of a registry are a certificate of its name.
    private static func file(mirrors: [String: [String]] = [:], registries: [String] = []) throws
        -> RancherFile
    {
        RancherFile(
            mirrors: try mirrors.mapValues { try $0.map { try Plans.host($0) } },
            registries: Dictionary(uniqueKeysWithValues: registries.map { ($0, settings($0)) }))
    }

    // k3s, `getHostConfigs` in pkg/agent/containerd/config.go; containerd then reads `_default` for other registries.
    @Test(
        .userCase("P18"),
        arguments: [
            (["r.example"], [], "r.example/a", ["r.example.m"], nil),
            (["r.example"], [], "s.example/a", nil, nil),
            (["r.example:5000"], [], "r.example:5000/a", ["r.example:5000.m"], nil),
            (["r.example:5000"], [], "r.example/a", nil, nil),
            (["docker.io"], [], "alpine", ["docker.io.m"], nil),
            (["index.docker.io"], [], "a", ["index.docker.io.m"], nil),
            (["*"], [], "r.example/a", ["*.m"], nil),
            (["*", "r.example"], [], "r.example/a", ["r.example.m"], nil),
            ([], ["r.example"], "r.example/a", [], "r.example"), ([], ["*"], "r.example/a", [], "*"),
            (["r.example"], ["*"], "r.example/a", ["r.example.m"], nil),
            (["*"], ["r.example"], "r.example/a", [], "r.example"),
            (["*"], ["*"], "r.example/a", ["*.m"], "*"),
            ([], ["docker.io", "registry-1.docker.io"], "alpine", [], "registry-1.docker.io"),
        ] as [([String], [String], String, [String]?, String?)])
    func `a registry's own entries count, and the asterisk only for a registry without any`(
        mirrors: [String], registries: [String], image: String, expected: [String]?,
        certificate: String?
    ) throws {
        let named = mirrors.map {
            ($0, ["https://\($0 == "*" ? "all" : "m").example/\($0 == "*" ? "any" : $0)"])
        }
        let file = try Self.file(
            mirrors: Dictionary(uniqueKeysWithValues: named), registries: registries)
        let hosts = file.hosts(for: try Upstream(of: Reference(parsing: image)))
        let found = hosts?.hosts.compactMap(\.base?.pathAndQuery).map {
            ($0 == "/any/v2" ? "*" : String($0.dropFirst().dropLast(3))) + ".m"
        }
        #expect(found == expected)
        #expect(hosts?.server.trust.authorities.first == certificate)
    }

    @Test(.userCase("P18")) func `an entry without endpoints counts as none`() throws {
        let file = try Self.file(mirrors: ["r.example": [], "*": ["https://m.example"]])
        let hosts = file.hosts(for: try Upstream(of: Reference(parsing: "r.example/a")))
        #expect(hosts?.hosts.map(\.base?.host) == ["m.example"])
    }

    @Test(.userCase("P18"))
    func `the registry's own address at the end of the list stands for the registry itself`() throws {
        var file = try Self.file(mirrors: [
            "docker.io": ["https://m.example", "https://registry-1.docker.io"]
        ])
        let rewrite = try RepositoryRewrite(
            pattern: "^library/", replacement: "base/", source: Self.source)
        let image = try Reference(parsing: "alpine")
        func plan() throws -> MirrorPlan {
            let hosts = try #require(file.hosts(for: Upstream(of: image)))
            return try MirrorPlan(for: image, MirrorConfiguration(rules: [hosts]))
        }
        #expect(try plan().endpoints.map(\.base.host) == ["m.example", "registry-1.docker.io"])
        #expect(try plan().endpoints.map(\.kind) == [.mirror, .upstream])
        file.mirrors["docker.io"]?[1].rewrites = [rewrite]
        #expect(
            try plan().endpoints.map(\.reference.name) == [
                "m.example/library/alpine", "docker.io/base/alpine",
            ])
        #expect(try plan().endpoints.map(\.kind) == [.mirror, .mirror])
        let hosts = try #require(file.hosts(for: Upstream(of: image)))
        let target = try MirrorPlan.target(of: image, MirrorConfiguration(rules: [hosts]))
        #expect(target.reference == image && target.kind == .upstream)
    }
}
