import ImageModel

/// How far a host's address reaches, told from its text alone: no name is looked up.
///
/// It decides where a registry may send its clients: see ``AddressReach/mayLead(to:)``.
package enum AddressReach: Hashable, Sendable {
    /// A name of the public naming system, or an address of the public internet.
    case everywhere
    /// An address of a private network, or a name that is only known inside one.
    case privateNetwork
    /// An address that reaches the own link only; services that hand a cloud machine its credentials live there.
    case link
    /// The machine itself.
    case loopback

    /// The reach of `host`: a name, an IPv4 address, or an IPv6 address without its brackets.
    package init(host: String) {
        if case .v6(let groups) = AddressLiteral(parsing: host) {
            self = Self.reach(ofGroups: groups)
        } else if let address = IPv4Literal(parsing: host) {
            self = Self.reach(of: address)
        } else {
            self = Self.reach(ofName: host)
        }
    }

    /// Whether a registry of this reach may send its clients to an address of reach `target`.
    ///
    /// Nobody may lead deeper inside than where he stands: from the internet not into a private network, from there not to
    /// the client's own machine, and from nowhere else to link-local addresses.
    package func mayLead(to target: AddressReach) -> Bool {
        switch target {
        case .everywhere: true
        case .privateNetwork: self != .everywhere
        case .loopback: self == .loopback
        case .link: self == .link
        }
    }

    // IANA's registry of special-purpose IPv4 addresses.
    private static func reach(of address: IPv4Literal) -> AddressReach {
        if address.isWithin([127], 8) || address.isWithin([0], 8) { return .loopback }
        if address.isWithin([169, 254], 16) { return .link }
        let inside: [([UInt8], Int)] = [
            ([10], 8), ([172, 16], 12), ([192, 168], 16), ([100, 64], 10), ([192, 0, 0], 24), ([198, 18], 15),
            ([224], 4), ([240], 4),
        ]
        return inside.contains { address.isWithin($0.0, $0.1) } ? .privateNetwork : .everywhere
    }

    // IANA's registry of special-purpose IPv6 addresses. An address that stands for an IPv4 address reaches as far as that.
    private static func reach(ofGroups groups: [UInt16]) -> AddressReach {
        if let inner = IPv4Literal(embeddedIn: groups) { return reach(of: inner) }
        guard groups.dropLast().contains(where: { $0 != 0 }), let first = groups.first else { return .loopback }
        if first & 0xFFC0 == 0xFE80 { return .link }
        let isInside = first & 0xFE00 == 0xFC00 || first & 0xFFC0 == 0xFEC0 || first & 0xFF00 == 0xFF00
        return isInside ? .privateNetwork : .everywhere
    }

    // RFC 6761 (localhost), RFC 6762 (local), RFC 8375 (home.arpa), ICANN's reservation of `internal`.
    private static func reach(ofName host: String) -> AddressReach {
        let name = host.asciiLowercased
        let labels = name.utf8.split(separator: UInt8(ascii: ".")).map { String(decoding: $0, as: UTF8.self) }
        guard let last = labels.last else { return .everywhere }
        if last == "localhost" { return .loopback }
        let isReserved = ["local", "internal"].contains(last) || labels.suffix(2) == ["home", "arpa"]
        return labels.count == 1 || isReserved ? .privateNetwork : .everywhere
    }
}
