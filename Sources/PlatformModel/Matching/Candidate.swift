/// One entry of an index, as far as the choice looks at it, with what is known of the document behind it.
public struct Candidate: Hashable, Sendable {
    /// What is known of the document that an entry points to.
    public indirect enum Content: Hashable, Sendable {
        /// It has not been read.
        case unread
        /// An image, with the platform that its config names; `nil` when it names no architecture.
        case image(Platform?)
        /// An index of these entries.
        case index([Candidate])
        /// A manifest of something else than an image, by the media type of its config.
        case artifact(configMediaType: String)
        /// It could not be read, for this reason.
        case unreadable(String)
        /// It is an index that the way to it has passed already.
        case cycle
        /// It is an index beyond the depth that is followed.
        case tooDeep
    }

    /// The media type that the entry states.
    public var mediaType: String?
    /// The artifact type that the entry states.
    public var artifactType: String?
    /// The entry's annotations.
    public var annotations: [String: String]
    /// The platform that the entry declares.
    public var platform: Platform?
    /// What is known of the document behind the entry.
    public var content: Content

    /// An entry of these parts.
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

    /// The platform that the entry declares, unless all of it is empty.
    package var declaredPlatform: Platform? {
        platform.flatMap { $0.isBlank ? nil : $0 }
    }
}

/// The place of an entry: its number in the index, and behind it its number in each nested index on the way.
public typealias Position = [Int]
