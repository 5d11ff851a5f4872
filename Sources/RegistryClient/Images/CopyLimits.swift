import ImageModel

/// The bounds on what one copy holds in memory.
package struct CopyLimits: Sendable {
    /// How many documents the lists may name.
    package var documents = Limits.indexDocuments
    /// How many bytes these may have together.
    package var bytes = Int64(Limits.indexBytes)
    /// The size in bytes up to which a blob is as good as a request.
    package var smallBlob: Int64 = 64 << 10

    /// The usual bounds.
    package init() {}
}
