import ImageModel
import RegistryClient

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
