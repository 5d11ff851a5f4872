/// The same image at another place.
extension Reference {
    /// This image with its tag and digest, under the name `repository` at `registry`: a `host[:port]` that is known to be one.
    ///
    /// Unlike in a written name, the registry may be a single word, so the text of such a value is for people alone.
    /// - Throws: ``ReferenceError``, where the repository is no name.
    package func relocated(registry: String, repository: String) throws(ReferenceError) -> Reference {
        try ReferenceGrammar.checkRepository(repository[...], in: "\(registry)/\(repository)")
        let isHub = ["docker.io", "index.docker.io", "registry-1.docker.io"].contains(registry.lowercased())
        // What stands in the registry's place has no part in how the repository is read, but for Docker Hub's `library/`.
        let stand = try Reference(parsing: "\(isHub ? "docker.io" : "registry.invalid")/\(repository)")
        return Reference(stand, registry: isHub ? stand.registry : registry, taggedAs: self)
    }

    /// The repository of `stand` at `registry`, with the tag and the digest of `image`.
    private init(_ stand: Reference, registry: String, taggedAs image: Reference) {
        self.registry = registry
        repository = stand.repository
        tag = image.tag
        digest = image.digest
    }
}
