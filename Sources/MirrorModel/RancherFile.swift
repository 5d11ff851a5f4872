import ImageModel
import RegistryProtocol

/// The settings in `registries.yaml` of k3s and RKE2, which both write containerd's `hosts.toml` from it.
///
/// Grammar: docs.k3s.io, "Private Registry Configuration".
package struct RancherFile: Hashable, Sendable {
    /// The name that stands for the registries that the file does not name.
    package static let wildcard = "*"

    /// The endpoints of `mirrors`, by registry, in the order of the file.
    package var mirrors: [String: [EndpointSettings]]
    /// The settings of `configs`, by registry.
    package var registries: [String: EndpointSettings]

    /// The sections of one file.
    package init(
        mirrors: [String: [EndpointSettings]] = [:], registries: [String: EndpointSettings] = [:]
    ) {
        self.mirrors = mirrors
        self.registries = registries
    }

    /// The names under which `configs` may describe `registry`: for Docker Hub, the host that serves its API comes first.
    package static func names(of registry: String) -> [String] {
        Reference.isDockerHub(registry) ? Reference.dockerHubNames.reversed() : [registry]
    }

    /// What k3s would write to the registry's `hosts.toml`; `nil` if the file says nothing about the registry.
    ///
    /// `*` applies only to registries that neither section names. Mirrors do not have the settings of the registry itself. If
    /// its own address is the last one in the list, that entry stands for the registry itself.
    package func hosts(for upstream: Upstream) -> HostsFile? {
        let names = Self.names(of: upstream.image.registry)
        var hosts = names.lazy.compactMap { mirrors[$0] }.first { !$0.isEmpty }
        var server = names.lazy.compactMap { registries[$0] }.first
        if hosts == nil, server == nil {
            hosts = mirrors[Self.wildcard]
            server = registries[Self.wildcard]
        }
        if let last = hosts?.last, last.base == upstream.base {
            hosts?.removeLast()
            server = last
        }
        guard let source = server?.source ?? hosts?.first?.source else { return nil }
        return HostsFile(
            hosts: hosts ?? [], server: server ?? EndpointSettings(base: nil, source: source))
    }
}
