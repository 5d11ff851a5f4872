import ImageModel
import MirrorModel
import RegistryProtocol

/// Short ways to say what configurations say.
enum Plans {
    /// A table of containerd's file.
    static func host(
        _ address: String, _ capabilities: EndpointCapabilities = .all, keepsPath: Bool = false
    ) throws -> HostsFile.Host {
        var host = HostsFile.Host(
            base: try EndpointAddress.base(address, keepsPath: keepsPath), source: .file(path: "hosts.toml", part: address)
        )
        host.capabilities = capabilities
        return host
    }

    /// containerd's file; without `server` the registry itself comes last.
    static func hosts(_ hosts: [HostsFile.Host], server: HostsFile.Host? = nil) -> HostsFile {
        HostsFile(hosts: hosts, server: server ?? HostsFile.Host(base: nil, source: .file(path: "hosts.toml")))
    }

    /// A table of podman's file.
    static func rule(
        _ prefix: String, location: String? = nil, mirrors: [String] = [], use: RegistryRule.MirrorUse = .all
    ) throws -> RegistryRule {
        var rule = RegistryRule(
            prefix: try RulePrefix(parsing: prefix),
            location: prefix.hasPrefix("*")
                ? nil : try RuleLocation(parsing: location ?? prefix, key: "location"),
            source: .file(path: "registries.conf"))
        rule.mirrors = try mirrors.map {
            var mirror = RegistryRule.Mirror(
                location: try RuleLocation(parsing: $0, key: "location"), source: .file(path: "registries.conf"))
            mirror.use = use
            return mirror
        }
        return rule
    }

    /// Docker's file.
    static func engine(mirrors: [String] = [], insecure: [String] = []) throws -> EngineFile {
        let source = SettingSource.file(path: "daemon.json")
        return EngineFile(
            mirrors: try mirrors.map { EngineFile.Mirror(base: try EndpointAddress.base($0), source: source) },
            insecure: try insecure.map { try InsecureRegistry(parsing: $0, source: source) })
    }

    /// A plan for `image`.
    static func plan(
        _ image: String, _ options: MirrorOptions = MirrorOptions(), hosts: HostsFile? = nil,
        rules: [RegistryRule] = [],
        engine: EngineFile? = nil
    ) throws -> MirrorPlan {
        var set = RegistryRules()
        set.add(rules)
        return try MirrorPlan(
            for: Reference(parsing: image),
            MirrorConfiguration(options: options, hosts: hosts, rules: set, engine: engine))
    }

    /// What the places are asked for a tag, in order.
    static func asked(_ sources: [EndpointConfiguration], for reference: String = "latest") -> [String] {
        sources.map { RegistryEndpoint($0).manifest(reference).absoluteText }
    }
}
