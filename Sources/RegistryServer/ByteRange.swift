import ImageModel

/// The part of a blob that a `Range` header requests.
enum ByteRange: Hashable, Sendable {
    /// All of it: the header is missing, or may be ignored.
    case whole
    /// The bytes from `first` to `last`, inclusive.
    case part(first: Int64, last: Int64)
    /// A range beyond the end of the blob.
    case unsatisfiable

    /// Reads the value of the header for a blob of `size` bytes (RFC 9110, section 14.2).
    ///
    /// Multiple ranges, other units and malformed values are ignored, which the RFC permits.
    init(_ header: String?, size: Int64) {
        guard let header, let bounds = Self.bounds(header) else {
            self = .whole
            return
        }
        switch bounds {
        case (let first?, let last?) where last < first: self = .whole
        case (let first?, let last):
            self = first < size ? .part(first: first, last: min(last ?? size - 1, size - 1)) : .unsatisfiable
        case (nil, let suffix?):
            self = suffix > 0 && size > 0 ? .part(first: max(0, size - suffix), last: size - 1) : .unsatisfiable
        case (nil, nil): self = .whole
        }
    }

    /// The numbers around the dash; `nil` if the value is not a single range of bytes.
    private static func bounds(_ header: String) -> (first: Int64?, last: Int64?)? {
        let unit = "bytes="
        guard header.lowercased().hasPrefix(unit) else { return nil }
        let sides = header.dropFirst(unit.count).split(separator: "-", omittingEmptySubsequences: false)
        guard sides.count == 2, let first = number(sides[0]), let last = number(sides[1]) else { return nil }
        return (first, last)
    }

    /// The outer `nil` means a malformed number, the inner one a missing number. A number too large for Int64 is beyond the
    /// end of any blob.
    private static func number(_ text: Substring) -> Int64?? {
        guard !text.isEmpty else { return .some(nil) }
        guard text.utf8.allSatisfy(\.isDigit) else { return nil }
        return .some(Int64(text) ?? Int64.max)
    }
}
