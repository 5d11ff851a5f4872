/// A variable of a task file, whose value is known when the task runs: `{{.Run.ID}}`, `{{.Values.name}}`, `{{.Secrets.id}}`.
package enum TaskVariable: Hashable, Sendable {
    /// A fact of the run.
    case run(Fact)
    /// A value from `--set` or a values file; nested names are joined by dots.
    case value(String)
    /// A secret that the file declares.
    case secret(String)

    /// The facts of a run that have names.
    package enum Fact: String, CaseIterable, Sendable {
        /// The id of the run.
        case id = "ID"
        /// The absolute path of the build context.
        case sharedVolume = "SharedVolume"
        /// The registry of names without one.
        case registry = "Registry"
        /// The first label of the host name of the registry.
        case registryName = "RegistryName"
        /// The time of the run, in UTC.
        case date = "Date"
        /// The operating system of this machine.
        case os = "OS"
        /// The architecture of this machine.
        case architecture = "Architecture"
        /// The git commit of the build context.
        case commit = "Commit"
        /// The git branch of the build context.
        case branch = "Branch"
        /// The name of the task file up to its first dot.
        case taskName = "TaskName"

        /// Whether `$` and the name mean the same, from version v1.1.0 on.
        var hasAlias: Bool { self != .taskName }
    }

    /// Reads the text between the braces; `nil` if it is not a variable.
    init?(_ expression: some StringProtocol) {
        let trimmed = expression.split { $0 == " " || $0 == "\t" }
        guard trimmed.count == 1, let path = trimmed.first.map({ String($0) }), path.hasPrefix(".") else { return nil }
        let names = path.dropFirst().split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard names.count > 1, names.allSatisfy(Self.isName) else { return nil }
        switch (names[0], names.count) {
        case ("Run", 2):
            guard let fact = Fact(rawValue: names[1]) else { return nil }
            self = .run(fact)
        case ("Values", _): self = .value(names.dropFirst().joined(separator: "."))
        case ("Secrets", 2): self = .secret(names[1])
        default: return nil
        }
    }

    /// The variable as a file writes it, without spaces.
    package var spelling: String {
        switch self {
        case .run(let fact): "{{.Run.\(fact.rawValue)}}"
        case .value(let name): "{{.Values.\(name)}}"
        case .secret(let id): "{{.Secrets.\(id)}}"
        }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || ("0"..."9").contains($0) || "_-".unicodeScalars.contains($0)
            }
    }
}
