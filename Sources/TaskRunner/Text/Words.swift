/// A command line taken apart as a shell does it, without a shell's variables and patterns.
enum Words {
    /// The words of `text`: parted by blanks; within quotes blanks are letters, a backslash takes the meaning from what
    /// follows it (within double quotes only from `"`, `\`, `$` and a backtick).
    static func split(_ text: String, line: Int) throws(TaskProblem) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = text[...]
        while let character = rest.popFirst() {
            switch (quote, character) {
            case (nil, "'"), (nil, "\""):
                quote = character
                word = word ?? ""
            case (.some(let open), _) where character == open: quote = nil
            case (.some("'"), _): word = (word ?? "") + String(character)
            case (.some("\""), "\\"):
                guard let next = rest.first, "\"\\$`".contains(next) else {
                    word = (word ?? "") + "\\"
                    continue
                }
                word = (word ?? "") + String(rest.removeFirst())
            case (nil, "\\"):
                guard let next = rest.popFirst() else { continue }
                // A backslash at the end of a line joins the lines.
                if next != "\n" { word = (word ?? "") + String(next) }
            case (nil, _) where character.isWhitespace:
                if let word { words.append(word) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { throw TaskProblem(line, .unclosedQuote) }
        if let word { words.append(word) }
        return words
    }
}
