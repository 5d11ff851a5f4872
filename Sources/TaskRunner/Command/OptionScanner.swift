/// Walks over the words of a command, and tells options with their values from the rest.
struct OptionScanner {
    /// What a word is.
    enum Item: Hashable {
        /// An option by its long name, without dashes, with its value where it has one.
        case option(String, value: String?)
        /// A word that is no option.
        case word(String)
    }

    /// The names of options that take no value.
    let flags: Set<String>
    /// The long names of short options.
    let shortNames: [Character: String]

    /// The items of `words`, in their order; behind `--` all are plain words.
    func items(of words: [String], line: Int) throws(TaskProblem) -> [Item] {
        var items: [Item] = []
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" { return items + rest.map { .word($0) } }
            guard word.hasPrefix("-"), word.count > 1 else {
                items.append(.word(word))
                continue
            }
            let (name, attached) = split(word)
            guard attached == nil, !flags.contains(name) else {
                items.append(.option(name, value: attached))
                continue
            }
            guard let value = rest.popFirst() else { throw TaskProblem(line, .optionWithoutValue(word)) }
            items.append(.option(name, value: value))
        }
        return items
    }

    /// The long name of an option, and the value that stands in the same word.
    private func split(_ word: String) -> (name: String, value: String?) {
        if word.hasPrefix("--") {
            let halves = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(halves.first ?? ""), halves.count > 1 ? String(halves[1]) : nil)
        }
        let letter = word[word.index(after: word.startIndex)]
        let name = shortNames[letter] ?? String(letter)
        let rest = word.dropFirst(2)
        // `-fq` of two flags, or `-fFILE` of one option with its value.
        if rest.isEmpty || flags.contains(name) { return (name, nil) }
        return (name, String(rest.first == "=" ? rest.dropFirst() : rest))
    }
}
