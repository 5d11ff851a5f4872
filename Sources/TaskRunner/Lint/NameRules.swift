import ImageModel

/// The rules for the names of images.
enum NameRules {
    /// Finds names that no image can have, whatever values their variables have.
    static func findings(in file: TaskFile) -> [Finding] {
        file.steps.flatMap { step -> [Finding] in
            let texts = step.action.texts
            let line = texts.first?.line ?? step.line
            guard case .push = step.action else {
                guard let action = try? PlannedAction(step.action, registry: nil, expand: \.unexpanded) else {
                    return []
                }
                if case .command(let words) = action {
                    return [words.first.flatMap { unreplaced($0, line, step, file) }].compactMap(\.self)
                }
                return action.writtenNames.compactMap { finding($0, line, step, file) }
            }
            return texts.compactMap { finding($0.unexpanded, $0.line, step, file) }
        }
    }

    private static func finding(_ name: String, _ line: Int, _ step: TaskStep, _ file: TaskFile) -> Finding? {
        if let finding = unreplaced(name, line, step, file) { return finding }
        let plain = LintedTask.withoutVariables(name, replacement: "x").prefix { $0 != "@" }
        do throws(ReferenceError) {
            _ = try Reference(parsing: String(plain))
            return nil
        } catch {
            // An engine knows its images by these, too.
            if case .hashOnly = error { return nil }
            return Finding(
                line: line, step: step.id, rule: .invalidValue, sentence: error.description, repair: nil)
        }
    }

    /// The finding for an alias in a version of the format that has none.
    private static func unreplaced(_ name: String, _ line: Int, _ step: TaskStep, _ file: TaskFile) -> Finding? {
        let version = TaskVersion.withAliases.rawValue
        guard file.version != .withAliases, let alias = AliasTable.firstName(in: name),
            AliasTable.isPredefined(alias) || file.unknownProperties.contains(where: { $0.name == "alias" })
        else { return nil }
        return Finding(
            line: line, step: step.id, rule: .invalidValue,
            sentence: "'$\(alias)' is not replaced: aliases need version \(version), not \(file.version.rawValue)",
            repair: "write 'version: \(version)'")
    }
}
