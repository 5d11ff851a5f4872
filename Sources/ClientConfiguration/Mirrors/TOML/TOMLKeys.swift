/// Names as they stand before `=` or in brackets: keys joined by dots, some of them in quotes.
enum TOMLKeys {
    /// The keys of a name that the parser has accepted.
    static func parts(of written: String) -> [String] {
        let bytes = Array(written.utf8)
        // Escapes are the parser's business; they are rare.
        guard !bytes.contains(UInt8(ascii: "\\")) else { return escapedParts(of: written) }
        var parts: [String] = []
        var part: [UInt8] = []
        var quote: UInt8?
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                if quote == nil {
                    quote = byte
                } else if quote == byte {
                    quote = nil
                } else {
                    part.append(byte)
                }
            case UInt8(ascii: ".") where quote == nil:
                parts.append(String(decoding: part, as: UTF8.self))
                part = []
            case UInt8(ascii: " ") where quote == nil, UInt8(ascii: "\t") where quote == nil,
                UInt8(ascii: "\r") where quote == nil:
                break
            default: part.append(byte)
            }
        }
        return parts + [String(decoding: part, as: UTF8.self)]
    }

    private static func escapedParts(of written: String) -> [String] {
        var parts: [String] = []
        var table = try? TOMLText.table(Array("\(written) = 0".utf8))
        while let current = table, let (key, value) = current.first {
            parts.append(key)
            guard case .table(let inner) = value else { break }
            table = inner
        }
        return parts
    }
}
