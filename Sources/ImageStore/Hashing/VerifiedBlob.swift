import ImageModel

/// The proof that the bytes of an ingest were hashed from the file, to their last one, and are what was asked for.
///
/// Only a ``BlobHasher`` makes one, and an ``Ingest`` commits nothing without it.
package struct VerifiedBlob: Hashable, Sendable {
    /// The digest of the bytes.
    package let digest: Digest
    /// How many there are.
    package let size: Int64
    /// The file that was read.
    let path: String
}
