import ImageModel
import PlatformModel

/// An image that was copied.
public struct CopiedImage: Sendable {
    /// One name that it has now.
    public struct Target: Hashable, Sendable {
        /// `registry/repository`.
        public let name: String
        /// The tag; `nil` where it goes by its digest alone.
        public let tag: String?
        /// Whether the tag stood for it before.
        public let wasThere: Bool
    }

    /// The source, as it was written.
    public let image: String
    /// The digest of the copy; that of the source, unless platforms were left out.
    public let digest: Digest
    /// The digest of the source's list; `nil` for a lone manifest.
    public let index: Digest?
    /// The platforms that were chosen; `nil` for all that there are.
    public let platforms: [Platform]?
    /// The names that it has now, in the order asked for.
    public let targets: [Target]
    /// The manifests that are attached to it and were copied with it.
    public let referrers: [Digest]
    /// Bytes of blobs that were sent.
    public let bytes: Int64
    /// Bytes of blobs that the targets had, as far as that was asked.
    public let bytesPresent: Int64
    /// Bytes of blobs that were mounted from other repositories.
    public let bytesMounted: Int64
    /// Seconds from the first request to the last.
    public let seconds: Double
}
