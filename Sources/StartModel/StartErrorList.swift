import PlatformModel

/// The words that programs print when a container does not start, and what they mean.
package struct StartErrorList: Sendable {
    private let rows: [StartErrorRow]

    /// Takes the table of a catalog; create it once.
    package init(_ catalog: PlatformCatalog) {
        rows = catalog.startErrors
    }

    /// What a text says.
    package struct Meaning: Hashable, Sendable {
        /// The program that prints such words; `any` if many do.
        package let program: String
        /// What it may mean, the likeliest first.
        package let causes: [StartCause.Kind]
        /// The program in the text, by its path or its name.
        package let path: String?
        /// The platform in the text.
        package let platform: String?
    }

    /// The longest text that is looked at, in characters: a message, not a log.
    package static let longestText = 4096

    /// What a text says, by the row that agrees with most of it; `nil` if no row does.
    package func meaning(of text: String) -> Meaning? {
        let given = Words(text.prefix(Self.longestText))
        var best: (length: Int, row: StartErrorRow, values: [String: String])?
        for row in rows {
            for pattern in row.words.map(Pattern.init) where pattern.length > best?.length ?? 0 {
                if let values = pattern.values(in: given) { best = (pattern.length, row, values) }
            }
        }
        return best.map { _, row, values in
            Meaning(
                program: row.program, causes: row.causes.compactMap(StartCause.Kind.init),
                path: values["path"], platform: values["platform"])
        }
    }
}

/// A text without quotes, in lower case, and with one space for each gap.
private struct Words {
    private(set) var characters: [Character] = []
    /// The same, as written.
    private(set) var written: [Character] = []
    /// Where lines begin.
    private var lineStarts: Set<Int> = []

    private static let quotes: Set<Character> = ["'", "\"", "`", "‘", "’", "“", "”"]

    init(_ text: some StringProtocol) {
        var isAtStart = true
        var backslashes = 0
        for character in text {
            if character == "\\" {
                backslashes += 1
                continue
            }
            // Logs write a quote as `\"`, and a log in a log as `\\\"`.
            if backslashes > 0, !Self.quotes.contains(character) { append("\\") }
            backslashes = 0
            if Self.quotes.contains(character) { continue }
            if character == "\r" {
                // One within a line belongs to a name; env and others write it as `\r`.
                append("\\")
                append("r")
            } else if character.isWhitespace {
                isAtStart = isAtStart || character.isNewline
                if let last = characters.last, last != " " { append(" ") }
            } else {
                if isAtStart { lineStarts.insert(characters.count) }
                isAtStart = false
                append(character)
            }
        }
        if characters.last == " " {
            characters.removeLast()
            written.removeLast()
        }
    }

    private mutating func append(_ character: Character) {
        characters += Array(character.lowercased())
        // Folding keeps the number of characters, but for a few letters, which no row has.
        while written.count < characters.count { written.append(character) }
    }

    /// Whether a line begins at a position.
    func isLineStart(_ position: Int) -> Bool { lineStarts.contains(position) }

    /// Whether a line ends before a position.
    func isLineEnd(_ position: Int) -> Bool { position == characters.count || lineStarts.contains(position + 1) }

    /// Where a piece is, from a position on.
    func first(_ piece: [Character], from start: Int) -> Int? {
        guard start <= characters.count - piece.count else { return nil }
        return (start...characters.count - piece.count).first {
            characters[$0] == piece[0] && characters[$0...].starts(with: piece)
        }
    }

    /// The words of a part, as written.
    func words(_ range: Range<Int>) -> [String] {
        written[range].split(separator: " ").map { String($0) }
    }
}

/// The words of a row: pieces that must follow one another, with a value between two of them.
private struct Pattern {
    /// The pieces, in order; an empty one stands for the end of the text.
    private var pieces: [[Character]] = []
    /// The name of the value before each piece; `nil` if there is none.
    private var names: [String?] = []
    /// Whether a line must begin with the words.
    private let beginsLine: Bool
    /// Whether a line must end with the words.
    private let endsLine: Bool

    /// The number of characters that must agree.
    var length: Int { pieces.reduce(0) { $0 + $1.count } }

    init(_ words: String) {
        beginsLine = words.hasPrefix("{start}")
        endsLine = words.hasSuffix("{end}")
        var rest = words[...]
        if beginsLine { rest.removeFirst("{start}".count) }
        if endsLine { rest.removeLast("{end}".count) }
        var name: String?
        while let brace = rest.firstIndex(of: "{"), let end = rest[brace...].firstIndex(of: "}") {
            add(rest[..<brace], after: name)
            name = String(rest[rest.index(after: brace)..<end])
            rest = rest[rest.index(after: end)...]
        }
        add(rest, after: name)
    }

    private mutating func add(_ piece: Substring, after name: String?) {
        guard !piece.isEmpty || name != nil else { return }
        pieces.append(Array(piece))
        names.append(name)
    }

    /// The values in a text that has the pieces in order; `nil` if it lacks one.
    func values(in words: Words) -> [String: String]? { values(of: 0, in: words, from: 0) }

    /// The values before a piece and before those behind it.
    private func values(of index: Int, in words: Words, from position: Int) -> [String: String]? {
        guard index < pieces.count else { return endsLine && !words.isLineEnd(position) ? nil : [:] }
        let (piece, name) = (pieces[index], names[index])
        guard !piece.isEmpty else {
            let value = words.words(position..<words.characters.count).first
            return name.flatMap { name in value.map { [name: Self.trimmed($0)] } } ?? [:]
        }
        var start = position
        while let found = words.first(piece, from: start) {
            let gap = words.words(position..<found)
            if suits(gap, at: index, position..<found, in: words),
                var values = values(of: index + 1, in: words, from: found + piece.count)
            {
                // The text before the first piece may be another message: the last word belongs to this one.
                if let name, let value = index == 0 ? gap.last : gap.first, values[name] == nil {
                    values[name] = Self.trimmed(value)
                }
                return values
            }
            if index > 0, gap.count > 1 || !isOneWord(index) { return nil }
            start = found + 1
        }
        return nil
    }

    /// Whether what stands before a piece may be the value there: a path, a platform and a number are one word.
    private func suits(_ gap: [String], at index: Int, _ range: Range<Int>, in words: Words) -> Bool {
        if index == 0 {
            guard beginsLine else { return names[0] == nil || !gap.isEmpty }
            let length = names[0] == nil ? 0 : gap.last?.count ?? 0
            return words.isLineStart(range.upperBound - length)
        }
        guard isOneWord(index) else { return true }
        guard gap.count == 1, let word = gap.first, word.count == range.count else { return false }
        return names[index] != "number" || word.allSatisfy { $0.isASCII && $0.isNumber }
    }

    private func isOneWord(_ index: Int) -> Bool {
        ["path", "platform", "number"].contains(names[index])
    }

    private static func trimmed(_ value: String) -> String {
        String(value.reversed().drop { ":,;.$".contains($0) }.reversed())
    }
}
