/// The path and the query of a request, decoded once.
struct RequestTarget: Hashable, Sendable {
    /// The path's parts between slashes, percent-encoding undone; the leading slash yields no part, a trailing one an empty.
    let parts: [String]
    /// The query's values; of a name that comes twice, the first.
    let query: [String: String]

    /// Reads the target of a request line, or gives nil for one that is no path or is wrongly encoded.
    init?(_ target: String) {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = halves.first, path.utf8.first == UInt8(ascii: "/") else { return nil }
        var parts: [String] = []
        for part in path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let decoded = Self.decoded(Substring(part)) else { return nil }
            parts.append(decoded)
        }
        var query: [String: String] = [:]
        for pair in halves.dropFirst().joined().split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = sides.first.flatMap(Self.decoded), query[name] == nil else { continue }
            guard let value = Self.decoded(sides.dropFirst().first ?? "") else { return nil }
            query[name] = value
        }
        self.parts = parts
        self.query = query
    }

    /// Undoes percent-encoding (RFC 3986, section 2.1); nil when a `%` is not followed by two digits or the bytes are no
    /// UTF-8.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
