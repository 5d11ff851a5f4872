import ImageModel
import ImageStore

/// The documents and blobs of an image that lies on this machine.
package struct LocalContent: Sendable {
    /// The exact bytes of its manifests and lists, whose digests have been checked.
    package let documents: [Digest: [UInt8]]
    /// Where its blobs are; nobody has looked at their bytes.
    package let spans: [Digest: FileSpan]

    /// What has been gathered of an image.
    package init(documents: [Digest: [UInt8]], spans: [Digest: FileSpan]) {
        self.documents = documents
        self.spans = spans
    }
}
