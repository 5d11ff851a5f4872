import MirrorModel
import RegistryProtocol

/// Finds the statements of a TOML file, because the parser preserves neither their lines nor their order.
///
/// It runs before the parser. Strings, comments and multi-line brackets are skipped, and only those errors are checked that
/// make toml++ 3.4 fail an assertion (`parse_key`, `parse_value`).
struct TOMLScanner {
    private let bytes: [UInt8]
    private let file: String
    private var position = 0
    private var line = 1

    private init(_ bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    /// The statements of `bytes`, the content of `file`, in order.
    static func statements(in bytes: [UInt8], file: String) throws(ConfigurationError) -> [TOMLStatement] {
        let hasByteOrderMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        var scanner = TOMLScanner(hasByteOrderMark ? Array(bytes.dropFirst(3)) : bytes, file: file)
        return try scanner.statements()
    }

    private mutating func statements() throws(ConfigurationError) -> [TOMLStatement] {
        var statements: [TOMLStatement] = []
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): step()
            case UInt8(ascii: "#"): skip(until: "\n")
            case UInt8(ascii: "["):
                statements.append(try table())
                skip(until: "\n")
            default:
                let start = line
                statements.append(TOMLStatement(kind: .value, key: try key(until: "="), line: start))
                try skipValue()
            }
        }
        return statements
    }

    /// The table header at the current position.
    private mutating func table() throws(ConfigurationError) -> TOMLStatement {
        let start = line
        step()
        let isElement = current == UInt8(ascii: "[")
        if isElement { step() }
        let name = try key(until: "]")
        let first = name.utf8.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        guard let first, isNamePart(first) || isQuote(first) else {
            throw syntaxError("the name of a table must begin with a letter, a digit, '_', '-' or a quote", line: start)
        }
        return TOMLStatement(kind: isElement ? .element : .table, key: name, line: start)
    }

    private func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func step() {
        if current == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    private mutating func skip(until end: Unicode.Scalar) {
        while let byte = current, byte != UInt8(ascii: end) { step() }
    }

    /// The text up to `end`, ignoring `end` in quotes; the position is moved past it.
    private mutating func key(until end: Unicode.Scalar) throws(ConfigurationError) -> String {
        let start = position
        while let byte = current, byte != UInt8(ascii: end), byte != UInt8(ascii: "\n") {
            try stepOver(byte)
        }
        let text = String(decoding: bytes[start..<min(position, bytes.count)], as: UTF8.self)
        if current == UInt8(ascii: end) { step() }
        return text
    }

    /// Skips the value, up to the end of the line on which its last bracket closes.
    private mutating func skipValue() throws(ConfigurationError) {
        var closers: [UInt8] = []
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\n") where closers.isEmpty: return
            case UInt8(ascii: "#"):
                skip(until: "\n")
                continue
            case UInt8(ascii: "["): closers.append(UInt8(ascii: "]"))
            case UInt8(ascii: "{"): closers.append(UInt8(ascii: "}"))
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                guard closers.popLast() == byte else {
                    throw syntaxError("a closing bracket does not match", line: line)
                }
            default: break
            }
            try stepOver(byte)
        }
    }

    /// Skips a string or one character, which must be ASCII outside of strings and comments.
    private mutating func stepOver(_ byte: UInt8) throws(ConfigurationError) {
        guard byte < 0x80 else {
            throw syntaxError("this character is only allowed in strings and comments", line: line)
        }
        if isQuote(byte) { skipString() } else { step() }
    }

    private func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    /// Skips the string at the current position, in single or triple quotes.
    private mutating func skipString() {
        guard let quote = current else { return }
        let isLong = bytes[position...].starts(with: [quote, quote, quote])
        for _ in 0..<(isLong ? 3 : 1) { step() }
        while let byte = current {
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                step()
                step()
            } else if byte != quote {
                guard isLong || byte != UInt8(ascii: "\n") else { return }
                step()
            } else if !isLong {
                return step()
            } else if bytes[position...].starts(with: [quote, quote, quote]) {
                // Up to two more quotes belong to the string.
                for _ in 0..<5 where current == quote { step() }
                return
            } else {
                step()
            }
        }
    }

    private func syntaxError(_ reason: String, line: Int) -> ConfigurationError {
        ConfigurationError(.syntax(language: "TOML", reason: reason), at: .file(path: file, line: line))
    }
}

/// A table header or key of a TOML file, unparsed.
struct TOMLStatement: Hashable, Sendable {
    /// The kind of a statement.
    enum Kind: Hashable, Sendable {
        /// A table: `[key]`.
        case table
        /// An element of an array of tables: `[[key]]`.
        case element
        /// A value: `key =`.
        case value
    }

    /// The kind of the statement.
    let kind: Kind
    /// The name as written: keys joined by dots, possibly quoted.
    let key: String
    /// The line number, starting at 1.
    let line: Int
}
