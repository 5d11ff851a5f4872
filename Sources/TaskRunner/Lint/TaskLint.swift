import PlatformModel

/// Looks for mistakes in a task file without running anything.
package enum TaskLint {
    /// The findings in a task file, in the order of their lines; `file` reads the files of aliases that it names.
    ///
    /// A file that cannot be read as a task is a finding too. `values` are known before a run; they decide which names mean
    /// one image, and are not shown.
    package static func findings(
        in contents: [UInt8], values: TaskValues = TaskValues(), file: TaskFileReader.FileSource,
        catalog: PlatformCatalog
    ) -> [Finding] {
        do throws(TaskError) {
            return try findings(in: try TaskFileReader.read(contents, file: file), values, catalog: catalog)
        } catch {
            return [ValueRules.finding(error, step: nil)]
        }
    }

    private static func findings(
        in file: TaskFile, _ values: TaskValues, catalog: PlatformCatalog
    ) throws(TaskError) -> [Finding] {
        let single =
            PropertyRules.findings(in: file) + ValueRules.findings(in: file, catalog: catalog)
            + NameRules.findings(in: file) + OrderRules.findings(of: StepGraph(file.steps), steps: file.steps)
        // A command that cannot be parsed is among them, and the other rules need the parsed commands.
        guard let task = try? LintedTask(file, values: values, catalog: catalog) else { return sorted(single) }
        return sorted(
            single + BuildRules.findings(in: task) + ImageRules.findings(in: task) + ListRules.findings(in: task))
    }

    private static func sorted(_ findings: [Finding]) -> [Finding] {
        findings.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
    }
}

/// The rules for the names of properties.
enum PropertyRules {
    /// Finds unknown properties, and those that have no effect.
    static func findings(in file: TaskFile) -> [Finding] {
        file.unknownProperties.map { property in
            if let reason = property.ignoredBecause {
                return Finding(
                    line: property.line, step: property.step, rule: .ignoredProperty,
                    sentence: "'\(property.name)' has no effect: \(reason)", repair: nil)
            }
            let owner = property.step == nil ? "a task" : "a step"
            return Finding(
                line: property.line, step: property.step, rule: .unknownProperty,
                sentence: "'\(property.name)' is not a property of \(owner)",
                repair: property.nearest.map { "write '\($0)'" })
        }
    }
}

/// The rules for single values: what a plan refuses whatever values the variables have.
enum ValueRules {
    /// Finds the values that a plan refuses.
    static func findings(in file: TaskFile, catalog: PlatformCatalog) -> [Finding] {
        var found: [Finding] = []
        for (step, error) in TaskPlan.faults(in: file, catalog: catalog) {
            let finding = finding(error, step: step)
            // A value of the task is met again in each step.
            let isFound = found.contains { $0.line == finding.line && $0.sentence == finding.sentence }
            if !isFound { found.append(finding) }
        }
        return found
    }

    /// The finding for a refusal.
    static func finding(_ error: TaskError, step: String?) -> Finding {
        Finding(
            line: error.line, step: step, rule: rule(error), sentence: error.sentence, repair: repair(error))
    }

    private static func rule(_ error: TaskError) -> Finding.Rule {
        guard case .file(_, let fault) = error else { return .unreadable }
        switch fault {
        case .template, .openBraces, .undeclaredSecret: return .unknownVariable
        case .shellOperator: return .shellOperator
        case .environment, .unknownVolume, .base64, .number, .largeNumber, .platform, .severalPlatforms:
            return .invalidValue
        default: return .unreadable
        }
    }

    private static func repair(_ error: TaskError) -> String? {
        switch error {
        case .file(_, .template(let text)) where TaskExpression.isPath(text):
            let known = TaskVariable.Fact.allCases.map { TaskVariable.run($0).spelling }
            let plain = "{{\(text.filter { $0 != " " })}}"
            return EditDistance.misspelt(plain, among: known).map { "write '\($0)'" }
        case .file(_, .shellOperator("||")): return "write 'ignoreErrors: true' for a step that may fail"
        case .file(_, .shellOperator):
            return "quote the words for a shell of the image, as in: IMAGE sh -c '…'"
        default: return nil
        }
    }
}
