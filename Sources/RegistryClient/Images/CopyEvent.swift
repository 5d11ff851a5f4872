import ImageModel

/// What happens while blobs are copied. Events come from any thread, and those of one blob in order.
package enum CopyEvent: Sendable {
    /// So many blobs of so many bytes together are looked at.
    case planned(blobs: Int, bytes: Int64)
    /// The bytes of a blob begin to go over.
    case started(Descriptor)
    /// So many of them are over.
    case progressed(Descriptor, Int64)
    /// The target has the blob.
    case done(Descriptor, BlobFate)
}
