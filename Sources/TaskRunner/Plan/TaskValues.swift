/// What the variables of a task stand for in one run.
package struct TaskValues: Sendable, CustomStringConvertible {
    /// The facts of the run that are known.
    package var facts: [TaskVariable.Fact: String]
    /// The values given with `--set` or in a values file.
    package var values: [String: String]
    /// The secrets, by their ids.
    package var secrets: [String: String]

    /// Values of these kinds.
    package init(
        facts: [TaskVariable.Fact: String] = [:], values: [String: String] = [:], secrets: [String: String] = [:]
    ) {
        self.facts = facts
        self.values = values
        self.secrets = secrets
    }

    /// What a variable stands for; `nil` where that is not known.
    package func value(of variable: TaskVariable) -> String? {
        switch variable {
        case .run(let fact): facts[fact]
        case .value(let name): values[name]
        case .secret(let id): secrets[id]
        }
    }

    /// What keeps the secrets out of all that is printed.
    package var redactor: Redactor { Redactor(Array(secrets.values)) }

    /// No secret is among it.
    package var description: String {
        "\(facts.count) facts, \(values.count) values, \(secrets.count) secrets <redacted>"
    }

    /// Reads a values file: a mapping, whose mappings join their names by points.
    package static func read(_ bytes: [UInt8]) throws(TaskProblem) -> [String: String] {
        let root: YAMLNode
        do throws(TaskProblem) {
            root = try TaskFileReader.tree(bytes)
        } catch {
            if case .yaml(let problem) = error.reason, problem.reason == .empty { return [:] }
            throw error
        }
        var values: [String: String] = [:]
        try add(root, name: "", to: &values)
        return values
    }

    private static func add(_ node: YAMLNode, name: String, to values: inout [String: String]) throws(TaskProblem) {
        switch node.content {
        case .mapping(let entries):
            for entry in entries {
                try add(entry.value, name: name.isEmpty ? entry.key : "\(name).\(entry.key)", to: &values)
            }
        case .scalar(let text, _) where !name.isEmpty: values[name] = node.isNull ? "" : text
        case .scalar, .sequence:
            throw TaskProblem(node.line, .kind(key: name.isEmpty ? "values" : name, found: node.kind, wanted: "a text"))
        }
    }
}
