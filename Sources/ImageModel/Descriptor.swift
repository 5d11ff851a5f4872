import PlatformModel

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
