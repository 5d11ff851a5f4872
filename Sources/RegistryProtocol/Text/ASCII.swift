/// The classes of octets that the grammars of HTTP and of addresses are made of.
extension UInt8 {
    /// Whether this is one of `0`–`9`.
    package var isDigit: Bool { (0x30...0x39).contains(self) }

    /// Whether this is one of `A`–`Z`, `a`–`z`.
    package var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }

    /// Whether this is a control character: below space, or DEL.
    package var isControl: Bool { self < 0x20 || self == 0x7F }

    /// Whether this is a space or a horizontal tab.
    package var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// The value of a hexadecimal digit.
    package var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }

    /// This octet with `A`–`Z` made small.
    package var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self + 0x20 : self }
}

/// Strings read as octets, so that no combining character hides a delimiter.
extension StringProtocol {
    /// The text with `A`–`Z` made small, and everything else untouched.
    package var asciiLowercased: String { String(decoding: utf8.map(\.lowercased), as: UTF8.self) }

    /// The text without spaces and tabs at its ends.
    package var blankTrimmed: String {
        let bytes = Array(utf8)
        guard let first = bytes.firstIndex(where: { !$0.isBlank }), let last = bytes.lastIndex(where: { !$0.isBlank })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }

    /// The number that the text spells in decimal digits and nothing else; `nil` also when it does not fit.
    package var decimalNumber: Int64? {
        guard !isEmpty, utf8.allSatisfy(\.isDigit) else { return nil }
        return Int64(self)
    }
}
