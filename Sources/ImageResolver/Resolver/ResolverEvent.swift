import ImageModel
import PlatformModel
import RegistryClient

/// What the resolver does, reported as it happens, for progress bars and JSON lines.
///
/// Events are reported from any thread; those of one blob in order.
public enum ResolverEvent: Sendable {
    /// A manifest is chosen; `reason` is the code of the reason for the choice.
    case resolved(image: String, digest: Digest, platform: Platform?, reason: String)
    /// Transfers are about to start: the number of blobs, and their size in bytes together.
    case layersStarted(image: String, blobs: Int, bytes: Int64)
    /// The transfer of a blob starts; an earlier pull left `resumedBytes` of it.
    case blobStarted(digest: Digest, size: Int64, resumedBytes: Int64)
    /// `received` of `size` bytes of a blob are transferred.
    case blobProgressed(digest: Digest, received: Int64, size: Int64)
    /// A blob is complete and verified; `cached` if it was already present.
    case blobDone(digest: Digest, size: Int64, cached: Bool)
    /// Layers are about to be unpacked: their number, and the size of their blobs in bytes together.
    case unpackingStarted(image: String, layers: Int, bytes: Int64)
    /// `read` of `size` bytes of a layer's blob are unpacked.
    case layerUnpacking(digest: Digest, read: Int64, size: Int64)
    /// What was written of an image so far, also of layers that are being unpacked: bytes of files, and entries.
    case filesWritten(image: String, bytes: Int64, entries: Int64)
    /// A layer is unpacked and verified; it has this many uncompressed bytes, and entries.
    case layerUnpacked(digest: Digest, size: Int64, bytes: Int64, entries: Int)
    /// A request is retried after a transient failure.
    case retried(digest: Digest?, what: String, reason: String, afterMilliseconds: Int, attempt: Int)
    /// One request, as one line without secrets, which is made when it is called.
    case request(line: @Sendable () -> String)
    /// Something the user should change.
    case warning(String)
    /// Something the user may want to know.
    case note(String)
}

extension CopyEvent {
    /// Reports this event of a copy of `image`.
    func report(to events: @Sendable (ResolverEvent) -> Void, image: String) {
        switch self {
        case .planned(let blobs, let bytes): events(.layersStarted(image: image, blobs: blobs, bytes: bytes))
        case .started(let blob): events(.blobStarted(digest: blob.digest, size: blob.size, resumedBytes: 0))
        case .progressed(let blob, let sent):
            events(.blobProgressed(digest: blob.digest, received: sent, size: blob.size))
        case .done(let blob, let outcome):
            events(.blobDone(digest: blob.digest, size: blob.size, cached: outcome != .sent))
            guard outcome == .elsewhere else { return }
            events(
                .note(
                    "\(image): blob \(blob.digest) is not at the registry; the copy lists the same URLs for it as the "
                        + "source"))
        }
    }
}
