import PlatformModel

/// Looks for mistakes in a task file without running anything.
package enum TaskLint {
    /// The findings in a task file, in the order of their lines; `file` reads the files of aliases that it names.
    ///
    /// A file that cannot be read as a task is a finding too.
    package static func findings(
        in contents: [UInt8], file: TaskFileReader.FileSource, catalog: PlatformCatalog
    ) -> [Finding] {
        do throws(TaskError) {
            return try findings(in: try TaskFileReader.read(contents, file: file), catalog: catalog)
        } catch {
            return [Finding(line: error.line, step: nil, rule: .unreadable, sentence: error.sentence, repair: nil)]
        }
    }

    private static func findings(in file: TaskFile, catalog: PlatformCatalog) throws(TaskError) -> [Finding] {
        let task = try LintedTask(file, catalog: catalog)
        let found =
            TextRules.findings(in: file) + OrderRules.findings(of: task.graph, steps: file.steps)
            + BuildRules.findings(in: task) + ImageRules.findings(in: task) + ListRules.findings(in: task)
        return found.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
            .map(\.element)
    }
}

/// The rules for single strings of a file.
enum TextRules {
    /// Finds unknown properties and variables.
    static func findings(in file: TaskFile) -> [Finding] {
        file.unknownProperties.map(unknownProperty) + unknownVariables(in: file)
    }

    private static func unknownProperty(_ property: UnknownProperty) -> Finding {
        let owner = property.step == nil ? "a task" : "a step"
        return Finding(
            line: property.line, step: property.step, rule: .unknownProperty,
            sentence: "'\(property.name)' is not a property of \(owner)",
            repair: property.nearest.map { "write '\($0)'" })
    }

    private static func unknownVariables(in file: TaskFile) -> [Finding] {
        let shared = (file.environment + [file.workingDirectory].compactMap(\.self)).map {
            (step: String?.none, text: $0)
        }
        let own = file.steps.flatMap { step in
            let settings = step.settings
            let texts =
                step.action.texts + settings.environment
                + [settings.workingDirectory, settings.entryPoint, settings.user, settings.network].compactMap(\.self)
            return texts.map { (step: String?.some(step.id), text: $0) }
        }
        let secrets = Set(file.secrets.map(\.id))
        return (shared + own).flatMap { item in
            let unknown = item.text.unknownExpressions.map { "{{\($0)}}" }
            let missing = item.text.variables.compactMap { variable in
                if case .secret(let id) = variable, !secrets.contains(id) { variable.spelling } else { nil }
            }
            return unknown.map { finding($0, "is not a variable", nearest(to: $0), item) }
                + missing.map { finding($0, "is not declared in 'secrets'", nil, item) }
        }
    }

    private static func finding(
        _ text: String, _ fault: String, _ repair: String?, _ item: (step: String?, text: TaskText)
    ) -> Finding {
        Finding(
            line: item.text.line, step: item.step, rule: .unknownVariable, sentence: "'\(text)' \(fault)",
            repair: repair)
    }

    private static func nearest(to text: String) -> String? {
        let known = TaskVariable.Fact.allCases.map { TaskVariable.run($0).spelling }
        let plain = text.filter { $0 != " " }
        return known.contains(plain)
            ? nil : EditDistance.nearest(to: plain, among: known).map { "write '\($0.text)'" }
    }
}
