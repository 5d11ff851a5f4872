/// Why a piece of a document does not describe content.
public enum DescriptorError: Error, Hashable, Sendable {
    /// A field that every descriptor has is not there, or empty.
    case missing(field: String)
    /// The digest is not one.
    case digest(DigestError)
    /// The size is `found`, which is not a number.
    case sizeNotNumber(found: String)
    /// The size is below zero.
    case sizeNegative(Int64)
    /// The size is fractional, or larger than 64 bits hold.
    case sizeOutOfRange(Double)
    /// The field `data` is not base64.
    case dataNotBase64
    /// The field `data` holds `count` bytes instead of `size`.
    case dataLength(Int, size: Int64)
}

extension DescriptorError: CustomStringConvertible {
    /// The sentence for the command line and for logs.
    public var description: String {
        switch self {
        case .missing(let field): "has no '\(Printable.escaped(field))'"
        case .digest(let error): "\(error)"
        case .sizeNotNumber(let found): "size \(Printable.escaped(found)) is not a number"
        case .sizeNegative(let size): "size \(size) is negative"
        case .sizeOutOfRange(let size): "size \(size) is not a whole number from 0 to \(Int64.max)"
        case .dataNotBase64: "data is not base64"
        case .dataLength(let count, let size): "data has \(count) byte\(count == 1 ? "" : "s"), not the \(size) of size"
        }
    }
}
