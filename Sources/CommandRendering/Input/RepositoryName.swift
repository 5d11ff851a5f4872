/// A repository as it is named on a command line: in one word, or as `az` has it, registry and name apart.
package struct RepositoryName: Hashable, Sendable {
    /// `[registry/]repository`.
    package let text: String

    /// Puts together what was written; `nil` unless the repository is named exactly once.
    package init?(argument: String?, registry: String?, name: String?) {
        guard (argument == nil) != (name == nil), let repository = argument ?? name else { return nil }
        text = registry.map { "\(Self.host(of: $0))/\(repository)" } ?? repository
    }

    /// The host of a registry; `az` names those of Azure by their first word alone.
    package static func host(of registry: String) -> String {
        let isHost = registry == "localhost" || registry.utf8.contains { ".:".utf8.contains($0) }
        return isHost ? registry : registry + ".azurecr.io"
    }
}
