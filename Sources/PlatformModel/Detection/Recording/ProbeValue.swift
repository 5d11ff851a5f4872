/// What one probe answered, as a recording holds it.
public enum ProbeValue: Hashable, Sendable {
    /// A text: a line of a file, a name, a hexadecimal number.
    case text(String)
    /// A whole number.
    case number(Int64)
    /// Yes or no.
    case bool(Bool)
    /// Several words.
    case list([String])
    /// Several texts, each under a name of its own.
    case table([String: String])
    /// Several whole numbers.
    case numbers([Int64])
    /// It was asked and is not there: `null` in a recording.
    case missing
}

extension ProbeValue {
    /// The text, when it is one.
    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The number, when it is one; yes and no are 1 and 0.
    var number: Int64? {
        switch self {
        case .number(let number): number
        case .bool(let yes): yes ? 1 : 0
        case .text, .list, .table, .numbers, .missing: nil
        }
    }

    /// The whole numbers, when it is a list of such; an empty list is one of either kind.
    var numbers: [Int64]? {
        switch self {
        case .numbers(let numbers): numbers
        case .list(let words) where words.isEmpty: []
        case .text, .number, .bool, .list, .table, .missing: nil
        }
    }

    /// The named texts, when it is a table.
    var table: [String: String]? {
        if case .table(let table) = self { table } else { nil }
    }

    /// The words of a list, or of a text that blanks divide.
    var words: [String]? {
        switch self {
        case .text(let text): text.split(whereSeparator: \.isWhitespace).map(String.init)
        case .list(let words): words
        case .number, .bool, .table, .numbers, .missing: nil
        }
    }

    /// The bits of a register: hexadecimal text with its `0x`, or a number that is not negative.
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
        case .missing: "not there"
        }
    }
}
