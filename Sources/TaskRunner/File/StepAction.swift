/// What a step of a task file does, with its variables still in place.
///
/// A new type of step is a case here and in ``PlannedAction``; ``StepRunner`` does it, and ``LintedTask`` checks it.
package enum StepAction: Hashable, Sendable {
    /// Builds an image, with these words of `docker build`.
    case build(TaskText)
    /// Pushes images.
    case push([TaskText])
    /// Runs an image with arguments, or a command of docker.
    case command(TaskText)

    /// The properties that say what a step does; each step has exactly one.
    static let properties = ["build", "push", "cmd"]

    /// Reads the action of a step.
    init(_ fields: Fields, aliases: AliasTable) throws(TaskError) {
        let found = Self.properties.filter { fields.has($0) }
        guard found.count == 1, let property = found.first else {
            throw TaskError(fields.line, .action(count: found.count, known: Self.properties))
        }
        let empty = TaskError(fields.line(of: property), .emptyAction(property))
        guard property != "push" else {
            let references = try fields.list(property) ?? []
            guard !references.isEmpty, references.allSatisfy({ !Self.isBlank($0) }) else { throw empty }
            self = .push(references)
            return
        }
        guard let text = try fields.text(property), !Self.isBlank(text) else { throw empty }
        self = property == "build" ? .build(text) : .command(Self.replacingImage(of: text, aliases))
    }

    /// The property that it was read from.
    package var property: String {
        switch self {
        case .build: "build"
        case .push: "push"
        case .command: "cmd"
        }
    }

    /// Whether it runs a program, and so has the properties of one.
    var runsProgram: Bool {
        switch self {
        case .build, .command: true
        case .push: false
        }
    }

    /// The strings that it consists of.
    package var texts: [TaskText] {
        switch self {
        case .build(let text), .command(let text): [text]
        case .push(let texts): texts
        }
    }

    /// Replaces the first word of a command if it is an alias of an image.
    private static func replacingImage(of text: TaskText, _ aliases: AliasTable) -> TaskText {
        guard case .literal(let literal) = text.parts.first else { return text }
        let rest = literal.drop(while: \.isWhitespace)
        let word = rest.prefix { !$0.isWhitespace }
        guard let image = aliases.image(String(word)) else { return text }
        let remainder = TaskText.Part.literal(String(rest.dropFirst(word.count)))
        return TaskText(line: text.line, parts: image.parts + [remainder] + text.parts.dropFirst())
    }

    private static func isBlank(_ text: TaskText) -> Bool {
        text.unexpanded.allSatisfy(\.isWhitespace)
    }
}

/// What a step does, with its commands parsed and its image names complete.
package enum PlannedAction: Hashable, Sendable {
    /// Builds an image with these full names.
    case build(BuildCommand, names: [String])
    /// Pushes images.
    case push([String])
    /// Runs a command on a manifest list.
    case manifest(ManifestListCommand)
    /// Pulls, tags or pushes images, which have these full names in the task.
    case image(ImageCommand, names: [String])
    /// Runs an image with arguments, or another command of docker.
    case command([String])

    /// Parses an action; `expand` replaces variables, and names without a registry belong to `registry`.
    init(
        _ action: StepAction, registry: String?, expand: (TaskText) throws(TaskError) -> String
    ) throws(TaskError) {
        switch action {
        case .build(let text):
            let command = try BuildCommand(try expand(text), line: text.line)
            self = .build(command, names: command.tags.map { ImageName.full($0, registry: registry) })
        case .push(let texts):
            self = .push(
                try texts.map { text throws(TaskError) in ImageName.full(try expand(text), registry: registry) })
        case .command(let text):
            let words = try ShellWords.split(try expand(text), line: text.line)
            if let command = try ManifestListCommand(words, line: text.line) {
                self = .manifest(command)
            } else if let command = try ImageCommand(words, line: text.line) {
                self = .image(command, names: command.names.map { ImageName.full($0, registry: registry) })
            } else {
                self = .command(words)
            }
        }
    }

    /// The value of `--platform` of a build or a pull, as it is written.
    var platform: String? {
        switch self {
        case .build(let command, _): return command.platform
        case .image(let command, _):
            guard case .pull(let platform) = command.verb else { return nil }
            return platform
        case .push, .manifest, .command: return nil
        }
    }

    /// The names of the images in its words, as they are written.
    var writtenNames: [String] {
        switch self {
        case .build(let command, _): command.tags
        case .push(let names): names
        case .image(let command, _): command.names
        case .manifest(let command): command.names
        case .command: []
        }
    }

    /// What a step needs on this machine.
    enum Tool: Hashable {
        case builder
        case engine
    }

    /// What it needs on this machine; `nil` if it needs nothing.
    var tool: Tool? {
        switch self {
        case .build: .builder
        case .command: .engine
        case .push, .manifest, .image: nil
        }
    }

    /// The property of the file that it was read from.
    package var kind: String {
        switch self {
        case .build: "build"
        case .push: "push"
        case .manifest, .image, .command: "cmd"
        }
    }

    /// A short description, which may contain secrets.
    package var summary: String {
        switch self {
        case .build(let command, _): "build " + ShellWords.joined(command.words)
        case .push(let names): "push " + names.joined(separator: " ")
        case .manifest(let command): command.summary
        case .image(let command, _): ShellWords.joined(command.words)
        case .command(let words): ShellWords.joined(words)
        }
    }
}
