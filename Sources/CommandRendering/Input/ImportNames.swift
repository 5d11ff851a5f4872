import ImageModel

/// Where `resolve import` copies from and to, read from its own options and those of `az acr import`.
package struct ImportNames: Hashable, Sendable {
    /// The source.
    package let source: String
    /// The names of the copy, each with its registry.
    package private(set) var targets: [String] = []
    /// The repositories that get the copy without a tag.
    package private(set) var repositories: [String] = []

    /// Reads the options.
    ///
    /// - Parameters:
    ///   - source: the image; without its registry where `sourceRegistry` is given.
    ///   - sourceRegistry: the source's registry, a name at Azure, or the identifier of a resource there.
    ///   - targetRegistry: the registry that `images` and `untagged` are names at; `nil` where these name their own.
    ///   - images: `repository:tag`, perhaps with a registry before it.
    ///   - untagged: repositories for a copy that has no tag.
    package init(
        source: String, sourceRegistry: String?, targetRegistry: String?, images: [String], untagged: [String]
    ) throws(ImportNamesError) {
        self.source = sourceRegistry.map { "\(Self.host($0))/\(source)" } ?? source
        guard let targetRegistry else {
            guard !images.isEmpty || !untagged.isEmpty else { throw .noName }
            for name in images + untagged where !Self.namesRegistry(name) { throw .noRegistry(in: name) }
            (targets, repositories) = (images, untagged)
            return
        }
        let host = Self.host(targetRegistry)
        targets = images.map { "\(host)/\($0)" }
        repositories = untagged.map { "\(host)/\($0)" }
        guard targets.isEmpty, repositories.isEmpty else { return }
        let reference: Reference
        do throws(ReferenceError) {
            reference = try Reference(parsing: self.source)
        } catch {
            throw .source(error)
        }
        if let tag = reference.tag {
            targets = ["\(host)/\(reference.repository):\(tag)"]
        } else {
            repositories = ["\(host)/\(reference.repository)"]
        }
    }

    /// The host that a registry's name means: a word alone is the name of one at Azure.
    private static func host(_ name: String) -> String {
        RepositoryName.host(of: name.split(separator: "/").last.map(String.init) ?? name)
    }

    /// Whether a name begins with a registry, by the rule of references.
    private static func namesRegistry(_ name: String) -> Bool {
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts.first else { return false }
        return first == "localhost" || first.utf8.contains(UInt8(ascii: ".")) || first.utf8.contains(UInt8(ascii: ":"))
    }
}
