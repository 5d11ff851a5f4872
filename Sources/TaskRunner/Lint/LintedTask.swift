import PlatformModel

/// A task as the rules of lint see it: commands parsed, names of images complete, variables still in place.
struct LintedTask {
    /// A build step.
    struct Build {
        let step: Int
        let line: Int
        let command: BuildCommand
        /// The full names of the image.
        let names: [String]
    }

    /// The use of an image by its full name.
    struct Use: Hashable {
        let step: Int
        let line: Int
        let name: String
    }

    /// A command on a manifest list.
    struct List {
        let step: Int
        let line: Int
        let command: ManifestListCommand
    }

    let file: TaskFile
    let catalog: PlatformCatalog
    let graph: StepGraph
    private(set) var builds: [Build] = []
    private(set) var pushes: [Use] = []
    private(set) var lists: [List] = []
    /// The images that other commands create: `docker tag`, `docker build`, `docker pull`.
    private(set) var createdElsewhere: [Use] = []
    /// Whether a command creates images whose names lint cannot know.
    private(set) var hasUnknownCreator = false

    /// The registry of the run, as the file writes it.
    static let registry = TaskVariable.run(.registry).spelling

    /// Parses the commands of a task; one that cannot be parsed is an error.
    init(_ file: TaskFile, catalog: PlatformCatalog) throws(TaskError) {
        self.file = file
        self.catalog = catalog
        graph = StepGraph(ids: file.steps.map(\.id), when: file.steps.map { $0.when?.map(\.unexpanded) })
        for (index, step) in file.steps.enumerated() {
            let texts = step.action.texts
            let line = texts.first?.line ?? step.line
            switch try PlannedAction(step.action, registry: Self.registry, expand: \.unexpanded) {
            case .build(let command, let names):
                builds.append(Build(step: index, line: line, command: command, names: names))
            case .push(let names):
                pushes += zip(texts, names).map { Use(step: index, line: $0.line, name: $1) }
            case .manifest(let command): lists.append(List(step: index, line: line, command: command))
            case .image(let command, let names): add(command, names, step: index, line: line)
            case .command(let words): try add(command: words, step: index, line: line)
            }
        }
    }

    /// The id of a step.
    func id(_ step: Int) -> String { file.steps[step].id }

    /// The platform in a name, ignoring its variables.
    func platform(in name: String?) -> PlatformWord? {
        name.flatMap { PlatformWord(in: Self.withoutVariables($0), catalog: catalog) }
    }

    /// The platform in the name of an image, ignoring its variables.
    func platform(ofImage name: String) -> PlatformWord? {
        PlatformWord(ofImage: Self.withoutVariables(name), catalog: catalog)
    }

    private mutating func add(_ command: ImageCommand, _ names: [String], step: Int, line: Int) {
        guard let name = names.last else { return }
        let use = Use(step: step, line: line, name: name)
        switch command.verb {
        case .pull, .tag: createdElsewhere.append(use)
        case .push: pushes.append(use)
        }
    }

    private mutating func add(command words: [String], step: Int, line: Int) throws(TaskError) {
        guard words.first == "docker", words.count > 1 else { return }
        let rest = Array(words.dropFirst(2))
        func use(_ name: String) -> Use { Use(step: step, line: line, name: ImageName.full(name, registry: nil)) }
        switch words[1] {
        case "build": createdElsewhere += try BuildCommand(rest, line: line).tags.map(use)
        case "pull": createdElsewhere += rest.last.map { [use($0)] } ?? []
        case "buildx", "compose", "load", "import", "commit", "image": hasUnknownCreator = true
        default: return
        }
    }

    /// The text with a space in place of each expression in braces.
    private static func withoutVariables(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
            result += rest[..<start.lowerBound] + " "
            rest = rest[end.upperBound...]
        }
        return result + rest
    }
}
