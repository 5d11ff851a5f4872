import PlatformModel

/// A task as the rules of lint look at it: commands read, names of images complete, variables as they stand.
struct LintedTask {
    /// A build step.
    struct Build {
        let step: Int
        let line: Int
        let command: BuildCommand
        /// The names that it gives, complete.
        let made: [String]
    }

    /// A name of an image, where it is used.
    struct Use: Hashable {
        let step: Int
        let line: Int
        let name: String
    }

    /// A command about a list.
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
    /// Names that another command of docker makes: `docker tag`, `docker build`, `docker pull`.
    private(set) var madeElsewhere: [Use] = []
    /// Whether a command makes images whose names lint cannot tell.
    private(set) var hasUnknownMaker = false

    /// The run's registry, as the file writes it.
    static let registry = TaskVariable.run(.registry).spelling

    /// Takes the commands of a task apart; what cannot be read is a problem.
    init(_ file: TaskFile, catalog: PlatformCatalog) throws(TaskProblem) {
        self.file = file
        self.catalog = catalog
        graph = StepGraph(ids: file.steps.map(\.id), when: file.steps.map { $0.when?.map(\.unexpanded) })
        for (index, step) in file.steps.enumerated() {
            switch step.action {
            case .build(let text): try add(build: try words(text), step: index, line: text.line)
            case .push(let texts):
                pushes += texts.map { text in
                    Use(step: index, line: text.line, name: ImageName.full(text.unexpanded, registry: Self.registry))
                }
            case .command(let text): try add(command: try words(text), step: index, line: text.line)
            }
        }
    }

    /// The name of a step.
    func id(_ step: Int) -> String { file.steps[step].id }

    /// The platform that a name speaks of; its variables say nothing.
    func platform(in name: String?) -> PlatformWord? {
        name.flatMap { PlatformWord(in: Self.withoutVariables($0), catalog: catalog) }
    }

    private func words(_ text: TaskText) throws(TaskProblem) -> [String] {
        try Words.split(text.unexpanded, line: text.line)
    }

    private mutating func add(build words: [String], step: Int, line: Int) throws(TaskProblem) {
        let command = try BuildCommand(words, line: line)
        let made = command.tags.map { ImageName.full($0, registry: Self.registry) }
        builds.append(Build(step: step, line: line, command: command, made: made))
    }

    private mutating func add(command words: [String], step: Int, line: Int) throws(TaskProblem) {
        if let command = try ManifestListCommand(words, line: line) {
            return lists.append(List(step: step, line: line, command: command))
        }
        guard words.first == "docker", words.count > 1 else { return }
        let rest = Array(words.dropFirst(2))
        func use(_ name: String) -> Use { Use(step: step, line: line, name: ImageName.full(name, registry: nil)) }
        switch words[1] {
        case "build": madeElsewhere += try BuildCommand(rest, line: line).tags.map(use)
        case "tag", "pull": madeElsewhere += rest.last.map { [use($0)] } ?? []
        case "push": pushes += rest.last.map { [use($0)] } ?? []
        case "buildx", "compose", "load", "import", "commit", "image": hasUnknownMaker = true
        default: return
        }
    }

    /// The text with a blank for everything between double braces.
    static func withoutVariables(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
            result += rest[..<start.lowerBound] + " "
            rest = rest[end.upperBound...]
        }
        return result + rest
    }
}
