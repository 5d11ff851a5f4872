/// Byte classes of ASCII, for the grammars of names, addresses and HTTP.
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

    /// This byte with `A`–`Z` in lowercase.
    package var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self + 0x20 : self }
}

/// Strings handled as bytes, so that a combining character cannot hide a delimiter.
extension StringProtocol {
    /// The text with `A`–`Z` in lowercase and everything else unchanged.
    package var asciiLowercased: String { String(decoding: utf8.map(\.lowercased), as: UTF8.self) }

    /// The text without leading and trailing spaces and tabs.
    package var blankTrimmed: String {
        let bytes = Array(utf8)
        guard let first = bytes.firstIndex(where: { !$0.isBlank }), let last = bytes.lastIndex(where: { !$0.isBlank })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }

    /// The number written as decimal digits and nothing else; `nil` also when it does not fit.
    package var decimalNumber: Int64? {
        guard !isEmpty, utf8.allSatisfy(\.isDigit) else { return nil }
        return Int64(self)
    }

    /// The parts of a list such as `a;x=1, b` between `separator`s, trimmed, without empty ones.
    package func listItems(separatedBy separator: Unicode.Scalar) -> [String] {
        unicodeScalars.split(separator: separator).map { String(String.UnicodeScalarView($0)).blankTrimmed }
            .filter { !$0.isEmpty }
    }
}
