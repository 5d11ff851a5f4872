import ImageModel
import PlatformModel

/// A task as the rules of lint see it: commands parsed, names of images complete, variables still in place.
///
/// Names that the known values make equal have one spelling, the first in the file.
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
    /// The images that `docker tag` gives another name, each with that name as the file writes it.
    private(set) var tagged: [(use: Use, written: String)] = []
    /// Whether the run uses a builder or an engine, which may already have images of its own.
    private(set) var usesTool = false
    /// Whether a command creates images whose names lint cannot know.
    private(set) var hasUnknownCreator = false

    private let values: TaskValues
    /// The spelling of each image, by its name with the known values in place.
    private var spellings: [String: String] = [:]

    /// The registry of the run, as the file writes it.
    static let registry = TaskVariable.run(.registry).spelling

    /// Parses the commands of a task; one that cannot be parsed is an error.
    init(_ file: TaskFile, values: TaskValues, catalog: PlatformCatalog) throws(TaskError) {
        self.file = file
        self.catalog = catalog
        self.values = values
        graph = StepGraph(file.steps)
        for (index, step) in file.steps.enumerated() {
            let texts = step.action.texts
            let line = texts.first?.line ?? step.line
            let action = try PlannedAction(step.action, registry: Self.registry, expand: \.unexpanded)
            usesTool = usesTool || action.tool != nil
            switch action {
            case .build(let command, _):
                let names = command.tags.map { spelled($0) }
                builds.append(Build(step: index, line: line, command: command, names: names))
            case .push:
                pushes += texts.map { Use(step: index, line: $0.line, name: spelled($0.unexpanded)) }
            case .manifest(let command):
                if case .create(let list, _, _, _) = command { _ = spelled(list, registry: nil) }
                lists.append(List(step: index, line: line, command: command))
            case .image(let command, _): add(command, step: index, line: line)
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

    /// The full name of an image, in the spelling of the file that comes first; `nil` is the registry of names in lists.
    func name(_ written: String, registry: String? = Self.registry) -> String {
        spellings[key(written, registry)] ?? ImageName.full(written, registry: registry)
    }

    private mutating func spelled(_ written: String, registry: String? = Self.registry) -> String {
        let name = name(written, registry: registry)
        spellings[key(written, registry)] = name
        return name
    }

    /// The full name with the known values in place, which is never shown.
    private func key(_ written: String, _ registry: String?) -> String {
        let known =
            values.facts.map { (TaskVariable.run($0), $1) } + values.values.map { (TaskVariable.value($0), $1) }
        let expanded = known.reduce(written) { $0.replacing($1.0.spelling, with: $1.1) }
        return ImageName.full(expanded, registry: registry == nil ? nil : values.facts[.registry] ?? registry)
    }

    private mutating func add(_ command: ImageCommand, step: Int, line: Int) {
        let uses = command.names.map { Use(step: step, line: line, name: spelled($0)) }
        switch command.verb {
        case .pull:
            createdElsewhere += uses
            // Docker Hub's images can be named in full, too.
            if let reference = try? Reference(parsing: command.names[0]) {
                let name = spelled(reference.description, registry: nil)
                createdElsewhere.append(Use(step: step, line: line, name: name))
            }
        case .tag:
            tagged.append((uses[0], written: command.names[0]))
            createdElsewhere += uses.dropFirst()
        case .push: pushes += uses
        }
    }

    private mutating func add(command words: [String], step: Int, line: Int) throws(TaskError) {
        guard words.first == "docker", words.count > 1 else { return }
        let rest = Array(words.dropFirst(2))
        var created: [String] = []
        switch words[1] {
        case "build": created = try BuildCommand(rest, line: line).tags
        case "pull": created = rest.suffix(1)
        case "buildx", "compose", "load", "import", "commit", "image": hasUnknownCreator = true
        default: return
        }
        createdElsewhere += created.map { Use(step: step, line: line, name: spelled($0, registry: nil)) }
    }

    /// The text with `replacement` in place of each expression in braces.
    static func withoutVariables(_ text: String, replacement: String = " ") -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
            result += rest[..<start.lowerBound] + replacement
            rest = rest[end.upperBound...]
        }
        return result + rest
    }
}
