/// A JSON text taken apart: keys stand in their order, and plain values as they are written.
///
/// Where ``JSONValue`` says what a document means, this keeps how it says it.
indirect enum JSONTree {
    /// A text, a number, `true`, `false` or `null`, as it is written.
    case plain(String)
    /// Values in their order.
    case list([JSONTree])
    /// Members in their order, each key as it is written, with its quotes.
    case object([(key: String, value: JSONTree)])

    /// A text.
    static func text(_ text: String) -> JSONTree {
        .plain(quoted(text))
    }

    /// An object of these members.
    static func members(_ members: [(String, JSONTree)]) -> JSONTree {
        .object(members.map { (quoted($0.0), $0.1) })
    }

    /// The text over several lines, four spaces a level, as docker's clients print it.
    var lines: String {
        var text = ""
        write(to: &text, depth: 0)
        return text
    }

    /// The same values with the members of every object in the order of `keys`; those of other keys follow as they stood.
    func ordered(by keys: [String]) -> JSONTree {
        switch self {
        case .plain: return self
        case .list(let values): return .list(values.map { $0.ordered(by: keys) })
        case .object(let members):
            let ranked = members.enumerated().map { place, member in
                (rank: keys.firstIndex { "\"\($0)\"" == member.key } ?? keys.count, place: place, member: member)
            }
            let sorted = ranked.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }
            return .object(sorted.map { ($0.member.key, $0.member.value.ordered(by: keys)) })
        }
    }

    private func write(to text: inout String, depth: Int) {
        switch self {
        case .plain(let written): JSONText.append(written: written, to: &text)
        case .list(let values):
            Self.write(values, between: ("[", "]"), to: &text, depth: depth) { $0.write(to: &$1, depth: depth + 1) }
        case .object(let members):
            Self.write(members, between: ("{", "}"), to: &text, depth: depth) { member, text in
                JSONText.append(written: member.key, to: &text)
                text += ": "
                member.value.write(to: &text, depth: depth + 1)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], between brackets: (open: String, close: String), to text: inout String, depth: Int,
        _ element: (Element, inout String) -> Void
    ) {
        text += brackets.open
        for (number, value) in elements.enumerated() {
            text += (number > 0 ? "," : "") + "\n" + indentation(depth + 1)
            element(value, &text)
        }
        text += (elements.isEmpty ? "" : "\n" + indentation(depth)) + brackets.close
    }

    private static func indentation(_ depth: Int) -> String {
        String(repeating: "    ", count: depth)
    }

    private static func quoted(_ text: String) -> String {
        var quoted = ""
        JSONText.append(text, to: &quoted)
        return quoted
    }
}
