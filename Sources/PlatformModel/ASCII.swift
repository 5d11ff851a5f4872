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

    /// The text with percent-encoded bytes (RFC 3986, section 2.1) decoded; `nil` if a `%` lacks its two digits or the bytes
    /// are not UTF-8.
    package var percentDecoded: String? {
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst()?.hexValue, let low = rest.popFirst()?.hexValue else { return nil }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension Sequence<UInt8> {
    /// The bytes as text, with every byte that `isPlain` rejects percent-encoded (RFC 3986, section 2.1).
    package func percentEncoded(keeping isPlain: (UInt8) -> Bool) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var text: [UInt8] = []
        for byte in self {
            text += isPlain(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: text, as: UTF8.self)
    }
}
