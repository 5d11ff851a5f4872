/// Something that a task file leaves open until it runs: `{{.Run.ID}}`, `{{.Values.name}}`, `{{.Secrets.id}}`.
package enum TaskVariable: Hashable, Sendable {
    /// A fact of the run.
    case run(Fact)
    /// A value given with `--set` or in a values file; names within names are joined by points.
    case value(String)
    /// A secret of the file's own list.
    case secret(String)

    /// The facts of a run that have names.
    package enum Fact: String, CaseIterable, Sendable {
        case id = "ID"
        case sharedVolume = "SharedVolume"
        case registry = "Registry"
        case registryName = "RegistryName"
        case date = "Date"
        case os = "OS"
        case architecture = "Architecture"
        case commit = "Commit"
        case branch = "Branch"
        case taskName = "TaskName"

        /// Whether `$` and the name stand for it, from version v1.1.0 on.
        var hasAlias: Bool { self != .taskName }
    }

    /// Reads what stands between the braces; `nil` for anything but one of the three.
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

    /// How a file writes it, without spaces.
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
