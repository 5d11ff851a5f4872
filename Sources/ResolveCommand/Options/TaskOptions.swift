import ArgumentParser
import CommandRendering

/// Options for the variables of a task.
struct TaskOptions: ParsableArguments, Sendable {
    @Argument(help: "The task file; - is stdin.")
    var file: FilePath

    @Option(help: .value("host", "The registry for names that have none: {{.Run.Registry}}."))
    var registry: String?

    @Option(
        name: .customLong("run-id"),
        help: .value("id", "The value of {{.Run.ID}} (default: eight random letters and digits)."))
    var runID: String?

    @Option(
        name: .customLong("set"),
        help: .value("name=value", "The value of {{.Values.name}}; may be repeated."))
    var assignments: [Assignment] = []

    @Option(name: .customLong("values"), help: .value("file", "A YAML file of values; --set takes precedence."))
    var valuesFile: FilePath?

    @Option(
        name: .customLong("secret"),
        help: .value(
            "id=env:name|id=file:path",
            "The variable or file that contains a secret of the task (default: the variable named like the secret)."))
    var secretOptions: [SecretOption] = []

    @Option(help: .value("dir", "The directory that steps see as /workspace (default: the current one)."))
    var context: FolderPath?

    func validate() throws {
        if let runID,
            runID.isEmpty || !runID.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) })
        {
            throw ValidationError(
                "--run-id '\(Shown.text(runID))' has characters other than letters, digits, '_', '.', '-'")
        }
    }
}
