/// A JSON document as it was written: members in their order, and numbers and texts by their own spelling.
///
/// It is for changing one member of somebody else's file: what is not touched keeps its meaning to the last digit.
/// It may hold secrets, and so prints nothing of itself.
package enum JSONTree: Hashable, Sendable, CustomStringConvertible {
    /// A text, a number, `true`, `false` or `null`, as it is spelt.
    case leaf(String)
    /// Values in their order.
    case list([JSONTree])
    /// Members in their order; a name may stand twice.
    case object([Member])

    /// One member of an object.
    package struct Member: Hashable, Sendable {
        /// The name as it is spelt, with its quotes.
        let spelling: String
        /// The name.
        let name: String
        /// The value.
        var value: JSONTree
    }

    /// An object without members.
    package static let empty = JSONTree.object([])

    /// A text that is spelt plainly: printable ASCII alone stands for itself.
    package static func text(_ text: String) -> JSONTree { .leaf(spelling(of: text)) }

    /// The members of an object; `nil` for anything else.
    package var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// The value of the first member of that name.
    package subscript(name: String) -> JSONTree? {
        members?.first { $0.name == name }?.value
    }

    /// This object with `value` as the only member of that name, in its old place or at the end; `nil` takes it away.
    package func setting(_ name: String, to value: JSONTree?) -> JSONTree {
        var members = members ?? []
        let place = members.firstIndex { $0.name == name }
        members.removeAll { $0.name == name }
        if let value {
            let member = Member(spelling: Self.spelling(of: name), name: name, value: value)
            members.insert(member, at: place ?? members.count)
        }
        return .object(members)
    }

    /// The document's text, with tabs as Docker indents its own.
    package var bytes: [UInt8] {
        var text = ""
        write(to: &text, depth: 0)
        return Array((text + "\n").utf8)
    }

    /// Never more than the kind of value.
    package var description: String {
        switch self {
        case .leaf: "<redacted>"
        case .list(let values): "list of \(values.count)"
        case .object(let members): "object of \(members.count)"
        }
    }

    private func write(to text: inout String, depth: Int) {
        let indent = "\n" + String(repeating: "\t", count: depth + 1)
        let end = "\n" + String(repeating: "\t", count: depth)
        switch self {
        case .leaf(let spelling): text += spelling
        case .list(let values):
            text += "["
            for (place, value) in values.enumerated() {
                text += (place > 0 ? "," : "") + indent
                value.write(to: &text, depth: depth + 1)
            }
            text += values.isEmpty ? "]" : end + "]"
        case .object(let members):
            text += "{"
            for (place, member) in members.enumerated() {
                text += (place > 0 ? "," : "") + indent + member.spelling + ": "
                member.value.write(to: &text, depth: depth + 1)
            }
            text += members.isEmpty ? "}" : end + "}"
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
