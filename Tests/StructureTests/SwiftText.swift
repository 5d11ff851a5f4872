/// Swift source taken apart: the code with comments and text blanked, and the string literals.
struct SwiftText: Sendable {
    /// A string literal.
    struct Literal: Sendable {
        /// The line it starts on.
        let line: Int
        /// Its contents, interpolations and escapes left out.
        let text: String
    }

    /// The code: comments and the contents of strings are blanks, line breaks stay where they are.
    let code: String
    /// The string literals, inner ones before those around them.
    let literals: [Literal]

    /// Takes `source` apart.
    init(_ source: String) {
        var scanner = SwiftScanner(source: Array(source.utf8))
        scanner.readCode(untilParenthesis: false)
        code = String(decoding: scanner.code, as: UTF8.self)
        literals = scanner.literals
    }
}

/// Walks once over the bytes of a Swift file. Regular expression literals with quotes in them are beyond it.
private struct SwiftScanner {
    let source: [UInt8]
    var code: [UInt8] = []
    var literals: [SwiftText.Literal] = []
    private var position = 0
    private var line = 1

    init(source: [UInt8]) {
        self.source = source
        code.reserveCapacity(source.count)
    }

    private func looksAt(_ text: StaticString) -> Bool {
        guard position + text.utf8CodeUnitCount <= source.count else { return false }
        for offset in 0..<text.utf8CodeUnitCount where source[position + offset] != text.utf8Start[offset] {
            return false
        }
        return true
    }

    private mutating func take(_ count: Int, blank: Bool) {
        for _ in 0..<count where position < source.count {
            let byte = source[position]
            let isLineBreak = byte == UInt8(ascii: "\n")
            if isLineBreak { line += 1 }
            code.append(blank && !isLineBreak ? UInt8(ascii: " ") : byte)
            position += 1
        }
    }

    mutating func readCode(untilParenthesis: Bool) {
        var depth = 0
        while position < source.count {
            switch source[position] {
            case UInt8(ascii: "/") where looksAt("//"):
                while position < source.count, !looksAt("\n") { take(1, blank: true) }
            case UInt8(ascii: "/") where looksAt("/*"): readBlockComment()
            case UInt8(ascii: "\""): readString()
            case UInt8(ascii: "#") where looksAt("#\"") || looksAt("##\""): readString()
            case UInt8(ascii: "("):
                depth += 1
                take(1, blank: false)
            case UInt8(ascii: ")"):
                depth -= 1
                if untilParenthesis, depth < 0 { return }
                take(1, blank: false)
            default: take(1, blank: false)
            }
        }
    }

    private mutating func readBlockComment() {
        var depth = 0
        repeat {
            if looksAt("/*") {
                depth += 1
                take(2, blank: true)
            } else if looksAt("*/") {
                depth -= 1
                take(2, blank: true)
            } else {
                take(1, blank: true)
            }
        } while depth > 0 && position < source.count
    }

    private mutating func readString() {
        let startLine = line
        var hashes = 0
        while looksAt("#") {
            hashes += 1
            take(1, blank: true)
        }
        let isLong = looksAt("\"\"\"")
        take(isLong ? 3 : 1, blank: true)
        var text: [UInt8] = []
        while position < source.count, !endsString(isLong: isLong, hashes: hashes) {
            if looksAt("\\"), hasHashes(hashes, after: 1) {
                take(hashes + 1, blank: true)
                let isInterpolation = looksAt("(")
                take(1, blank: !isInterpolation)
                guard isInterpolation else { continue }
                readCode(untilParenthesis: true)
                take(1, blank: false)
            } else {
                text.append(source[position])
                take(1, blank: true)
            }
        }
        take((isLong ? 3 : 1) + hashes, blank: true)
        literals.append(SwiftText.Literal(line: startLine, text: String(decoding: text, as: UTF8.self)))
    }

    private func endsString(isLong: Bool, hashes: Int) -> Bool {
        isLong ? looksAt("\"\"\"") && hasHashes(hashes, after: 3) : looksAt("\"") && hasHashes(hashes, after: 1)
    }

    private func hasHashes(_ count: Int, after offset: Int) -> Bool {
        let start = position + offset
        guard start + count <= source.count else { return false }
        return source[start..<start + count].allSatisfy { $0 == UInt8(ascii: "#") }
    }
}
