import ErrorMapping
import ImageResolver
import PlatformModel
import TaskRunner

/// A task file and its build context.
struct TaskInput: Sendable {
    /// The path of the task file; `-` is stdin.
    let file: String
    /// The directory that steps see as `/workspace`.
    let context: String

    /// The largest file that is read, in bytes.
    private static let limit = 1 << 20

    /// The bytes of the task file. Read them once: stdin cannot be read again.
    func contents() throws(ResolverError) -> [UInt8] {
        try Self.contents(of: file)
    }

    /// The bytes of a file that belongs to a task.
    static func contents(of path: String) throws(ResolverError) -> [UInt8] {
        try InputFile.contents(of: path, limit: limit)
    }

    /// The findings of lint with the values known so far; a file that cannot be read as a task is a finding too.
    func findings(in contents: [UInt8], _ values: TaskValues = TaskValues()) throws(ResolverError) -> [Finding] {
        TaskLint.findings(in: contents, values: values, file: aliasFile, catalog: try catalog())
    }

    /// Reads a task.
    func task(in contents: [UInt8]) throws(ResolverError) -> TaskFile {
        try mapError(refusal, try TaskFileReader.read(contents, file: aliasFile))
    }

    /// The plan of a task; a task whose steps have no valid order is refused.
    func plan(_ task: TaskFile, _ values: TaskValues) throws(ResolverError) -> TaskPlan {
        let catalog = try catalog()
        return try mapError(refusal, try TaskPlan(task, values: values, catalog: catalog))
    }

    /// The built-in table of platforms.
    func catalog() throws(ResolverError) -> PlatformCatalog {
        try mapError(
            { (error: TableError) in ResolverError(.malformed, "\(file): tables: \(error)") },
            try PlatformCatalog.builtIn())
    }

    private func aliasFile(_ path: String) throws(TaskError) -> [UInt8] {
        try mapError(
            { (error: ResolverError) in TaskError.unreadable(path, reason: error.message) },
            try Self.contents(of: path.hasPrefix("/") ? path : "\(context)/\(path)"))
    }

    private func refusal(_ error: TaskError) -> ResolverError {
        ResolverError(.malformed, "\(file): \(error)")
    }
}

extension TaskOptions {
    /// The task file and its build context.
    var input: TaskInput { TaskInput(file: file.text, context: context?.text ?? ".") }

    /// The values of the options, without secrets.
    func values() throws(ResolverError) -> TaskValues {
        let host = (try? HostRules(options: ResolverOptions()))?.hostReport.host.platform
        let facts = RunFacts(file: file.text, context: input.context, registry: registry, id: runID, host: host)
        return TaskValues(facts: facts.values, values: try givenValues())
    }

    /// The plan of the task in `contents`, with `values` and the secrets of the options.
    func plan(
        of contents: [UInt8], _ values: TaskValues, _ environment: [String: String]
    ) throws(ResolverError) -> TaskPlan {
        let task = try input.task(in: contents)
        var values = values
        values.secrets = try secrets(of: task, environment)
        return try input.plan(task, values)
    }

    private func givenValues() throws(ResolverError) -> [String: String] {
        var values: [String: String] = [:]
        if let path = valuesFile?.text {
            let bytes = try TaskInput.contents(of: path)
            values = try mapError(
                { (error: TaskError) in ResolverError(.malformed, "\(path): \(error)") }, try TaskValues.read(bytes))
        }
        for assignment in assignments { values[assignment.name] = assignment.value }
        return values
    }

    /// A secret without `--secret` comes from the environment variable with its id; if that is not set, only a step that
    /// uses the secret is refused.
    private func secrets(
        of task: TaskFile, _ environment: [String: String]
    ) throws(ResolverError) -> [String: String] {
        var secrets: [String: String] = [:]
        for id in task.secrets.map(\.id) {
            guard let option = secretOptions.last(where: { $0.id == id }) else {
                secrets[id] = environment[id]
                continue
            }
            secrets[id] = try option.source.value(environment: environment) { path, limit throws(ResolverError) in
                try InputFile.contents(of: path, limit: limit)
            }
            guard secrets[id] != nil else {
                throw ResolverError(.malformed, "--secret \(id): the environment variable is not set")
            }
        }
        return secrets
    }
}
