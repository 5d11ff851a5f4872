import ImageArchive
import ImageModel
import ImageStore

/// The blobs of an image that lies on this machine.
enum LocalBlobs: Sendable {
    /// Those of an OCI layout.
    case layout(ImageStore)
    /// Those of an archive, which `name` stands for: `oci-archive:FILE`.
    case archive(ArchiveImage, name: String)

    /// The place, as a command names it.
    var name: String {
        switch self {
        case .layout(let store): "oci:\(store.root)"
        case .archive(_, let name): name
        }
    }

    /// The place, as a sentence names it.
    var words: String {
        switch self {
        case .layout(let store): "the layout '\(Printable.escaped(store.root, limit: .max))'"
        case .archive(_, let name): "'\(Printable.escaped(name, limit: .max))'"
        }
    }

    /// Where a blob's bytes are, which nobody has verified; `nil` where they are not there in the right number.
    func span(of blob: Descriptor) -> FileSpan? {
        switch self {
        case .layout(let store): store.contains(blob) ? store.span(of: blob.digest, size: blob.size) : nil
        case .archive(let image, _): image.span(of: blob)
        }
    }
}
