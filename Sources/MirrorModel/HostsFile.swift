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
            endpoints.append(try endpoint(of: host, at: base, upstream))
        }
        return endpoints
    }

    package func replacement(of upstream: Upstream) throws(MirrorError) -> EndpointConfiguration? {
        guard let base = server.base, upstream.kind(of: base) == .mirror else { return nil }
        return try endpoint(of: server, at: base, upstream)
    }

    package func settings(of upstream: Upstream) -> EndpointSettings? { server }

    private func endpoint(
        of host: EndpointSettings, at base: WebAddress, _ upstream: Upstream
    ) throws(MirrorError) -> EndpointConfiguration {
        var endpoint = try upstream.endpoint(at: base, schemes: host.schemes, source: host.source)
        endpoint.namespace = upstream.namespace(at: base)
        endpoint.capabilities = host.capabilities
        endpoint.trust = host.trust
        endpoint.headers = host.headers
        return endpoint
    }
}
