import ImageModel

/// The kind of network that a host belongs to, judged from its text alone: no name is resolved.
///
/// It decides which addresses a registry may send its clients to: see ``AddressReach/mayLead(to:)``.
package enum AddressReach: Hashable, Sendable {
    /// A name in the public DNS, or an address of the public internet.
    case everywhere
    /// An address of a private network, or a name that is known only inside one.
    case privateNetwork
    /// A link-local address; cloud metadata services, which hand out a machine's credentials, have such addresses.
    case link
    /// This machine.
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
    /// No registry may lead further inside than it is itself: not from the internet into a private network, not from either
    /// to the client's own machine, and from nowhere else to link-local addresses.
    package func mayLead(to target: AddressReach) -> Bool {
        switch target {
        case .everywhere: true
        case .privateNetwork: self != .everywhere
        case .loopback: self == .loopback
        case .link: self == .link
        }
    }

    // IANA IPv4 Special-Purpose Address Registry.
    private static func reach(of address: IPv4Literal) -> AddressReach {
        if address.isWithin([127], 8) || address.isWithin([0], 8) { return .loopback }
        if address.isWithin([169, 254], 16) { return .link }
        let inside: [([UInt8], Int)] = [
            ([10], 8), ([172, 16], 12), ([192, 168], 16), ([100, 64], 10), ([192, 0, 0], 24), ([198, 18], 15),
            ([224], 4), ([240], 4),
        ]
        return inside.contains { address.isWithin($0.0, $0.1) } ? .privateNetwork : .everywhere
    }

    // IANA IPv6 Special-Purpose Address Registry. An address that embeds an IPv4 address has the reach of that address.
    private static func reach(ofGroups groups: [UInt16]) -> AddressReach {
        if let inner = IPv4Literal(embeddedIn: groups) { return reach(of: inner) }
        guard groups.dropLast().contains(where: { $0 != 0 }), let first = groups.first else { return .loopback }
        if first & 0xFFC0 == 0xFE80 { return .link }
        let isInside = first & 0xFE00 == 0xFC00 || first & 0xFFC0 == 0xFEC0 || first & 0xFF00 == 0xFF00
        return isInside ? .privateNetwork : .everywhere
    }

    // RFC 6761 (localhost), RFC 6762 (local), RFC 8375 (home.arpa), and ICANN's reservation of `internal`.
    private static func reach(ofName host: String) -> AddressReach {
        let name = host.asciiLowercased
        let labels = name.utf8.split(separator: UInt8(ascii: ".")).map { String(decoding: $0, as: UTF8.self) }
        guard let last = labels.last else { return .everywhere }
        if last == "localhost" { return .loopback }
        let isReserved = ["local", "internal"].contains(last) || labels.suffix(2) == ["home", "arpa"]
        return labels.count == 1 || isReserved ? .privateNetwork : .everywhere
    }
}

/// An IPv4 address as the system resolver reads it, including short, octal and hexadecimal forms.
///
/// `0x7f.1` and `2130706433` also reach 127.0.0.1, so a check for private addresses must understand them. ``AddressLiteral``
/// reads only the strict form.
struct IPv4Literal: Hashable, Sendable {
    /// The four octets, most significant first.
    let octets: [UInt8]

    private init(number: UInt32) {
        octets = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    /// Reads one to four numbers (decimal, `0x` hexadecimal, `0` octal); the last fills the octets that the others leave.
    init?(parsing text: String) {
        var parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(Array.init)
        if parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
        guard (1...4).contains(parts.count), let last = Self.number(parts.removeLast()) else { return nil }
        var value: UInt64 = 0
        for part in parts {
            guard let octet = Self.number(part), octet <= 255 else { return nil }
            value = value << 8 | octet
        }
        let remainingBits = UInt64(8 * (4 - parts.count))
        guard last < 1 << remainingBits else { return nil }
        self.init(number: UInt32(truncatingIfNeeded: value << remainingBits | last))
    }

    /// The IPv4 address embedded in an IPv6 address of eight `groups`: mapped (::ffff:0:0/96), compatible (::/96),
    /// translated (64:ff9b::/96) or 6to4 (2002::/16).
    init?(embeddedIn groups: [UInt16]) {
        guard groups.count == 8 else { return nil }
        let low = UInt32(groups[6]) << 16 | UInt32(groups[7])
        let isMapped = groups[0..<5].allSatisfy { $0 == 0 } && (groups[5] == 0xFFFF || (groups[5] == 0 && low > 1))
        if isMapped || Array(groups[0..<6]) == [0x64, 0xFF9B, 0, 0, 0, 0] {
            self.init(number: low)
        } else if groups[0] == 0x2002 {
            self.init(number: UInt32(groups[1]) << 16 | UInt32(groups[2]))
        } else {
            return nil
        }
    }

    /// Whether the last label of a host is a number, so that the host can only be an IPv4 address.
    ///
    /// WHATWG URL standard, "ends in a number checker".
    static func claims(_ host: String) -> Bool {
        var labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(Array.init)
        if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
        guard let last = labels.last, !last.isEmpty else { return false }
        return last.allSatisfy(\.isDigit) || number(last) != nil
    }

    /// Whether the first `length` bits are those of `prefix`.
    func isWithin(_ prefix: [UInt8], _ length: Int) -> Bool {
        (0..<length).allSatisfy { bit in
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            return octets[bit / 8] & mask == prefix[bit / 8] & mask
        }
    }

    private static func number(_ text: [UInt8]) -> UInt64? {
        var digits = text[...]
        var radix: UInt64 = 10
        if digits.starts(with: "0x".utf8) || digits.starts(with: "0X".utf8) {
            digits = digits.dropFirst(2)
            radix = 16
        } else if digits.count > 1, digits.first == UInt8(ascii: "0") {
            digits = digits.dropFirst()
            radix = 8
        }
        if digits.isEmpty { return radix == 16 ? 0 : nil }
        var value: UInt64 = 0
        for digit in digits {
            guard let next = digit.hexValue.map(UInt64.init), next < radix else { return nil }
            value = value * radix + next
            guard value <= UInt64(UInt32.max) else { return nil }
        }
        return value
    }
}
