import ErrorMapping
import ImageModel
import ImageResolver

/// The source and targets of `resolve import`, from its own options and those of `az acr import`.
package struct ImportNames: Hashable, Sendable {
    /// The source image.
    package let source: String
    /// The names of the copy, each with its registry.
    package private(set) var targets: [String] = []
    /// The repositories that receive the copy without a tag.
    package private(set) var repositories: [String] = []

    /// Combines the options.
    ///
    /// - Parameters:
    ///   - source: The image, without its registry if `sourceRegistry` is given.
    ///   - sourceRegistry: The registry of the source: a host, a name at Azure, or an Azure resource identifier.
    ///   - targetRegistry: The registry of `images` and `untagged`; `nil` if they name their own.
    ///   - images: `[registry/]repository:tag` for each copy.
    ///   - untagged: Repositories for copies without a tag.
    /// - Throws: A usage error if the copy has no name or no registry.
    package init(
        source: String, sourceRegistry: String?, targetRegistry: String?, images: [String], untagged: [String]
    ) throws(ResolverError) {
        self.source = sourceRegistry.map { "\(Self.host($0))/\(source)" } ?? source
        guard let targetRegistry else {
            guard !images.isEmpty || !untagged.isEmpty else {
                throw ResolverError(.usage, "no name for the copy: \(Self.advice)")
            }
            for name in images + untagged where !Self.namesRegistry(name) {
                throw ResolverError(.usage, "'\(Printable.escaped(name))' does not name a registry; \(Self.advice)")
            }
            (targets, repositories) = (images, untagged)
            return
        }
        let host = Self.host(targetRegistry)
        for name in images + untagged where name.hasPrefix(host + "/") {
            throw ResolverError(
                .usage, "'\(Printable.escaped(name))' has the registry that --name gives",
                hint: "leave out the registry: \(Printable.escaped(String(name.dropFirst(host.count + 1))))")
        }
        targets = images.map { "\(host)/\($0)" }
        repositories = untagged.map { "\(host)/\($0)" }
        guard targets.isEmpty, repositories.isEmpty else { return }
        let reference = try mapError(
            { (error: ReferenceError) in ResolverError(.usage, error.description) }, try Reference(parsing: self.source)
        )
        if let tag = reference.tag {
            targets = ["\(host)/\(reference.repository):\(tag)"]
        } else {
            repositories = ["\(host)/\(reference.repository)"]
        }
    }

    private static let advice = "use -t REGISTRY/REPOSITORY:TAG, or add --name REGISTRY"

    /// The host of a registry, which may also be the last component of an Azure resource identifier.
    private static func host(_ name: String) -> String {
        RepositoryName.host(of: name.split(separator: "/").last.map(String.init) ?? name)
    }

    /// Whether the first component of a name is a registry, by the rule of image references.
    private static func namesRegistry(_ name: String) -> Bool {
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts.first else { return false }
        return first == "localhost" || first.utf8.contains(UInt8(ascii: ".")) || first.utf8.contains(UInt8(ascii: ":"))
    }
}

/// A repository from a command line: a single argument, or registry and name separately as `az` takes them.
package struct RepositoryName: Hashable, Sendable {
    /// `[registry/]repository`.
    package let text: String

    /// Combines the parts; returns `nil` unless exactly one of `argument` and `name` is given.
    ///
    /// `suffix` follows the names of a tenant's registries at Azure, after a dash.
    package init?(argument: String?, registry: String?, name: String?, suffix: String? = nil) {
        guard (argument == nil) != (name == nil), let repository = argument ?? name else { return nil }
        text = registry.map { "\(Self.host(of: $0, suffix: suffix))/\(repository)" } ?? repository
    }

    /// The host of a registry. `az` names registries at Azure by their first label alone.
    package static func host(of registry: String, suffix: String? = nil) -> String {
        isHost(registry) ? registry : registry + (suffix.map { "-\($0)" } ?? "") + ".azurecr.io"
    }

    /// Whether the name of a registry is a whole host name.
    package static func isHost(_ registry: String) -> Bool {
        registry == "localhost" || registry.utf8.contains { ".:".utf8.contains($0) }
    }
}
