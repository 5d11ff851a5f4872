/// JSON as it is to be written: members keep their order, so that the same value gives the same bytes.
public indirect enum JSONText: Sendable {
    /// Members in their order.
    case object([(String, JSONText)])
    /// Elements in their order.
    case array([JSONText])
    /// A text, escaped when written.
    case string(String)
    /// A whole number.
    case number(Int)
    /// True or false.
    case bool(Bool)
    /// Written as it stands.
    case raw(String)

    /// The value as text, without blanks.
    public var text: String {
        switch self {
        case .object(let members): "{" + members.map { Self.quoted($0) + ":" + $1.text }.joined(separator: ",") + "}"
        case .array(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
        case .string(let text): Self.quoted(text)
        case .number(let number): String(number)
        case .bool(let value): value ? "true" : "false"
        case .raw(let text): text
        }
    }

    /// The text's bytes.
    public var bytes: [UInt8] { Array(text.utf8) }

    /// An object of texts, in the order of their names.
    public static func strings(_ values: [String: String]) -> JSONText {
        .object(values.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
