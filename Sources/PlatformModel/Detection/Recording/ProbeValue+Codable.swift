extension ProbeValue: Codable {
    /// Reads any of the forms that a recording knows; other JSON is refused.
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
