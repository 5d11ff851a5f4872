import ImageModel

/// What a registry says of a manifest that it has stored.
package struct StoredManifest: Hashable, Sendable {
    /// Its digest.
    package let digest: Digest
    /// Whether the registry lists it among what is attached to its subject: it has answered `OCI-Subject`.
    package let isListed: Bool
}
