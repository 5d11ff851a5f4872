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

    /// The entries of one file.
    package init(mirrors: [Mirror] = [], insecure: [InsecureRegistry] = []) {
        self.mirrors = mirrors
        self.insecure = insecure
    }

    private func insecurity(of address: WebAddress) -> SettingSource? {
        insecure.first { $0.covers(address) }?.source
    }
}

extension DaemonFile: MirrorRules {
    package func mirrors(of upstream: Upstream) throws(MirrorError) -> [EndpointConfiguration] {
        guard upstream.image.registry == "docker.io" else { return [] }
        var endpoints: [EndpointConfiguration] = []
        for mirror in mirrors {
            let isInsecure = insecurity(of: mirror.base) != nil
            var endpoint = try upstream.endpoint(
                at: mirror.base,
                schemes: isInsecure && mirror.base.isSecure ? .securedFirst : .only(mirror.base.scheme),
                source: mirror.source)
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
        case network(octets: [UInt8], bits: Int)
    }

    private let extent: Extent
    /// The entry's location.
    package let source: SettingSource

    /// Reads `host`, `host:port`, or a network such as `10.0.0.0/8`; a scheme before a name is ignored, as in Docker.
    package init(parsing text: String, source: SettingSource) throws(ConfigurationError) {
        self.source = source
        if let network = Self.network(text) {
            extent = network
            return
        }
        let scheme = ["http://", "https://"].first { text.asciiLowercased.utf8.starts(with: $0.utf8) }
        let name = (String(text.utf8.dropFirst(scheme?.utf8.count ?? 0)) ?? "").trimmedOfSlashes
        guard !name.utf8.contains(UInt8(ascii: "/")), let address = try? EndpointAddress.base("https://\(name)") else {
            throw ConfigurationError(.network(value: text), at: source)
        }
        extent = .name(address.authorityText)
    }

    /// Whether the entry applies to the server at `address`. Host names are not resolved, so networks only match IP addresses.
    package func covers(_ address: WebAddress) -> Bool {
        switch extent {
        case .name(let name): return name == address.authorityText
        case .network(let octets, let bits):
            guard let own = AddressLiteral(parsing: address.host).map(Self.octets), own.count == octets.count else {
                return false
            }
            return (0..<bits).allSatisfy { bit in
                let mask = UInt8(0x80) >> UInt8(bit % 8)
                return own[bit / 8] & mask == octets[bit / 8] & mask
            }
        }
    }

    private static func network(_ text: String) -> Extent? {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, let literal = AddressLiteral(parsing: String(decoding: parts[0], as: UTF8.self)),
            let bits = String(decoding: parts[1], as: UTF8.self).decimalNumber
        else { return nil }
        let octets = octets(literal)
        guard bits <= octets.count * 8 else { return nil }
        return .network(octets: octets, bits: Int(bits))
    }

    private static func octets(_ literal: AddressLiteral) -> [UInt8] {
        switch literal {
        case .v4(let numbers): numbers
        case .v6(let groups): groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        }
    }
}
