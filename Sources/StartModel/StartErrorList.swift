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

    private static let quotes: Set<Character> = ["'", "\"", "`", "‘", "’", "“", "”"]

    init(_ text: some StringProtocol) {
        for character in text where !Self.quotes.contains(character) {
            if character.isWhitespace {
                guard characters.last != " " else { continue }
                characters.append(" ")
                written.append(" ")
            } else {
                characters += Array(character.lowercased())
                // Folding keeps the number of characters, but for a few letters, which no row has.
                while written.count < characters.count { written.append(character) }
            }
        }
    }
}

/// The words of a row: pieces that must follow one another, with a value between two of them.
private struct Pattern {
    /// The pieces, in order.
    private var pieces: [[Character]] = []
    /// The name of the value before each piece, or behind the last one; `nil` if there is none.
    private var names: [String?] = []

    /// The number of characters that must agree.
    var length: Int { pieces.reduce(0) { $0 + $1.count } }

    init(_ words: String) {
        var rest = words[...]
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
    func values(in words: Words) -> [String: String]? {
        var values: [String: String] = [:]
        var position = 0
        for (piece, name) in zip(pieces, names) {
            guard let start = Self.find(piece, in: words.characters, from: position) else { return nil }
            if let name {
                let end = piece.isEmpty ? words.characters.count : start
                let value = Self.value(words.written[position..<end], isFirst: position == 0)
                // A value is one word: a longer gap is another message.
                if !value.isEmpty { values[name] = value }
            }
            position = piece.isEmpty ? words.characters.count : start + piece.count
        }
        return values
    }

    /// The last word before a piece, or the first one behind it.
    private static func value(_ text: ArraySlice<Character>, isFirst: Bool) -> String {
        let words = text.split(separator: " ")
        let word = isFirst ? words.last : words.first
        return String(word ?? []).trimmingSuffix(while: { ":,;.".contains($0) })
    }

    private static func find(_ piece: [Character], in text: [Character], from start: Int) -> Int? {
        guard !piece.isEmpty else { return start }
        guard start <= text.count - piece.count else { return nil }
        return (start...text.count - piece.count).first { text[$0] == piece[0] && text[$0...].starts(with: piece) }
    }
}

extension String {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
        String(reversed().drop(while: isTrimmed).reversed())
    }
}
