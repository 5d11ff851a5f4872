/// Reads a list of challenges: RFC 9110, sections 11.3 and 5.6, and what registries make of them.
///
/// Beyond the grammar it takes values with `:` and `/` that are not quoted, and parameters without a comma between them.
struct ChallengeParser {
    private let bytes: [UInt8]
    private var position = 0

    /// The longest value that is read, in bytes.
    private static let mostBytes = 16 << 10

    /// A parser at the beginning of `value`.
    init(_ value: String) {
        bytes = Array(value.utf8.prefix(Self.mostBytes))
    }

    /// The challenges, in order.
    mutating func challenges(atMost limit: Int) -> [Challenge] {
        var result: [Challenge] = []
        while result.count < limit, skipSeparators() {
            guard let scheme = token() else {
                position += 1
                continue
            }
            let hasBlank = skipBlanks()
            if hasBlank, let value = token68() {
                result.append(Challenge(scheme: scheme, token68: value))
            } else {
                result.append(Challenge(scheme: scheme, parameters: hasBlank ? parameters() : [:]))
            }
        }
        return result
    }

    // Parameters up to the next thing that is none.
    private mutating func parameters() -> [String: String] {
        var result: [String: String] = [:]
        while true {
            let start = position
            guard skipSeparators(), let name = token(), equals() else {
                position = start
                return result
            }
            let value = quoted() ?? unquoted()
            if result[name.asciiLowercased] == nil { result[name.asciiLowercased] = value }
        }
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    // Blanks and commas; false at the end.
    private mutating func skipSeparators() -> Bool {
        while let byte = current, byte.isBlank || byte == UInt8(ascii: ",") { position += 1 }
        return current != nil
    }

    private mutating func skipBlanks() -> Bool {
        let start = position
        while current?.isBlank == true { position += 1 }
        return position > start
    }

    private mutating func equals() -> Bool {
        _ = skipBlanks()
        guard current == UInt8(ascii: "=") else { return false }
        position += 1
        _ = skipBlanks()
        return true
    }

    private mutating func take(while isTaken: (UInt8) -> Bool) -> String? {
        let start = position
        while let byte = current, isTaken(byte) { position += 1 }
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    private mutating func token() -> String? {
        take { $0.isLetter || $0.isDigit || "!#$%&'*+-.^_`|~".utf8.contains($0) }
    }

    // One that fills its place up to the comma or the end; else nothing is consumed.
    private mutating func token68() -> String? {
        let start = position
        let text = take { $0.isLetter || $0.isDigit || "-._~+/".utf8.contains($0) }
        let padding = take { $0 == UInt8(ascii: "=") }
        _ = skipBlanks()
        guard let text, current == nil || current == UInt8(ascii: ",") else {
            position = start
            return nil
        }
        return text + (padding ?? "")
    }

    private mutating func quoted() -> String? {
        guard current == UInt8(ascii: "\"") else { return nil }
        position += 1
        var content: [UInt8] = []
        while let byte = current, byte != UInt8(ascii: "\"") {
            position += 1
            if byte == UInt8(ascii: "\\"), let escaped = current {
                content.append(escaped)
                position += 1
            } else {
                content.append(byte)
            }
        }
        position += 1
        return String(decoding: content, as: UTF8.self)
    }

    private mutating func unquoted() -> String {
        take { !$0.isBlank && $0 != UInt8(ascii: ",") } ?? ""
    }
}
