/// The words of a build step.
package struct BuildCommand: Hashable, Sendable {
    /// All words, as they are written.
    package let words: [String]
    /// The names of the image, in order.
    package let tags: [String]
    /// The Dockerfile, if one is named.
    package let file: String?
    /// The value of `--platform`, if given.
    package let platform: String?
    /// The folder or URL of the build context.
    package let context: String?

    private static let scanner = OptionScanner(
        flags: [
            "no-cache", "pull", "quiet", "rm", "force-rm", "squash", "compress", "disable-content-trust", "load",
            "push",
            "layers", "all-platforms", "squash-all", "debug", "tls-verify", "omit-history", "identity-label",
            "http-proxy",
        ],
        shortNames: [
            "t": "tag", "f": "file", "q": "quiet", "m": "memory", "c": "cpu-shares", "o": "output", "D": "debug",
        ]
    )

    /// Parses the words of a build step.
    init(_ words: [String], line: Int) throws(TaskError) {
        self.words = words
        let items = try Self.scanner.items(of: words, line: line)
        func values(_ name: String) -> [String] {
            items.compactMap { item in
                if case .option(name, .some(let value)) = item { value } else { nil }
            }
        }
        tags = values("tag")
        file = values("file").last
        platform = values("platform").last
        context =
            items.compactMap { item in
                if case .word(let word) = item { word } else { nil }
            }.last
    }

    /// Parses the text of a build step.
    package init(_ text: String, line: Int) throws(TaskError) {
        try self.init(try ShellWords.split(text, line: line), line: line)
    }
}

/// A command of docker that only moves images: `docker pull`, `docker tag` or `docker push` of single images.
package struct ImageCommand: Hashable, Sendable {
    /// What it does with its images.
    package enum Verb: Hashable, Sendable {
        /// Gets the image of one platform; without one, of this host.
        case pull(platform: String?)
        /// Gives the first image the second name.
        case tag
        /// Pushes an image.
        case push
    }

    /// What it does.
    package let verb: Verb
    /// The names of images, as they are written: two for `docker tag`, else one.
    package let names: [String]
    /// All words, as they are written.
    package let words: [String]

    private static let scanner = OptionScanner(
        flags: ["quiet", "disable-content-trust", "all-tags"], shortNames: ["q": "quiet", "a": "all-tags"])

    /// Parses the words of a `cmd` step; `nil` if they are another command, or have options that only an engine knows.
    package init?(_ words: [String], line: Int) throws(TaskError) {
        let rest = words.starts(with: ["docker", "image"]) ? words.dropFirst(2) : words.dropFirst()
        guard words.first == "docker", let name = rest.first, ["pull", "tag", "push"].contains(name) else { return nil }
        let items = try Self.scanner.items(of: Array(rest.dropFirst()), line: line)
        var names: [String] = []
        var platform: String?
        for item in items {
            switch item {
            case .word(let word): names.append(word)
            case .option("platform", .some(let value)) where name == "pull": platform = value
            case .option("quiet", nil), .option("disable-content-trust", _): continue
            case .option: return nil
            }
        }
        let wanted = name == "tag" ? 2 : 1
        guard names.count == wanted else {
            throw TaskError(line, .imageNames(command: name, count: names.count, wanted: wanted))
        }
        verb = name == "tag" ? .tag : name == "push" ? .push : .pull(platform: platform)
        self.names = names
        self.words = words
    }
}

/// A `docker manifest` command.
package enum ManifestListCommand: Hashable, Sendable {
    /// Creates a list of images.
    case create(list: String, images: [String], amends: Bool, isInsecure: Bool)
    /// Sets the platform of an image in a list.
    case annotate(list: String, image: String, PlatformFields)
    /// Pushes a list to its registry.
    case push(list: String, purges: Bool, isInsecure: Bool)
    /// Shows a list or a manifest.
    case inspect(list: String?, image: String, isVerbose: Bool, isInsecure: Bool)
    /// Removes local lists.
    case remove([String])

    /// The fields of a platform that `annotate` sets.
    package struct PlatformFields: Hashable, Sendable {
        /// The value of `--os`.
        package var os: String?
        /// The value of `--arch`.
        package var architecture: String?
        /// The value of `--variant`.
        package var variant: String?
        /// The value of `--os-version`.
        package var osVersion: String?
        /// The values of `--os-features`.
        package var osFeatures: [String] = []
    }

    private static let scanner = OptionScanner(
        flags: ["amend", "insecure", "purge", "verbose"], shortNames: ["a": "amend", "p": "purge", "v": "verbose"])

    /// Parses the words of a `cmd` step; `nil` if they are another command.
    package init?(_ words: [String], line: Int) throws(TaskError) {
        guard words.count > 1, words[0] == "docker", words[1] == "manifest" else { return nil }
        let error = TaskError(line, .manifestCommand(words.dropFirst(2).joined(separator: " ")))
        guard words.count > 3 else { throw error }
        let items = try Self.scanner.items(of: Array(words.dropFirst(3)), line: line)
        let names = items.compactMap { item in
            if case .word(let word) = item { word } else { nil }
        }
        let flags = Set(items.compactMap { Self.flag($0) })
        guard let first = names.first else { throw error }
        switch (words[2], names.count) {
        case ("create", 2...):
            self = .create(
                list: first, images: Array(names.dropFirst()), amends: flags.contains("amend"),
                isInsecure: flags.contains("insecure"))
        case ("annotate", 2): self = .annotate(list: first, image: names[1], Self.fields(items))
        case ("push", 1):
            self = .push(list: first, purges: flags.contains("purge"), isInsecure: flags.contains("insecure"))
        case ("inspect", 1...2):
            self = .inspect(
                list: names.count > 1 ? first : nil, image: names[names.count - 1],
                isVerbose: flags.contains("verbose"), isInsecure: flags.contains("insecure"))
        case ("rm", _): self = .remove(names)
        default: throw error
        }
    }

    /// The names of lists and images, as they are written.
    var names: [String] {
        switch self {
        case .create(let list, let images, _, _): [list] + images
        case .annotate(let list, let image, _): [list, image]
        case .push(let list, _, _): [list]
        case .inspect(let list, let image, _, _): (list.map { [$0] } ?? []) + [image]
        case .remove(let lists): lists
        }
    }

    /// A short description.
    package var summary: String {
        switch self {
        case .create(let list, let images, _, _): "manifest create \(list) " + images.joined(separator: " ")
        case .annotate(let list, let image, _): "manifest annotate \(list) \(image)"
        case .push(let list, _, _): "manifest push \(list)"
        case .inspect(_, let image, _, _): "manifest inspect \(image)"
        case .remove(let lists): "manifest rm " + lists.joined(separator: " ")
        }
    }

    private static func flag(_ item: OptionScanner.Item) -> String? {
        guard case .option(let name, let value) = item, scanner.flags.contains(name), value != "false" else {
            return nil
        }
        return name
    }

    private static func fields(_ items: [OptionScanner.Item]) -> PlatformFields {
        var fields = PlatformFields()
        for case .option(let name, .some(let value)) in items {
            switch name {
            case "os": fields.os = value
            case "arch": fields.architecture = value
            case "variant": fields.variant = value
            case "os-version": fields.osVersion = value
            case "os-features": fields.osFeatures += value.split(separator: ",").map(String.init)
            default: continue
            }
        }
        return fields
    }
}

/// Separates the options of a command, with their values, from its other words.
private struct OptionScanner {
    enum Item: Hashable {
        /// An option by its long name, without dashes, with its value if it has one.
        case option(String, value: String?)
        /// A word that is not an option.
        case word(String)
    }

    /// The long names of options without a value.
    let flags: Set<String>
    /// The long names of short options.
    let shortNames: [Character: String]

    /// The items of `words`, in order; all words after `--` are plain.
    func items(of words: [String], line: Int) throws(TaskError) -> [Item] {
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
            guard let value = rest.popFirst() else { throw TaskError(line, .optionWithoutValue(word)) }
            items.append(.option(name, value: value))
        }
        return items
    }

    /// The long name of an option, and its value if that is part of the same word.
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

/// Splits and joins command lines like a shell, without a shell's variables and patterns.
enum ShellWords {
    /// The words of `text`, separated by white space. Quotes keep white space; a backslash escapes the next character
    /// (in double quotes only `"`, `\`, `$` and a backtick). An operator of a shell that is not quoted is refused: no shell
    /// runs the words, so it would silently become an argument.
    static func split(_ text: String, line: Int) throws(TaskError) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isQuoted = false
        func finish() throws(TaskError) {
            if let word { words.append(word) }
            if let word, !isQuoted, isOperator(word) { throw TaskError(line, .shellOperator(word)) }
            word = nil
            isQuoted = false
        }
        var rest = text[...]
        while let character = rest.popFirst() {
            switch (quote, character) {
            case (nil, "'"), (nil, "\""):
                quote = character
                isQuoted = true
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
                isQuoted = true
                // A backslash at the end of a line joins the lines.
                if next != "\n" { word = (word ?? "") + String(next) }
            case (nil, _) where character.isWhitespace: try finish()
            default: word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { throw TaskError(line, .unclosedQuote) }
        try finish()
        return words
    }

    /// Whether a shell would read an unquoted word as an operator, or find one at its end: `&&`, `2>&1`, `>file`, `a;`.
    private static func isOperator(_ word: String) -> Bool {
        let symbols = word.drop { ("0"..."9").contains($0) }
        if let first = symbols.first, "<>".contains(first) { return true }
        return word.first.map { "|&;".contains($0) } ?? false || word.last.map { ";|&".contains($0) } ?? false
    }

    /// The words as one command line, quoted where necessary.
    static func joined(_ words: [String]) -> String {
        words.map { word in
            word.isEmpty || word.contains { $0.isWhitespace || $0 == "'" }
                ? "'" + word.replacing("'", with: "'\\''") + "'" : word
        }.joined(separator: " ")
    }
}
