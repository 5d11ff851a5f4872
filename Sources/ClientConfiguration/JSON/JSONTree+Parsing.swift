extension JSONTree {
    /// How deep values may stand in each other: they are read by recursion.
    private static let deepest = 64

    /// Reads a whole document (RFC 8259); `nil` for what is none, or deeper than anybody writes.
    package init?(parsing bytes: [UInt8]) {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var scanner = JSONScanner(bytes)
        guard let tree = Self.value(&scanner, depth: 0), scanner.isAtEnd else { return nil }
        self = tree
    }

    private static func value(_ scanner: inout JSONScanner, depth: Int) -> JSONTree? {
        guard depth < deepest else { return nil }
        switch scanner.peek() {
        case UInt8(ascii: "{"): return object(&scanner, depth: depth)
        case UInt8(ascii: "["): return list(&scanner, depth: depth)
        case UInt8(ascii: "\""): return scanner.text().map { .leaf($0.spelling) }
        default: return (scanner.word() ?? scanner.number()).map(JSONTree.leaf)
        }
    }

    private static func list(_ scanner: inout JSONScanner, depth: Int) -> JSONTree? {
        guard scanner.take("[") else { return nil }
        if scanner.take("]") { return .list([]) }
        var values: [JSONTree] = []
        repeat {
            guard let value = value(&scanner, depth: depth + 1) else { return nil }
            values.append(value)
        } while scanner.take(",")
        return scanner.take("]") ? .list(values) : nil
    }

    private static func object(_ scanner: inout JSONScanner, depth: Int) -> JSONTree? {
        guard scanner.take("{") else { return nil }
        if scanner.take("}") { return .object([]) }
        var members: [Member] = []
        repeat {
            guard let name = scanner.text(), scanner.take(":"), let value = value(&scanner, depth: depth + 1) else {
                return nil
            }
            members.append(Member(spelling: name.spelling, name: name.text, value: value))
        } while scanner.take(",")
        return scanner.take("}") ? .object(members) : nil
    }
}
