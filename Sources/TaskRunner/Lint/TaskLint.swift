import PlatformModel

/// Looks for mistakes in a task file, without running anything.
package enum TaskLint {
    /// The findings, in the order of the file's lines.
    package static func findings(in file: TaskFile, catalog: PlatformCatalog) -> [Finding] {
        do throws(TaskProblem) {
            let task = try LintedTask(file, catalog: catalog)
            let found =
                TextRules.findings(in: file) + OrderRules.findings(of: task.graph, steps: file.steps)
                + BuildRules.findings(in: task)
                + ReferenceRules.findings(in: task) + ListRules.findings(in: task)
            return found.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
                .map(\.element)
        } catch {
            return [finding(of: error)]
        }
    }

    /// A file that cannot be read, as a finding.
    package static func finding(of problem: TaskProblem) -> Finding {
        Finding(line: problem.line, step: nil, rule: .unreadable, sentence: problem.sentence, repair: nil)
    }
}
