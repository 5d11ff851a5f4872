/// What names of letters and digits stand for: with `$` before them anywhere, without it as the image of a `cmd`.
struct AliasTable {
    private var texts: [String: TaskText] = [:]
    private var isEmpty: Bool { texts.isEmpty }

    /// The images that Azure's tasks know by one word.
    private static let images = [
        "acr": "mcr.microsoft.com/acr/acr-cli:0.5",
        "az": "mcr.microsoft.com/acr/azure-cli:7ee1d7f",
        "bash": "mcr.microsoft.com/acr/bash:7ee1d7f",
        "curl": "mcr.microsoft.com/acr/curl:7ee1d7f",
    ]

    /// How many pieces a text may have: aliases are no way to make a small file a large one.
    private static let partLimit = 1_000
    /// How long the text of an alias may be.
    private static let lengthLimit = 4_096

    /// Knows nothing.
    init() {}

    /// Knows the names that the format itself has, and those of a file: the earlier definition of a name stands.
    init(_ own: [(name: String, text: TaskText)]) throws(TaskProblem) {
        for (name, text) in own {
            guard !name.isEmpty, name.allSatisfy(Self.isNameCharacter) else {
                throw TaskProblem(text.line, .aliasName(name))
            }
            guard text.unexpanded.utf8.count <= Self.lengthLimit else {
                throw TaskProblem(text.line, .aliasLength(name, limit: Self.lengthLimit))
            }
            if texts[name] == nil { texts[name] = text }
        }
        for fact in TaskVariable.Fact.allCases where fact.hasAlias && texts[fact.rawValue] == nil {
            texts[fact.rawValue] = TaskText(line: 0, parts: [.variable(.run(fact))])
        }
        for (name, image) in Self.images where texts[name] == nil {
            texts[name] = TaskText(line: 0, parts: [.literal(image)])
        }
    }

    /// What a word stands for as the image of a `cmd`; `nil` for any other word.
    func image(_ word: String) -> TaskText? { texts[word] }

    /// The text with each `$name` replaced, once; `$$` is a dollar sign, and a name that is not known stays as it is.
    func replaced(in text: TaskText) throws(TaskProblem) -> TaskText {
        guard !isEmpty else { return text }
        var parts: [TaskText.Part] = []
        for part in text.parts {
            guard case .literal(let literal) = part else {
                parts.append(part)
                continue
            }
            parts += pieces(literal)
            guard parts.count <= Self.partLimit else {
                throw TaskProblem(text.line, .aliasCount(limit: Self.partLimit))
            }
        }
        return TaskText(line: text.line, parts: parts)
    }

    private func pieces(_ text: String) -> [TaskText.Part] {
        var result: [TaskText.Part] = []
        var literal = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$"), result.count <= Self.partLimit {
            literal += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                literal += "$"
                rest.removeFirst()
                continue
            }
            let name = String(rest.prefix(while: Self.isNameCharacter))
            rest = rest.dropFirst(name.count)
            guard let meant = texts[name] else {
                literal += "$" + name
                continue
            }
            if !literal.isEmpty { result.append(.literal(literal)) }
            literal = ""
            result += meant.parts
        }
        literal += rest
        return literal.isEmpty ? result : result + [.literal(literal)]
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }
}
