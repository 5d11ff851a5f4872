import PlatformModel

@testable import TaskRunner

/// Reads a task file.
func task(_ text: String, file: TaskFileReader.FileSource? = nil) throws(TaskError) -> TaskFile {
    guard let file else { return try TaskFileReader.read(Array(text.utf8)) }
    return try TaskFileReader.read(Array(text.utf8), file: file)
}

/// The plan of a task file.
func plan(_ text: String, _ values: TaskValues = TaskValues()) throws -> TaskPlan {
    try TaskPlan(task(text), values: values, catalog: PlatformCatalog.builtIn())
}

/// The findings of lint in a task file, with the values that are known.
func findings(_ text: String, _ values: TaskValues = TaskValues()) throws -> [Finding] {
    TaskLint.findings(
        in: Array(text.utf8), values: values,
        file: { path throws(TaskError) in throw .unreadable(path, reason: "no such file") },
        catalog: try PlatformCatalog.builtIn())
}
