import ImageModel

/// What a registry says it has stored.
package enum StoredDigest {
    /// The digest that the answer to a write names in `Docker-Content-Digest`; `nil` where it names none that is one.
    ///
    /// By the specification it must equal the one that was asked for; older registries leave it out.
    package static func named(by head: HTTPHead) -> Digest? {
        head.headers.first("Docker-Content-Digest").flatMap { try? Digest(parsing: $0.blankTrimmed) }
    }
}
