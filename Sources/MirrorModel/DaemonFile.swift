import ImageModel
import RegistryProtocol

/// The settings about registries in Docker's `daemon.json`.
package struct DaemonFile: Hashable, Sendable {
    /// An entry of `registry-mirrors`.
    package struct Mirror: Hashable, Sendable {
        /// The root of the API.
        package let base: WebAddress
        /// The entry's location.
        package let source: SettingSource

        /// A mirror of Docker Hub.
        package init(base: WebAddress, source: SettingSource) {
            self.base = base
            self.source = source
        }
    }

    /// The mirrors of Docker Hub, in the order of the file; Docker uses them for no other registry.
    package var mirrors: [Mirror]
    /// The registries that may use plain HTTP and untrusted certificates.
    package var insecure: [InsecureRegistry]
    /// The addresses of the hosts that were looked up, by host.
    package var addresses: [String: [AddressLiteral]] = [:]

    /// The entries of one file.
    package init(mirrors: [Mirror] = [], insecure: [InsecureRegistry] = []) {
        self.mirrors = mirrors
        self.insecure = insecure
    }

    /// The hosts of the image's endpoints whose addresses decide whether an insecure network covers them.
    ///
    /// Docker Hub itself is none: to Docker it is always secure, whatever networks are listed.
    package func hostsToLookUp(for upstream: Upstream) -> [String] {
        guard insecure.contains(where: \.isNetwork) else { return [] }
        let bases = upstream.isDockerHub ? mirrors.map(\.base) : [upstream.base]
        let open = bases.filter { AddressLiteral(parsing: $0.host) == nil && insecurity(of: $0) == nil }
        return open.map(\.host).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private func insecurity(of address: WebAddress) -> SettingSource? {
        insecure.first { $0.covers(address, resolved: addresses[address.host] ?? []) }?.source
    }
}

extension DaemonFile: MirrorRules {
    package func mirrors(of upstream: Upstream) throws(MirrorError) -> [EndpointConfiguration] {
        guard upstream.isDockerHub else { return [] }
        var endpoints: [EndpointConfiguration] = []
        for mirror in mirrors {
            let isInsecure = insecurity(of: mirror.base) != nil
            var endpoint = try upstream.endpoint(
                at: mirror.base,
                schemes: isInsecure && mirror.base.isSecure ? .securedFirst : .only(mirror.base.scheme),
                source: mirror.source)
            endpoint.namespace = upstream.namespace(at: mirror.base)
            endpoint.trust.skipsVerification = isInsecure
            endpoints.append(endpoint)
        }
        return endpoints
    }

    package func insecurity(of upstream: Upstream) -> SettingSource? { insecurity(of: upstream.base) }
}

/// An entry of `insecure-registries`: a registry's name, or a network.
package struct InsecureRegistry: Hashable, Sendable {
    private enum Extent: Hashable, Sendable {
        case name(String)
        case network(AddressNetwork)
    }

    private let extent: Extent
    /// The entry's location.
    package let source: SettingSource

    /// Reads `host`, `host:port`, or a network such as `10.0.0.0/8`; a scheme before a name is ignored, as in Docker.
    package init(parsing text: String, source: SettingSource) throws(ConfigurationError) {
        self.source = source
        if let network = AddressNetwork(parsing: text) {
            extent = .network(network)
            return
        }
        let scheme = ["http://", "https://"].first { text.asciiLowercased.utf8.starts(with: $0.utf8) }
        let name = (String(text.utf8.dropFirst(scheme?.utf8.count ?? 0)) ?? "").trimmedOfSlashes
        guard !name.utf8.contains(UInt8(ascii: "/")), let address = try? EndpointAddress.base("https://\(name)") else {
            throw ConfigurationError(.network(value: text), at: source)
        }
        extent = .name(address.authorityText)
    }

    /// Whether the entry is a network.
    var isNetwork: Bool { if case .network = extent { true } else { false } }

    /// Whether the entry applies to the server at `address`. One address in a network is enough; `resolved` are those of its
    /// host, if that is a name and was looked up.
    package func covers(_ address: WebAddress, resolved: [AddressLiteral] = []) -> Bool {
        switch extent {
        case .name(let name): name == address.authorityText
        case .network(let network):
            AddressLiteral(parsing: address.host).map(network.contains) ?? resolved.contains(where: network.contains)
        }
    }
}
