/// An IPv4 address as the resolver of the system reads it, short and hexadecimal forms included.
///
/// `0x7f.1` and `2130706433` reach 127.0.0.1 as well: what decides whether an address is private must know that.
struct IPv4Literal: Hashable, Sendable {
    /// The four octets, most significant first.
    let octets: [UInt8]

    /// The address of the 32 bits `number`.
    init(number: UInt32) {
        octets = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    /// Reads one to four numbers (decimal, `0x` hexadecimal, `0` octal), the last filling what the others leave.
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
