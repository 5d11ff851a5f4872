/// An IP address in place of a host name, without brackets.
///
/// Only the strict forms are recognized: four decimal numbers without leading zeros, and the forms of RFC 4291 section 2.2
/// without a zone. `127.1` or `0x7f000001` count as host names, and therefore never as loopback addresses.
package enum AddressLiteral: Hashable, Sendable {
    /// The four numbers of an IPv4 address.
    case v4([UInt8])
    /// The eight groups of an IPv6 address.
    case v6([UInt16])

    /// Reads `text`; `nil` if it is not an address.
    package init?(parsing text: some StringProtocol) {
        if let numbers = Self.version4(text) {
            self = .v4(numbers)
        } else if let groups = Self.version6(text) {
            self = .v6(groups)
        } else {
            return nil
        }
    }

    /// Whether the address is in 127.0.0.0/8, or ::1.
    package var isLoopback: Bool {
        switch self {
        case .v4(let numbers): numbers.first == 127
        case .v6(let groups): groups == [0, 0, 0, 0, 0, 0, 0, 1]
        }
    }

    private static func version4(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var numbers: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy(\.isDigit) else { return nil }
            guard part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            guard let number = UInt8(String(decoding: part, as: UTF8.self)) else { return nil }
            numbers.append(number)
        }
        return numbers
    }

    private static func version6(_ text: some StringProtocol) -> [UInt16]? {
        let bytes = Array(text.utf8)
        let colon = UInt8(ascii: ":")
        let gap = bytes.indices.dropLast().first { bytes[$0] == colon && bytes[$0 + 1] == colon }
        guard let gap else {
            let groups = Self.groups(bytes[...], endsAddress: true)
            return groups?.count == 8 ? groups : nil
        }
        guard let head = Self.groups(bytes[..<gap], endsAddress: false),
            let tail = Self.groups(bytes[(gap + 2)...], endsAddress: true), head.count + tail.count < 8
        else { return nil }
        return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    /// Reads groups joined by `:`; at the end of the address, the last two may be written as an IPv4 address.
    private static func groups(_ bytes: ArraySlice<UInt8>, endsAddress: Bool) -> [UInt16]? {
        guard !bytes.isEmpty else { return [] }
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count <= 8 else { return nil }
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            let text = String(decoding: part, as: UTF8.self)
            if endsAddress, index == parts.count - 1, let numbers = version4(text) {
                groups.append(UInt16(numbers[0]) << 8 | UInt16(numbers[1]))
                groups.append(UInt16(numbers[2]) << 8 | UInt16(numbers[3]))
            } else {
                guard (1...4).contains(part.count), part.allSatisfy({ $0.hexValue != nil }),
                    let group = UInt16(text, radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups
    }
}

/// The addresses that begin with the same bits, written as `10.0.0.0/8` or `fd00::/8` (RFC 4632, RFC 4291).
package struct AddressNetwork: Hashable, Sendable {
    private let octets: [UInt8]
    private let bits: Int

    /// Reads an address and the count of its leading bits that matter; `nil` if `text` is something else.
    package init?(parsing text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, let literal = AddressLiteral(parsing: String(decoding: parts[0], as: UTF8.self)),
            let bits = String(decoding: parts[1], as: UTF8.self).decimalNumber, bits <= literal.octets.count * 8
        else { return nil }
        octets = literal.octets
        self.bits = Int(bits)
    }

    /// Whether `address` is one of them. An IPv4 address that is written as an IPv6 one (`::ffff:10.0.0.1`) counts as IPv4.
    package func contains(_ address: AddressLiteral) -> Bool {
        let own = octets.count == 4 ? address.unmapped.octets : address.octets
        guard own.count == octets.count else { return false }
        return (0..<bits).allSatisfy { bit in
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            return own[bit / 8] & mask == octets[bit / 8] & mask
        }
    }
}

extension AddressLiteral {
    /// The IPv4 address that an IPv6 address of ::ffff:0:0/96 stands for (RFC 4291, section 2.5.5.2); else the address itself.
    package var unmapped: AddressLiteral {
        guard case .v6(let groups) = self, groups.prefix(6) == [0, 0, 0, 0, 0, 0xFFFF] else { return self }
        return .v4(Array(octets.suffix(4)))
    }

    fileprivate var octets: [UInt8] {
        switch self {
        case .v4(let numbers): numbers
        case .v6(let groups): groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        }
    }
}
