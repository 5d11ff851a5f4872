/// Reads a JSON text into a ``JSONTree``.
///
/// It takes texts that a JSON reader has accepted before; what is no JSON it refuses, or takes as it is, and never traps.
struct JSONTreeReader {
    /// How deep arrays and objects may stand in each other; documents are read to 64.
    private static let mostDepth = 128

    private let bytes: [UInt8]
    private var place = 0

    /// The tree of a whole text.
    static func tree(of bytes: [UInt8]) throws(JSONReadingError) -> JSONTree {
        var reader = JSONTreeReader(bytes)
        let tree = try reader.value(depth: 0)
        guard reader.next() == nil else { throw .notJSON }
        return tree
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func value(depth: Int) throws(JSONReadingError) -> JSONTree {
        guard depth < Self.mostDepth, let first = next() else { throw .notJSON }
        switch first {
        case UInt8(ascii: "{"):
            var members: [(key: String, value: JSONTree)] = []
            try elements(until: UInt8(ascii: "}")) { reader throws(JSONReadingError) in
                guard reader.next() == UInt8(ascii: "\"") else { throw .notJSON }
                let key = try reader.quoted()
                guard reader.next() == UInt8(ascii: ":") else { throw .notJSON }
                reader.place += 1
                members.append((key, try reader.value(depth: depth + 1)))
            }
            return .object(members)
        case UInt8(ascii: "["):
            var values: [JSONTree] = []
            try elements(until: UInt8(ascii: "]")) { reader throws(JSONReadingError) in
                values.append(try reader.value(depth: depth + 1))
            }
            return .list(values)
        case UInt8(ascii: "\""): return .plain(try quoted())
        default: return .plain(try word())
        }
    }

    /// Reads what stands between a bracket that is next and `close`, parted by commas.
    private mutating func elements(
        until close: UInt8, _ element: (inout JSONTreeReader) throws(JSONReadingError) -> Void
    ) throws(JSONReadingError) {
        place += 1
        if next() == close {
            place += 1
            return
        }
        while true {
            try element(&self)
            let mark = next()
            place += 1
            if mark == close { return }
            guard mark == UInt8(ascii: ",") else { throw .notJSON }
        }
    }

    /// A text with its quotes, as it is written.
    private mutating func quoted() throws(JSONReadingError) -> String {
        let start = place
        place += 1
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard place < bytes.count else { throw .notJSON }
        place += 1
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    /// A number or a word, as it is written.
    private mutating func word() throws(JSONReadingError) -> String {
        let start = place
        while place < bytes.count, !Self.isBlank(bytes[place]), !",:]}[{\"".utf8.contains(bytes[place]) { place += 1 }
        guard place > start else { throw .notJSON }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    /// The next byte that is no white space, which is passed over; `nil` at the end.
    private mutating func next() -> UInt8? {
        while place < bytes.count, Self.isBlank(bytes[place]) { place += 1 }
        return place < bytes.count ? bytes[place] : nil
    }

    /// White space, and the mark that some put in front of UTF-8.
    private static func isBlank(_ byte: UInt8) -> Bool {
        [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains(byte)
    }
}
