/// A JSON value where a number belongs, whatever it is.
///
/// It keeps what was found, so that the refusal can show it: a decoder's own error would only say "not an integer".
enum WireNumber: Hashable, Sendable {
    /// A whole number; `5.0` is one too.
    case whole(Int64)
    /// A number with a fraction, or outside of 64 bits.
    case other(Double)
    /// Something else, in words.
    case notNumber(String)
}

extension WireNumber: Decodable {
    /// Reads any value; nothing is refused here.
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            self = .whole(number)
        } else if let number = try? container.decode(Double.self) {
            self = .other(number)
        } else if let text = try? container.decode(String.self) {
            self = .notNumber("'\(text)'")
        } else {
            self = .notNumber("of another type")
        }
    }
}
