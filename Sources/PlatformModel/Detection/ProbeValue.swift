/// The answer of one probe in a recording.
public enum ProbeValue: Hashable, Sendable {
    /// A text: a line of a file, a name, a hexadecimal number.
    case text(String)
    /// An integer.
    case number(Int64)
    /// A Boolean.
    case bool(Bool)
    /// A list of words.
    case list([String])
    /// Texts by name.
    case table([String: String])
    /// A list of integers.
    case numbers([Int64])
    /// The probe ran and found nothing: `null` in a recording.
    case missing
}

extension ProbeValue {
    /// The text; `nil` for other types.
    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The number; `true` is 1 and `false` is 0.
    var number: Int64? {
        switch self {
        case .number(let number): number
        case .bool(let yes): yes ? 1 : 0
        case .text, .list, .table, .numbers, .missing: nil
        }
    }

    /// The list of integers; an empty list may be of either type.
    var numbers: [Int64]? {
        switch self {
        case .numbers(let numbers): numbers
        case .list(let words) where words.isEmpty: []
        case .text, .number, .bool, .list, .table, .missing: nil
        }
    }

    /// The texts by name; `nil` for other types.
    var table: [String: String]? {
        if case .table(let table) = self { table } else { nil }
    }

    /// The words of a list, or of a text separated by whitespace.
    var words: [String]? {
        switch self {
        case .text(let text): text.split(whereSeparator: \.isWhitespace).map(String.init)
        case .list(let words): words
        case .number, .bool, .table, .numbers, .missing: nil
        }
    }

    /// The bits of a register: hexadecimal text with the prefix `0x`, or a non-negative number.
    var bits: UInt64? {
        switch self {
        case .text(let text):
            guard text.hasPrefix("0x") || text.hasPrefix("0X") else { return nil }
            return UInt64(text.dropFirst(2), radix: 16)
        case .number(let number): return UInt64(exactly: number)
        case .bool(let yes): return yes ? 1 : 0
        case .list, .table, .numbers, .missing: return nil
        }
    }

    /// The value on one line, as facts show it.
    var shown: String {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        case .bool(let yes): yes ? "true" : "false"
        case .list(let words): words.joined(separator: " ")
        case .table(let table): table.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        case .numbers(let numbers): numbers.map(String.init).joined(separator: ".")
        case .missing: "absent"
        }
    }
}

extension ProbeValue: Codable {
    /// Reads any of these forms; other JSON throws.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .missing
        } else if let yes = try? container.decode(Bool.self) {
            self = .bool(yes)
        } else if let number = try? container.decode(Int64.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let words = try? container.decode([String].self) {
            self = .list(words)
        } else if let numbers = try? container.decode([Int64].self) {
            self = .numbers(numbers)
        } else {
            self = .table(try container.decode([String: String].self))
        }
    }

    /// Writes the form that ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .bool(let yes): try container.encode(yes)
        case .list(let words): try container.encode(words)
        case .table(let table): try container.encode(table)
        case .numbers(let numbers): try container.encode(numbers)
        case .missing: try container.encodeNil()
        }
    }
}
