/// An OCI index or a Docker manifest list: what there is of an image, platform by platform.
///
/// OCI image-spec v1.1, image-index.md.
public struct ImageIndex: Hashable, Sendable {
    /// The media type that the document says to have; many OCI indexes say none.
    public var mediaType: String?
    /// The entries in document order; there may be none.
    public var manifests: [Descriptor]
    /// The notes on the whole.
    public var annotations: [String: String]
    /// The type of artifact, where it is one.
    public var artifactType: String?
    /// What the whole is attached to.
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
