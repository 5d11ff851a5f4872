/// Finds the statements of a TOML file: the parser keeps neither their lines nor their order.
///
/// It goes over the file before the parser does: strings, comments and brackets over several lines are stepped over, and
/// all that is checked is what toml++ 3.4 answers with a failed assertion in place of an error (`parse_key`, `parse_value`).
struct TOMLScanner {
    /// What the parser must not be shown.
    struct Flaw: Error {
        /// What is wrong.
        let reason: String
        /// The line on which it is.
        let line: Int
    }

    private let bytes: [UInt8]
    private var place = 0
    private var line = 1

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The statements of `bytes`, in order.
    static func statements(in bytes: [UInt8]) throws(Flaw) -> [TOMLStatement] {
        var scanner = TOMLScanner(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes)
        return try scanner.statements()
    }

    private mutating func statements() throws(Flaw) -> [TOMLStatement] {
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

    /// The table or list of tables that begins here.
    private mutating func table() throws(Flaw) -> TOMLStatement {
        let start = line
        step()
        let isElement = current == UInt8(ascii: "[")
        if isElement { step() }
        let name = try key(until: "]")
        let first = name.utf8.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
        guard let first, isNamePart(first) || isQuote(first) else {
            throw Flaw(reason: "the name of a table begins with a letter, a digit, '_', '-' or a quote", line: start)
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

    private var current: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func step() {
        if current == UInt8(ascii: "\n") { line += 1 }
        place += 1
    }

    private mutating func skip(until end: Unicode.Scalar) {
        while let byte = current, byte != UInt8(ascii: end) { step() }
    }

    /// The text up to `end`, quotes looked through; the place is then behind it.
    private mutating func key(until end: Unicode.Scalar) throws(Flaw) -> String {
        let start = place
        while let byte = current, byte != UInt8(ascii: end), byte != UInt8(ascii: "\n") {
            try stepOver(byte)
        }
        let text = String(decoding: bytes[start..<min(place, bytes.count)], as: UTF8.self)
        if current == UInt8(ascii: end) { step() }
        return text
    }

    /// Goes behind the value, to the end of the line on which its last bracket closes.
    private mutating func skipValue() throws(Flaw) {
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
                    throw Flaw(reason: "a bracket closes here that was not opened", line: line)
                }
            default: break
            }
            try stepOver(byte)
        }
    }

    /// Goes behind a string, or one character, which outside strings and comments is ASCII.
    private mutating func stepOver(_ byte: UInt8) throws(Flaw) {
        guard byte < 0x80 else { throw Flaw(reason: "this character stands in quotes or comments only", line: line) }
        if isQuote(byte) { skipString() } else { step() }
    }

    private func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    /// Goes behind the string that begins here, in one quote or in three.
    private mutating func skipString() {
        guard let quote = current else { return }
        let isLong = bytes[place...].starts(with: [quote, quote, quote])
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
            } else if bytes[place...].starts(with: [quote, quote, quote]) {
                // Up to two more quotes belong to the string.
                for _ in 0..<5 where current == quote { step() }
                return
            } else {
                step()
            }
        }
    }
}
