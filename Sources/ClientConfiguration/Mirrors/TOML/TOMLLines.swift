/// The line and order of the names in a TOML file.
struct TOMLLines: Hashable, Sendable {
    private var lines: [[String]: Int] = [:]
    private var ranks: [[String]: Int] = [:]

    /// Derives them from the statements of a file; `keys` splits a dotted name.
    ///
    /// In a path, the tables of an array are numbered from 0.
    init(_ statements: [TOMLStatement], keys: (String) -> [String]) {
        var counts: [[String]: Int] = [:]
        var table: [String] = []
        for statement in statements {
            var path = statement.kind == .value ? table : []
            let parts = keys(statement.key)
            for (index, part) in parts.enumerated() {
                path.append(part)
                let isNew = statement.kind == .element && index == parts.count - 1
                if isNew { counts[path, default: 0] += 1 }
                note(path, statement.line)
                if let count = counts[path] { path.append(String(count - 1)) }
            }
            note(path, statement.line)
            if statement.kind != .value { table = path }
        }
    }

    private mutating func note(_ path: [String], _ line: Int) {
        guard lines[path] == nil else { return }
        lines[path] = line
        ranks[path] = ranks.count
    }

    /// The line of `path`, or of the innermost enclosing table with a known line.
    func line(of path: [String]) -> Int? {
        var path = path
        while !path.isEmpty {
            if let line = lines[path] { return line }
            path.removeLast()
        }
        return nil
    }

    /// The `keys` of the table at `path`, in the order of the file.
    ///
    /// Keys of inline tables do not have statements of their own; they come last, in alphabetical order.
    func ordered(_ keys: some Sequence<String>, in path: [String]) -> [String] {
        keys.map { (rank: ranks[path + [$0]] ?? .max, key: $0) }.sorted { $0 < $1 }.map(\.key)
    }
}

/// Splits dotted names, as written before `=` or in brackets, into keys.
enum TOMLKeys {
    /// The keys of a name that the parser has accepted.
    static func parts(of written: String) -> [String] {
        let bytes = Array(written.utf8)
        // Escapes are rare and left to the parser.
        guard !bytes.contains(UInt8(ascii: "\\")) else { return escapedParts(of: written) }
        var parts: [String] = []
        var part: [UInt8] = []
        var quote: UInt8?
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                if quote == nil {
                    quote = byte
                } else if quote == byte {
                    quote = nil
                } else {
                    part.append(byte)
                }
            case UInt8(ascii: ".") where quote == nil:
                parts.append(String(decoding: part, as: UTF8.self))
                part = []
            case UInt8(ascii: " ") where quote == nil, UInt8(ascii: "\t") where quote == nil,
                UInt8(ascii: "\r") where quote == nil:
                break
            default: part.append(byte)
            }
        }
        return parts + [String(decoding: part, as: UTF8.self)]
    }

    private static func escapedParts(of written: String) -> [String] {
        var parts: [String] = []
        var table = try? TOMLParser.table(Array("\(written) = 0".utf8), file: "")
        while let current = table, let (key, value) = current.first {
            parts.append(key)
            guard case .table(let inner) = value else { break }
            table = inner
        }
        return parts
    }
}
