/// One entry of an index, with the parts that the choice looks at and what is known of the document it points to.
public struct Candidate: Hashable, Sendable {
    /// What is known of the document that an entry points to.
    public indirect enum Content: Hashable, Sendable {
        /// It has not been read.
        case unread
        /// An image, with the platform in its config; `nil` if the config names no architecture.
        case image(Platform?)
        /// An index with these entries.
        case index([Candidate])
        /// A manifest that is not an image, with the media type of its config.
        case artifact(configMediaType: String)
        /// It could not be read, for this reason.
        case unreadable(String)
        /// The entry refers to no document: for this reason, its digest or size is not valid.
        case malformed(String)
        /// It is an index that contains itself.
        case cycle
        /// It is an index beyond the depth limit.
        case tooDeep
    }

    /// The entry's media type.
    public var mediaType: String?
    /// The entry's artifact type.
    public var artifactType: String?
    /// The entry's annotations.
    public var annotations: [String: String]
    /// The platform that the entry declares.
    public var platform: Platform?
    /// What is known of the document that the entry points to.
    public var content: Content

    /// Creates an entry.
    public init(
        mediaType: String? = nil,
        artifactType: String? = nil,
        annotations: [String: String] = [:],
        platform: Platform?,
        content: Content = .unread
    ) {
        self.mediaType = mediaType
        self.artifactType = artifactType
        self.annotations = annotations
        self.platform = platform
        self.content = content
    }

    /// The declared platform; `nil` if every part of it is empty.
    package var declaredPlatform: Platform? {
        platform.flatMap { $0.isBlank ? nil : $0 }
    }

    /// The platform in the image's config; `nil` if the config has not been read.
    var configPlatform: Platform? {
        guard case .image(let platform) = content else { return nil }
        return platform
    }
}

/// The position of an entry: its number in the index, followed by its number in each nested index.
public typealias Position = [Int]
