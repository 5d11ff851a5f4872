/// A JSON value on its way out: nulls are written, and the keys of an object stand sorted.
package enum JSONValue: Hashable, Sendable {
    /// `null`, written out wherever a key has no value.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number.
    case integer(Int64)
    /// A number with a fraction; one that is not finite is written as `null`.
    case number(Double)
    /// A text of any characters.
    case text(String)
    /// Values in their order.
    case list([JSONValue])
    /// Values by key.
    case object([String: JSONValue])

    /// A text, or `null`.
    package static func optional(_ text: String?) -> JSONValue {
        text.map(JSONValue.text) ?? .null
    }

    /// The value on one line, without spaces.
    package var line: String {
        var text = ""
        write(to: &text, depth: nil)
        return text
    }

    /// The value over several lines, two spaces a level; a list of plain values stays on one line.
    package var pretty: String {
        var text = ""
        write(to: &text, depth: 0)
        return text
    }

    /// Appends the value; `depth` is the level of indentation, or `nil` for one line.
    private func write(to text: inout String, depth: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += value.isFinite ? String(value) : "null"
        case .text(let value): JSONText.append(value, to: &text)
        case .list(let values):
            let inner = values.allSatisfy(\.isPlain) ? nil : depth
            Self.write(values, between: ("[", "]"), to: &text, depth: inner) { value, text, depth in
                value.write(to: &text, depth: depth)
            }
        case .object(let members):
            let sorted = members.sorted { $0.key < $1.key }
            Self.write(sorted, between: ("{", "}"), to: &text, depth: depth) { member, text, depth in
                JSONText.append(member.key, to: &text)
                text += depth == nil ? ":" : ": "
                member.value.write(to: &text, depth: depth)
            }
        }
    }

    /// Whether the value holds no other values.
    private var isPlain: Bool {
        switch self {
        case .null, .bool, .integer, .number, .text: true
        case .list, .object: false
        }
    }

    /// Appends a list's or an object's members between their brackets.
    private static func write<Members: Collection>(
        _ members: Members,
        between brackets: (open: String, close: String),
        to text: inout String,
        depth: Int?,
        member: (Members.Element, inout String, Int?) -> Void
    ) {
        text += brackets.open
        for (number, value) in members.enumerated() {
            if number > 0 { text += "," }
            if let depth { text += "\n" + String(repeating: "  ", count: depth + 1) }
            member(value, &text, depth.map { $0 + 1 })
        }
        if let depth, !members.isEmpty { text += "\n" + String(repeating: "  ", count: depth) }
        text += brackets.close
    }
}
