import ImageModel
import RegistryProtocol

/// An entry of `insecure-registries`: a registry's name, or a network.
package struct InsecureRegistry: Hashable, Sendable {
    private enum Extent: Hashable, Sendable {
        case name(String)
        case network(octets: [UInt8], bits: Int)
    }

    private let extent: Extent
    /// The entry's place.
    package let source: SettingSource

    /// Reads `host`, `host:port`, or a network such as `10.0.0.0/8`; a scheme before a name is passed over, as Docker does.
    package init(parsing text: String, source: SettingSource) throws(SettingProblem) {
        self.source = source
        if let network = Self.network(text) {
            extent = network
            return
        }
        let scheme = ["http://", "https://"].first { text.asciiLowercased.utf8.starts(with: $0.utf8) }
        let name = RuleText.withoutSlashes(String(text.utf8.dropFirst(scheme?.utf8.count ?? 0)) ?? "")
        guard !name.utf8.contains(UInt8(ascii: "/")), let address = try? EndpointAddress.base("https://\(name)") else {
            throw .network(value: text)
        }
        extent = .name(address.authorityText)
    }

    /// Whether the server at `address` is meant. A host's name is not looked up, so networks hold addresses only.
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
