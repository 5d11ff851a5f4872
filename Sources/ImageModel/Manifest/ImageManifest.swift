/// The manifest of one platform's image, or of an artifact.
///
/// OCI image-spec v1.1, manifest.md; Docker's "Image Manifest Version 2, Schema 2".
public struct ImageManifest: Hashable, Sendable {
    /// The media type that the document says to have; many OCI manifests say none.
    public var mediaType: String?
    /// The config; its media type tells an image from an artifact.
    public var config: Descriptor
    /// The layers, lowest first.
    public var layers: [Descriptor]
    /// The notes on the whole.
    public var annotations: [String: String]
    /// The type of artifact, where it is one.
    public var artifactType: String?
    /// What the whole is attached to.
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

    /// The sizes of config and layers together, in bytes; `Int64.max` where they are more.
    public var totalSize: Int64 {
        layers.reduce(config.size) { sum, layer in
            let (total, isOver) = sum.addingReportingOverflow(layer.size)
            return isOver ? .max : total
        }
    }

    /// Whether the config is an image's, so that there is a platform to be read from it.
    public var isImage: Bool { MediaType.isImageConfig(config.mediaType) }
}
