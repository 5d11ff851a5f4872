/// What `Content-Range` says of a partial answer (RFC 9110, section 14.4).
package struct ContentRange: Hashable, Sendable {
    /// The first byte and the one after the last; `nil` in the answer to a range that cannot be had (`bytes */100`).
    package let bytes: Range<Int64>?
    /// The size of the whole; `nil` when the server does not know it (`*`).
    package let total: Int64?

    /// Reads the one `Content-Range` of a head; `nil` when it is absent, said twice, or malformed.
    package init?(_ headers: HTTPHeaders) {
        let values = headers.values(of: "Content-Range")
        guard values.count == 1, let value = values.first else { return nil }
        let words = value.utf8.split { $0.isBlank }.map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 2, words[0].asciiLowercased == "bytes" else { return nil }
        let sides = words[1].utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard sides.count == 2, sides[1] == "*" || sides[1].decimalNumber != nil else { return nil }
        total = sides[1].decimalNumber
        if sides[0] == "*" {
            bytes = nil
            return
        }
        let ends = sides[0].utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self).decimalNumber }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last, last < .max else { return nil }
        bytes = first..<(last + 1)
    }
}
