import ImageModel
import MirrorModel
import RegistryProtocol

/// Short ways to make configurations and plans.
enum Plans {
    /// A table of containerd's file.
    static func host(
        _ address: String, _ capabilities: EndpointCapabilities = .all, keepsPath: Bool = false
    ) throws -> EndpointSettings {
        var host = EndpointSettings(
            base: try EndpointAddress.base(address, keepsPath: keepsPath),
            source: .file(path: "hosts.toml", part: address)
        )
        host.capabilities = capabilities
        return host
    }

    /// containerd's file; without `server` the registry itself comes last.
    static func hosts(_ hosts: [EndpointSettings], server: EndpointSettings? = nil) -> HostsFile {
        HostsFile(hosts: hosts, server: server ?? EndpointSettings(base: nil, source: .file(path: "hosts.toml")))
    }

    /// A table of podman's file.
    static func rule(
        _ prefix: String, location: String? = nil, mirrors: [String] = [], use: RegistryRule.MirrorUse = .all
    ) throws -> RegistryRule {
        var rule = RegistryRule(
            prefix: try RulePrefix(parsing: prefix, source: .file(path: "registries.conf")),
            location: prefix.hasPrefix("*")
                ? nil : try RuleLocation(parsing: location ?? prefix, source: .file(path: "registries.conf")),
            source: .file(path: "registries.conf"))
        rule.mirrors = try mirrors.map {
            var mirror = RegistryRule.Mirror(
                location: try RuleLocation(parsing: $0, source: .file(path: "registries.conf")),
                source: .file(path: "registries.conf"))
            mirror.use = use
            return mirror
        }
        return rule
    }

    /// Docker's file.
    static func engine(mirrors: [String] = [], insecure: [String] = []) throws -> DaemonFile {
        let source = SettingSource.file(path: "daemon.json")
        return DaemonFile(
            mirrors: try mirrors.map { DaemonFile.Mirror(base: try EndpointAddress.base($0), source: source) },
            insecure: try insecure.map { try InsecureRegistry(parsing: $0, source: source) })
    }

    /// A plan for `image`.
    static func plan(
        _ image: String, _ options: MirrorOptions = MirrorOptions(), hosts: HostsFile? = nil,
        rules: [RegistryRule] = [],
        engine: DaemonFile? = nil
    ) throws -> MirrorPlan {
        var set = RegistryRules()
        set.add(rules)
        return try MirrorPlan(
            for: Reference(parsing: image),
            MirrorConfiguration(
                options: options, rules: [hosts as (any MirrorRules)?, set, engine].compactMap(\.self)))
    }

    /// The addresses requested from the endpoints for a tag, in order.
    static func requests(_ endpoints: [EndpointConfiguration], for reference: String = "latest") -> [String] {
        endpoints.map { RegistryEndpoint($0).manifest(reference).absoluteText }
    }
}
