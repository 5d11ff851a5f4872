/// What single texts of a file get wrong.
enum TextRules {
    /// Keys that mean nothing, and braces that hold no variable.
    static func findings(in file: TaskFile) -> [Finding] {
        file.unknownProperties.map(unknownProperty) + unknownVariables(in: file)
    }

    private static func unknownProperty(_ property: TaskFile.UnknownProperty) -> Finding {
        let place = property.step == nil ? "a task" : "a step"
        return Finding(
            line: property.line, step: property.step, rule: .unknownProperty,
            sentence: "'\(property.name)' is no property of \(place)",
            repair: property.nearest.map { "write '\($0)'" })
    }

    private static func unknownVariables(in file: TaskFile) -> [Finding] {
        let shared = (file.environment + [file.workingDirectory].compactMap(\.self)).map {
            (step: String?.none, text: $0)
        }
        let own = file.steps.flatMap { step in
            let further = step.surroundings
            let texts =
                step.actionTexts + further.environment
                + [further.workingDirectory, further.entryPoint, further.user, further.network].compactMap(\.self)
            return texts.map { (step: String?.some(step.id), text: $0) }
        }
        let secrets = Set(file.secrets.map(\.id))
        return (shared + own).flatMap { item in
            let unknown = item.text.unknownExpressions.map { "{{\($0)}}" }
            let missing = item.text.variables.compactMap { variable in
                if case .secret(let id) = variable, !secrets.contains(id) { variable.spelling } else { nil }
            }
            return unknown.map { finding($0, "is no variable", nearest(to: $0), item) }
                + missing.map { finding($0, "names no entry of 'secrets'", nil, item) }
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
