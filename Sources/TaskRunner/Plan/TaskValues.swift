import YAMLParsing

/// The values of the variables of a task in one run.
package struct TaskValues: Sendable, CustomStringConvertible {
    /// The known facts of the run.
    package var facts: [TaskVariable.Fact: String]
    /// The values from `--set` and values files.
    package var values: [String: String]
    /// The secrets, by id.
    package var secrets: [String: String]

    /// Values of the three kinds.
    package init(
        facts: [TaskVariable.Fact: String] = [:], values: [String: String] = [:], secrets: [String: String] = [:]
    ) {
        self.facts = facts
        self.values = values
        self.secrets = secrets
    }

    /// The value of a variable; `nil` if it is not known.
    package func value(of variable: TaskVariable) -> String? {
        switch variable {
        case .run(let fact): facts[fact]
        case .value(let name): values[name]
        case .secret(let id): secrets[id]
        }
    }

    /// Removes the secrets from everything that is printed.
    package var redactor: Redactor { Redactor(secrets.values.flatMap { [$0, TaskExpression.base64($0)] }) }

    /// A summary without secrets.
    package var description: String {
        "\(facts.count) facts, \(values.count) values, \(secrets.count) secrets <redacted>"
    }

    /// Reads a values file: a mapping, in which nested names are joined by dots.
    package static func read(_ bytes: [UInt8]) throws(TaskError) -> [String: String] {
        var values: [String: String] = [:]
        if let root = try YAMLTree.read(bytes) { try add(root, name: "", to: &values) }
        return values
    }

    private static func add(_ node: YAMLNode, name: String, to values: inout [String: String]) throws(TaskError) {
        switch node.content {
        case .mapping(let entries):
            for entry in entries {
                try add(entry.value, name: name.isEmpty ? entry.key : "\(name).\(entry.key)", to: &values)
            }
        case .scalar(let text, _) where !name.isEmpty: values[name] = node.isNull ? "" : text
        case .scalar, .sequence:
            throw TaskError(node.line, .kind(key: name.isEmpty ? "values" : name, found: node.kind, wanted: "a string"))
        }
    }
}

/// Where the value of a secret comes from: `env:NAME` or `file:PATH`.
///
/// Never the command line itself, which every user of the machine can see.
package enum SecretSource: Hashable, Sendable {
    /// An environment variable.
    case variable(String)
    /// A file, without the line break at its end.
    case file(String)

    /// The longest secret in a file, in bytes.
    private static let limit = 65_536

    /// Reads `env:NAME` or `file:PATH`.
    package init?(parsing text: String) {
        if text.hasPrefix("env:"), text.count > 4 {
            self = .variable(String(text.dropFirst(4)))
        } else if text.hasPrefix("file:"), text.count > 5 {
            self = .file(String(text.dropFirst(5)))
        } else {
            return nil
        }
    }

    /// The secret; `nil` if its environment variable is not set. `contents` reads a file up to a size limit.
    package func value<Failure: Error>(
        environment: [String: String], contents: (String, Int) throws(Failure) -> [UInt8]
    ) throws(Failure) -> String? {
        switch self {
        case .variable(let name): return environment[name]
        case .file(let path):
            let bytes = try contents(path, Self.limit)
            let end = bytes.lastIndex { $0 != 0x0A && $0 != 0x0D }.map { $0 + 1 } ?? 0
            return String(decoding: bytes[..<end], as: UTF8.self)
        }
    }
}

/// Removes secrets from strings.
package struct Redactor: Sendable {
    /// The secrets and their lines, the longest first.
    private let secrets: [String]

    /// Hides each of `secrets`, and each of their lines.
    package init(_ secrets: [String]) {
        let lines = secrets.flatMap { [$0] + $0.split { $0.isNewline }.map(String.init) }
        self.secrets = Set(lines).subtracting([""]).sorted { ($0.count, $0) > ($1.count, $1) }
    }

    /// The text with `<redacted>` in place of each secret.
    package func redacted(_ text: String) -> String {
        secrets.reduce(text) { text, secret in text.replacing(secret, with: "<redacted>") }
    }
}
