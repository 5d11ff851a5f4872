import ImageModel
import RegistryProtocol

/// The settings in containerd's `hosts.toml` for one registry.
///
/// Grammar: containerd, docs/hosts.md.
package struct HostsFile: Hashable, Sendable {
    /// The `[host]` tables, in the order of the file.
    package var hosts: [EndpointSettings]
    /// The endpoint tried after them: `server` and the settings outside tables.
    package var server: EndpointSettings

    /// The tables of one file.
    package init(hosts: [EndpointSettings], server: EndpointSettings) {
        self.hosts = hosts
        self.server = server
    }
}

extension HostsFile: MirrorRules {
    package func mirrors(of upstream: Upstream) throws(MirrorError) -> [EndpointConfiguration] {
        var endpoints: [EndpointConfiguration] = []
        for host in hosts {
            guard let base = host.base else { continue }
            endpoints.append(try upstream.endpoint(of: host, at: base))
        }
        return endpoints
    }

    package func replacement(of upstream: Upstream) throws(MirrorError) -> EndpointConfiguration? {
        guard let base = server.base else { return nil }
        let endpoint = try upstream.endpoint(of: server, at: base)
        return endpoint.kind == .mirror ? endpoint : nil
    }

    package func settings(of upstream: Upstream) -> EndpointSettings? { server }

    package func connection(of upstream: Upstream) -> ConnectionSettings { server.connection }
}
