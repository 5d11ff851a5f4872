import ArgumentParser
import CommandRendering
import ImageResolver
import TaskRunner

/// The options for a task that is expanded.
struct TaskOptions: ParsableArguments, Sendable {
    /// The task.
    @Argument(help: "The task file; - is stdin.")
    var file: FilePath

    /// Run.Registry.
    @Option(help: .value("host", "The registry that names without one belong to: {{.Run.Registry}}."))
    var registry: String?

    /// Run.ID.
    @Option(
        name: .customLong("run-id"), help: .value("id", "{{.Run.ID}}; eight random letters and digits unless given."))
    var runID: String?

    /// Values.
    @Option(
        name: .customLong("set"),
        help: .value("name=value", "A value, as {{.Values.name}}; may be given several times."))
    var assignments: [Assignment] = []

    /// A file of values.
    @Option(name: .customLong("values"), help: .value("file", "A YAML file of values; --set goes before it."))
    var valuesFile: FilePath?

    /// Secrets.
    @Option(
        name: .customLong("secret"),
        help: .value(
            "id=env:name|id=file:path",
            "Where a secret of the task comes from; a variable of its own name unless given."))
    var secretPlaces: [SecretPlace] = []

    /// The folder of what is built.
    @Option(help: .value("dir", "The folder that is /workspace to the steps; the current one unless given."))
    var context: FolderPath?

    /// Refuses an id that no tag could hold.
    func validate() throws {
        if let runID,
            runID.isEmpty || !runID.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) })
        {
            throw ValidationError("--run-id '\(Shown.text(runID))' is not made of letters, digits, '_', '.' and '-'")
        }
    }

    /// The task's file and folder.
    var input: TaskInput { TaskInput(file: file.text, context: context?.text ?? ".") }

    /// What the variables of a task stand for.
    func values(_ environment: [String: String]) -> TaskInput.Given {
        TaskInput.Given(
            registry: registry, runID: runID, assignments: assignments.map { ($0.name, $0.value) },
            valuesFile: valuesFile?.text, secretPlaces: secretPlaces, environment: environment)
    }
}
