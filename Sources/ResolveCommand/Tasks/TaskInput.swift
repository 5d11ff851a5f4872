import ImageResolver
import PlatformModel
import TaskRunner

/// A task file and its folder, on their way to findings and plans.
struct TaskInput: Sendable {
    /// The path of the task file; `-` is stdin.
    let file: String
    /// The folder that is `/workspace` to the steps.
    let context: String

    /// The longest file that is read, in bytes.
    private static let limit = 1 << 20

    /// What the command line says of variables.
    struct Given: Sendable {
        let registry: String?
        let runID: String?
        let assignments: [(name: String, value: String)]
        let valuesFile: String?
        let secretPlaces: [SecretPlace]
        let environment: [String: String]
    }

    /// The file's bytes; to be asked for once, since stdin can be read only once.
    func contents() throws(ResolverError) -> [UInt8] {
        try InputFile.contents(of: file, limit: Self.limit)
    }

    /// What lint has to say of the file's bytes; a file that is no task is a finding too.
    func findings(in bytes: [UInt8]) -> [Finding] {
        do throws(TaskProblem) {
            return TaskLint.findings(in: try read(bytes), catalog: try Self.catalog())
        } catch {
            return [TaskLint.finding(of: error)]
        }
    }

    /// The task of the file's bytes with every variable replaced; a task whose steps have no order is refused.
    func plan(of bytes: [UInt8], _ given: Given) throws(ResolverError) -> TaskPlan {
        let task = try task(in: bytes)
        let values = try values(of: task, given)
        do throws(TaskProblem) {
            return try TaskPlan(task, values: values, catalog: try Self.catalog())
        } catch {
            throw refusal(error)
        }
    }

    /// All that is known about platforms.
    func platforms() throws(ResolverError) -> PlatformCatalog {
        do throws(TaskProblem) {
            return try Self.catalog()
        } catch {
            throw refusal(error)
        }
    }

    private func task(in bytes: [UInt8]) throws(ResolverError) -> TaskFile {
        do throws(TaskProblem) {
            return try read(bytes)
        } catch {
            throw refusal(error)
        }
    }

    private func read(_ bytes: [UInt8]) throws(TaskProblem) -> TaskFile {
        try TaskFileReader.read(bytes) { path throws(TaskProblem) in
            do throws(ResolverError) {
                return try InputFile.contents(of: inContext(path), limit: Self.limit)
            } catch {
                throw TaskProblem.unreadable(path, reason: error.message)
            }
        }
    }

    private func inContext(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(context)/\(path)"
    }

    private func refusal(_ problem: TaskProblem) -> ResolverError {
        ResolverError(.malformed, "\(file): \(problem)")
    }

    /// All that is known about platforms; the built-in tables are right, or nothing here would run.
    private static func catalog() throws(TaskProblem) -> PlatformCatalog {
        do throws(TableError) {
            return try PlatformCatalog.builtIn()
        } catch {
            throw TaskProblem.unreadable("tables", reason: "\(error)")
        }
    }
}
