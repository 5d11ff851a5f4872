/// Takes the pieces of a JSON text one by one; blanks before a piece are skipped.
struct JSONScanner {
    private var rest: ArraySlice<UInt8>

    /// Begins at the first byte.
    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    /// Whether nothing but blanks is left.
    var isAtEnd: Bool { rest.allSatisfy(Self.isBlank) }

    /// The first byte of the next piece.
    mutating func peek() -> UInt8? {
        rest = rest.drop(while: Self.isBlank)
        return rest.first
    }

    /// Takes one sign, if it comes next.
    mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: sign) else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes `true`, `false` or `null`.
    mutating func word() -> String? {
        for word in ["true", "false", "null"] where rest.starts(with: word.utf8) {
            rest = rest.dropFirst(word.utf8.count)
            return word
        }
        return nil
    }

    /// Takes a number, as it is spelt.
    mutating func number() -> String? {
        let start = rest
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        guard let first = rest.first, Self.isDigit(first) else { return nil }
        // After a leading zero no digit may follow.
        if first == UInt8(ascii: "0") { rest.removeFirst() } else { _ = digits() }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard digits() else { return nil }
        }
        if let mark = rest.first, "eE".utf8.contains(mark) {
            rest.removeFirst()
            if let sign = rest.first, "+-".utf8.contains(sign) { rest.removeFirst() }
            guard digits() else { return nil }
        }
        return String(decoding: start[..<rest.startIndex], as: UTF8.self)
    }

    /// Takes a text: as it is spelt, with its quotes, and what it says. Half a surrogate pair says U+FFFD.
    mutating func text() -> (spelling: String, text: String)? {
        guard peek() == UInt8(ascii: "\"") else { return nil }
        let start = rest
        rest.removeFirst()
        var units: [UInt16] = []
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: "\""):
                rest.removeFirst()
                let spelling = String(decoding: start[..<rest.startIndex], as: UTF8.self)
                return (spelling, String(decoding: units, as: UTF16.self))
            case UInt8(ascii: "\\"):
                rest.removeFirst()
                guard let unit = escaped() else { return nil }
                units.append(unit)
            case 0..<0x20:
                return nil
            default:
                // Up to the next sign that means something: the bytes are known to be UTF-8.
                let plain = rest.prefix { $0 >= 0x20 && !"\"\\".utf8.contains($0) }
                units += String(decoding: plain, as: UTF8.self).utf16
                rest = rest[plain.endIndex...]
            }
        }
        return nil
    }

    private mutating func escaped() -> UInt16? {
        guard let sign = rest.popFirst() else { return nil }
        switch sign {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt16(sign)
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"):
            let digits = rest.prefix(4)
            guard digits.count == 4, digits.allSatisfy(Self.isHexDigit) else { return nil }
            rest = rest.dropFirst(4)
            return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        default: return nil
        }
    }

    private mutating func digits() -> Bool {
        let digits = rest.prefix(while: Self.isDigit)
        rest = rest[digits.endIndex...]
        return !digits.isEmpty
    }

    private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }
}
