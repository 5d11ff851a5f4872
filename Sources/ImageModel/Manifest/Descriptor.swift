import PlatformModel

/// What a document says of another piece of content: its type, digest and size.
///
/// OCI image-spec v1.1, descriptor.md.
public struct Descriptor: Hashable, Sendable {
    /// The content's media type, as written.
    public var mediaType: String
    /// The digest of the content's bytes.
    public var digest: Digest
    /// The content's length; not negative.
    public let size: Int64
    /// The platform that an index entry declares; nil where none is declared, or only empty texts.
    public var platform: Platform?
    /// The type of artifact, where the content is one.
    public var artifactType: String?
    /// The notes on the content.
    public var annotations: [String: String]
    /// Where else the content may be had: foreign layers have such.
    public var urls: [String]
    /// The content itself, where it is carried along: `size` bytes, whose digest is for the reader to verify.
    public var data: [UInt8]?

    /// Describes content; a negative `size` counts as 0.
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
