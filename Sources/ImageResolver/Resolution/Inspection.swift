import ImageModel
import PlatformModel

/// What is looked at.
public enum InspectSubject: Sendable {
    /// The list or manifest.
    case document
    /// The image config.
    case config
}

/// A document of an image, with its exact bytes.
public struct Inspection: Sendable {
    /// The image, as it was written.
    public let image: String
    /// The bytes, as the registry sent them.
    public let bytes: [UInt8]
    /// Digest, media type and size.
    public let descriptor: Descriptor
    /// What a list or manifest says; `nil` for a config.
    public let document: ManifestDocument?

    /// A list or manifest.
    init(image: String, _ document: Document) {
        self.image = image
        bytes = document.bytes
        descriptor = document.descriptor
        self.document = document.content
    }

    /// The config of a manifest.
    init(image: String, configOf manifest: ImageManifest, _ bytes: [UInt8]) {
        self.image = image
        self.bytes = bytes
        descriptor = manifest.config
        document = nil
    }
}

/// The digests that an image's name comes to for one platform.
public struct ResolvedDigest: Sendable {
    /// The image, as it was written.
    public let image: String
    /// The list's digest; `nil` for a lone manifest.
    public let index: Digest?
    /// The chosen manifest's digest.
    public let manifest: Digest
    /// The chosen manifest's platform.
    public let platform: Platform?
}
