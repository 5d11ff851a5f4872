import ImageStore

/// The hash of a blob's beginning.
final class HashPoint {
    /// How many bytes it is of.
    let offset: Int64
    /// The hash, which nobody continues: copies of it are.
    let hasher: DigestHasher

    /// Keeps a hash.
    init(offset: Int64, hasher: consuming DigestHasher) {
        self.offset = offset
        self.hasher = hasher
    }
}
