import PlatformModel

@testable import TaskRunner

/// A task file read from a text of the test.
func task(_ text: String, file: TaskFileReader.FileSource? = nil) throws(TaskProblem) -> TaskFile {
    guard let file else { return try TaskFileReader.read(Array(text.utf8)) }
    return try TaskFileReader.read(Array(text.utf8), file: file)
}

/// A plan of that task, with values.
func plan(_ text: String, _ values: TaskValues = TaskValues()) throws -> TaskPlan {
    try TaskPlan(task(text), values: values, catalog: PlatformCatalog.builtIn())
}

/// What lint says of that task.
func findings(_ text: String) throws -> [Finding] {
    TaskLint.findings(in: try task(text), catalog: try PlatformCatalog.builtIn())
}
