import ImageModel
import PlatformModel
import RegistryClient

/// What the resolver does, told as it happens: to progress bars, to JSON lines, to tests.
///
/// Events come from any thread, and those of one blob in order.
public enum ResolverEvent: Sendable {
    /// The manifest is chosen; `word` is the ranking's word for it.
    case resolved(image: String, digest: Digest, platform: Platform?, word: String)
    /// Layers are about to be fetched: so many blobs of so many bytes together.
    case layersStarted(image: String, blobs: Int, bytes: Int64)
    /// A blob's transfer begins, `resumedFrom` bytes in.
    case blobStarted(digest: Digest, size: Int64, resumedFrom: Int64)
    /// `received` of `size` bytes of a blob are here.
    case blobProgressed(digest: Digest, received: Int64, size: Int64)
    /// A blob is whole and verified; `cached`: it was here before.
    case blobDone(digest: Digest, size: Int64, cached: Bool)
    /// A request is asked again after a passing fault.
    case retried(digest: Digest?, what: String, reason: String, afterMilliseconds: Int, attempt: Int)
    /// One request, as one line without secrets.
    case request(line: String)
    /// Something the user should change.
    case warning(String)
    /// Something the user may want to know.
    case note(String)
}

extension CopyEvent {
    /// Tells `events` what has happened to a blob of `image`.
    func tell(_ events: @Sendable (ResolverEvent) -> Void, image: String) {
        switch self {
        case .planned(let blobs, let bytes): events(.layersStarted(image: image, blobs: blobs, bytes: bytes))
        case .started(let blob): events(.blobStarted(digest: blob.digest, size: blob.size, resumedFrom: 0))
        case .progressed(let blob, let sent):
            events(.blobProgressed(digest: blob.digest, received: sent, size: blob.size))
        case .done(let blob, let fate):
            events(.blobDone(digest: blob.digest, size: blob.size, cached: fate != .sent))
            guard fate == .elsewhere else { return }
            events(
                .note(
                    "\(image): blob \(blob.digest) is not at the registry; the copy names the same addresses for it as "
                        + "the source"))
        }
    }
}
