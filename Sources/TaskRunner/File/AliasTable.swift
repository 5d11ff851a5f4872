import YAMLParsing

/// The aliases of a task file: names that are replaced after a `$` anywhere, and without it as the image of a `cmd`.
struct AliasTable {
    private var texts: [String: TaskText] = [:]
    private var isEmpty: Bool { texts.isEmpty }

    /// The images that ACR Tasks know by one word.
    private static let images = [
        "acr": "mcr.microsoft.com/acr/acr-cli:0.5",
        "az": "mcr.microsoft.com/acr/azure-cli:7ee1d7f",
        "bash": "mcr.microsoft.com/acr/bash:7ee1d7f",
        "curl": "mcr.microsoft.com/acr/curl:7ee1d7f",
    ]

    /// The largest number of parts in one string: aliases must not turn a small file into a large one.
    private static let partLimit = 1_000
    /// The longest text of an alias, in bytes.
    private static let lengthLimit = 4_096

    /// Whether files of v1.1.0 know an alias without defining it.
    static func isPredefined(_ name: String) -> Bool {
        images[name] != nil || TaskVariable.Fact(rawValue: name)?.hasAlias == true
    }

    /// The first name after a `$` in `text`; `nil` if there is none.
    static func firstName(in text: String) -> String? {
        for part in text.split(separator: "$", omittingEmptySubsequences: false).dropFirst() {
            let name = part.prefix(while: isNameCharacter)
            if !name.isEmpty { return String(name) }
        }
        return nil
    }

    /// A table without aliases.
    init() {}

    /// A table of the predefined aliases and those of a file; the first definition of a name counts.
    init(_ own: [(name: String, text: TaskText)]) throws(TaskError) {
        for (name, text) in own {
            guard !name.isEmpty, name.allSatisfy(Self.isNameCharacter) else {
                throw TaskError(text.line, .aliasName(name))
            }
            guard text.unexpanded.utf8.count <= Self.lengthLimit else {
                throw TaskError(text.line, .aliasLength(name, limit: Self.lengthLimit))
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

    /// The image that `word` means as the first word of a `cmd`; `nil` if it is not an alias.
    func image(_ word: String) -> TaskText? { texts[word] }

    /// Replaces each `$name`, once; `$$` is a dollar sign, and unknown names stay as they are.
    func replaced(in text: TaskText) throws(TaskError) -> TaskText {
        guard !isEmpty else { return text }
        var parts: [TaskText.Part] = []
        for part in text.parts {
            guard case .literal(let literal) = part else {
                parts.append(part)
                continue
            }
            parts += pieces(literal)
            guard parts.count <= Self.partLimit else {
                throw TaskError(text.line, .aliasCount(limit: Self.partLimit))
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
            guard let replacement = texts[name] else {
                literal += "$" + name
                continue
            }
            if !literal.isEmpty { result.append(.literal(literal)) }
            literal = ""
            result += replacement.parts
        }
        literal += rest
        return literal.isEmpty ? result : result + [.literal(literal)]
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }
}

/// Turns YAML nodes into strings with their variables, and replaces aliases.
struct TextReader {
    /// The file that contains the nodes.
    let source: MarkedSource
    /// The aliases; none before v1.1.0.
    var aliases = AliasTable()

    /// The string in `node`, the value of the property `key`.
    func text(_ node: YAMLNode, key: String) throws(TaskError) -> TaskText {
        guard case .scalar(let text, _) = node.content else {
            throw TaskError(node.line, .kind(key: key, found: node.kind, wanted: "a string"))
        }
        let plain = TaskText(line: node.line, parts: source.parts(of: text))
        return try aliases.replaced(in: plain)
    }
}
