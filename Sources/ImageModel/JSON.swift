#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Encodable {
    /// The value as canonical JSON: the same bytes for the same value.
    ///
    /// The value must consist of strings and integers, which can always be encoded.
    package var canonicalJSON: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { [UInt8]($0) } ?? []
    }
}

/// A JSON document that keeps the order of its members and the spelling of its numbers and strings.
///
/// It serves to print a document as it is, and to change members of another program's file without touching the rest. A
/// document may hold secrets, so ``description`` shows none of it.
package enum JSONTree: Hashable, Sendable, CustomStringConvertible {
    /// A string, a number, `true`, `false` or `null`, as spelled in the document.
    case scalar(String)
    /// An array.
    case list([JSONTree])
    /// The members of an object, in order; names may repeat.
    case object([Member])

    /// One member of an object.
    package struct Member: Hashable, Sendable {
        /// The name as spelled in the document, with quotes.
        package let spelling: String
        /// The name, without quotes and escapes.
        package let name: String
        /// The value.
        package var value: JSONTree

        /// A member; `spelling` must be a JSON string with the value `name`.
        package init(spelling: String, name: String, value: JSONTree) {
            self.spelling = spelling
            self.name = name
            self.value = value
        }
    }

    /// Reads a whole document (RFC 8259); `nil` if it is not JSON, or nested more deeply than ``Limits/jsonNesting``.
    package init?(parsing bytes: [UInt8]) {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var parser = JSONParser(bytes)
        guard let tree = parser.value(depth: Limits.jsonNesting), parser.isAtEnd else { return nil }
        self = tree
    }

    /// An object without members.
    package static let empty = JSONTree.object([])

    /// A string, spelled with printable ASCII and escapes.
    package static func text(_ text: String) -> JSONTree { .scalar(spelling(of: text)) }

    /// The members of an object; `nil` for any other value.
    package var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// The value of the first member with this name.
    package subscript(name: String) -> JSONTree? {
        members?.first { $0.name == name }?.value
    }

    /// This object with `value` as the only member with this name, in its present position or at the end; `nil` removes it.
    package func setting(_ name: String, to value: JSONTree?) -> JSONTree {
        var members = members ?? []
        let index = members.firstIndex { $0.name == name }
        members.removeAll { $0.name == name }
        if let value {
            let member = Member(spelling: Self.spelling(of: name), name: name, value: value)
            members.insert(member, at: index ?? members.count)
        }
        return .object(members)
    }

    /// The same values with the members of every object in the order of `names`, followed by those with other names.
    package func ordered(by names: [String]) -> JSONTree {
        switch self {
        case .scalar: return self
        case .list(let values): return .list(values.map { $0.ordered(by: names) })
        case .object(let members):
            let ranked = members.enumerated().map { offset, member in
                (rank: names.firstIndex(of: member.name) ?? names.count, offset: offset, member: member)
            }
            let sorted = ranked.sorted { ($0.rank, $0.offset) < ($1.rank, $1.offset) }
            return .object(
                sorted.map {
                    Member(
                        spelling: $0.member.spelling, name: $0.member.name, value: $0.member.value.ordered(by: names))
                })
        }
    }

    /// The document on several lines; `respelling` may change how scalars and names are written, but not their values.
    package func text(indentedBy indentation: String, respelling: (String) -> String = { $0 }) -> String {
        var text = ""
        write(to: &text, lineBreak: "\n", indentation, respelling)
        return text
    }

    /// The kind of value, and nothing of its content.
    package var description: String {
        switch self {
        case .scalar: "<redacted>"
        case .list(let values): "list of \(values.count)"
        case .object(let members): "object of \(members.count)"
        }
    }

    private func write(to text: inout String, lineBreak: String, _ step: String, _ respelling: (String) -> String) {
        switch self {
        case .scalar(let spelling): text += respelling(spelling)
        case .list(let values):
            text += "["
            for (index, value) in values.enumerated() {
                text += (index > 0 ? "," : "") + lineBreak + step
                value.write(to: &text, lineBreak: lineBreak + step, step, respelling)
            }
            text += values.isEmpty ? "]" : lineBreak + "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                text += (index > 0 ? "," : "") + lineBreak + step + respelling(member.spelling) + ": "
                member.value.write(to: &text, lineBreak: lineBreak + step, step, respelling)
            }
            text += members.isEmpty ? "}" : lineBreak + "}"
        }
    }

    private static func spelling(of text: String) -> String {
        var spelling = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": spelling += "\\" + String(scalar)
            case " "..."~": spelling.unicodeScalars.append(scalar)
            default:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    spelling += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return spelling + "\""
    }
}

/// Reads JSON values by recursive descent; blanks before a token are skipped.
private struct JSONParser {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    var isAtEnd: Bool { rest.allSatisfy(Self.isBlank) }

    /// The next value, with at most `depth` levels of arrays and objects; `nil` if the text is malformed or deeper.
    mutating func value(depth: Int) -> JSONTree? {
        switch peek() {
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return list(depth: depth)
        case UInt8(ascii: "\""): return string().map { .scalar($0.spelling) }
        default: return (word() ?? number()).map(JSONTree.scalar)
        }
    }

    private mutating func list(depth: Int) -> JSONTree? {
        guard depth > 0, take("[") else { return nil }
        if take("]") { return .list([]) }
        var values: [JSONTree] = []
        repeat {
            guard let value = value(depth: depth - 1) else { return nil }
            values.append(value)
        } while take(",")
        return take("]") ? .list(values) : nil
    }

    private mutating func object(depth: Int) -> JSONTree? {
        guard depth > 0, take("{") else { return nil }
        if take("}") { return .object([]) }
        var members: [JSONTree.Member] = []
        repeat {
            guard let name = string(), take(":"), let value = value(depth: depth - 1) else { return nil }
            members.append(JSONTree.Member(spelling: name.spelling, name: name.text, value: value))
        } while take(",")
        return take("}") ? .object(members) : nil
    }

    /// The first byte of the next token.
    private mutating func peek() -> UInt8? {
        rest = rest.drop(while: Self.isBlank)
        return rest.first
    }

    /// Takes one character, if it comes next.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes `true`, `false` or `null`.
    private mutating func word() -> String? {
        for word in ["true", "false", "null"] where rest.starts(with: word.utf8) {
            rest = rest.dropFirst(word.utf8.count)
            return word
        }
        return nil
    }

    /// Takes a number, as spelled.
    private mutating func number() -> String? {
        let start = rest
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        guard let first = rest.first, first.isDigit else { return nil }
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

    /// Takes a string: its spelling, with quotes, and its value. A lone surrogate becomes U+FFFD.
    private mutating func string() -> (spelling: String, text: String)? {
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
                // Up to the next character with a meaning: the bytes are known to be UTF-8.
                let plain = rest.prefix { $0 >= 0x20 && !"\"\\".utf8.contains($0) }
                units += String(decoding: plain, as: UTF8.self).utf16
                rest = rest[plain.endIndex...]
            }
        }
        return nil
    }

    private mutating func escaped() -> UInt16? {
        guard let character = rest.popFirst() else { return nil }
        switch character {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt16(character)
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"):
            let digits = rest.prefix(4)
            guard digits.count == 4, digits.allSatisfy({ $0.hexValue != nil }) else { return nil }
            rest = rest.dropFirst(4)
            return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        default: return nil
        }
    }

    private mutating func digits() -> Bool {
        let digits = rest.prefix(while: \.isDigit)
        rest = rest[digits.endIndex...]
        return !digits.isEmpty
    }

    private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}
