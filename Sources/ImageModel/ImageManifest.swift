import PlatformModel

/// The manifest of one platform's image, or of an artifact.
///
/// OCI image-spec v1.1, manifest.md; Docker's "Image Manifest Version 2, Schema 2".
public struct ImageManifest: Hashable, Sendable {
    /// The media type that the document states; many OCI manifests state none.
    public var mediaType: String?
    /// The config; its media type distinguishes an image from an artifact.
    public var config: Descriptor
    /// The layers, lowest first.
    public var layers: [Descriptor]
    /// The annotations of the document.
    public var annotations: [String: String]
    /// The type of the artifact, if this is one.
    public var artifactType: String?
    /// The manifest that this one is attached to.
    public var subject: Descriptor?

    /// A manifest of `config` and `layers`.
    public init(
        mediaType: String? = MediaType.ociManifest, config: Descriptor, layers: [Descriptor],
        annotations: [String: String] = [:], artifactType: String? = nil, subject: Descriptor? = nil
    ) {
        self.mediaType = mediaType
        self.config = config
        self.layers = layers
        self.annotations = annotations
        self.artifactType = artifactType
        self.subject = subject
    }

    /// The total size of config and layers, in bytes, at most `Int64.max`.
    public var totalSize: Int64 {
        layers.reduce(config.size) { $0.addingClamped($1.size) }
    }

    /// Whether the config is that of an image, which states a platform.
    public var isImage: Bool { MediaType.isImageConfig(config.mediaType) }
}

/// An OCI index or a Docker manifest list: the manifests of an image, by platform.
///
/// OCI image-spec v1.1, image-index.md.
public struct ImageIndex: Hashable, Sendable {
    /// The media type that the document states; many OCI indexes state none.
    public var mediaType: String?
    /// The entries in document order; may be empty.
    public var manifests: [Descriptor]
    /// The annotations of the document.
    public var annotations: [String: String]
    /// The type of the artifact, if this is one.
    public var artifactType: String?
    /// The manifest that this one is attached to.
    public var subject: Descriptor?

    /// An index of `manifests`.
    public init(
        mediaType: String? = MediaType.ociIndex, manifests: [Descriptor], annotations: [String: String] = [:],
        artifactType: String? = nil, subject: Descriptor? = nil
    ) {
        self.mediaType = mediaType
        self.manifests = manifests
        self.annotations = annotations
        self.artifactType = artifactType
        self.subject = subject
    }
}

/// A reference to content in a document: type, digest and size.
///
/// OCI image-spec v1.1, descriptor.md.
public struct Descriptor: Hashable, Sendable {
    /// The content's media type, as written.
    public var mediaType: String
    /// The digest of the content's bytes.
    public var digest: Digest
    /// The content's length in bytes; never negative.
    public let size: Int64
    /// The platform of an index entry; `nil` if none is stated, or only empty strings.
    public var platform: Platform?
    /// The type of the artifact, if the content is one.
    public var artifactType: String?
    /// The annotations of the content.
    public var annotations: [String: String]
    /// Other locations of the content, used for foreign layers.
    public var urls: [String]
    /// The embedded content, if present: `size` bytes, whose digest the reader must verify.
    public var data: [UInt8]?

    /// A reference to content; a negative `size` counts as 0.
    public init(
        mediaType: String, digest: Digest, size: Int64, platform: Platform? = nil, artifactType: String? = nil,
        annotations: [String: String] = [:], urls: [String] = [], data: [UInt8]? = nil
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = max(0, size)
        self.platform = platform
        self.artifactType = artifactType
        self.annotations = annotations
        self.urls = urls
        self.data = data
    }
}

extension Descriptor {
    /// The digest, as written, of the image that this index entry attests; builders link the two by an annotation.
    package var attested: String? { annotations["vnd.docker.reference.digest"] }
}

extension Candidate {
    /// The index entry `descriptor` for the ranking, without the content it refers to.
    package init(_ descriptor: Descriptor) {
        self.init(
            mediaType: descriptor.mediaType, artifactType: descriptor.artifactType,
            annotations: descriptor.annotations, platform: descriptor.platform, content: .unread)
    }
}
