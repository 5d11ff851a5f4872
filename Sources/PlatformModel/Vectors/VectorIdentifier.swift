/// The `id` of a vector, given back as it came.
enum VectorIdentifier: Hashable, Sendable, Codable {
    /// A text.
    case text(String)
    /// A whole number.
    case number(Int64)
    /// None, or one of another type.
    case none

    /// Reads a text or a number; anything else counts as none.
    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let number = try? value.decode(Int64.self) {
            self = .number(number)
        } else {
            self = .none
        }
    }

    /// Writes what was read; none is `null`.
    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .text(let text): try value.encode(text)
        case .number(let number): try value.encode(number)
        case .none: try value.encodeNil()
        }
    }
}
