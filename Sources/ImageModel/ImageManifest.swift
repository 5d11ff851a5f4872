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

    /// Whether the config's media type is that of an image's config, which states a platform.
    public var isImage: Bool { MediaType.isImageConfig(config.mediaType) }

    /// Whether the config itself has to tell if this is an image: its media type is empty, or means only bytes or JSON.
    public var isImageByConfig: Bool {
        artifactType == nil && MediaType.isGeneric(MediaType.essence(of: config.mediaType))
    }
}

/// An OCI index or a Docker manifest list: the manifests of an image, by platform.
///
/// OCI image-spec v1.1, image-index.md.
public struct ImageIndex: Hashable, Sendable {
    /// The media type that the document states; many OCI indexes state none.
    public var mediaType: String?
    /// The well-formed entries in document order; may be empty.
    public var manifests: [Descriptor]
    /// The other entries, if the reader tolerates them.
    public let malformed: [MalformedEntry]
    /// The annotations of the document.
    public var annotations: [String: String]
    /// The type of the artifact, if this is one.
    public var artifactType: String?
    /// The manifest that this one is attached to.
    public var subject: Descriptor?

    /// An index of `manifests`.
    public init(
        mediaType: String? = MediaType.ociIndex, manifests: [Descriptor], malformed: [MalformedEntry] = [],
        annotations: [String: String] = [:], artifactType: String? = nil, subject: Descriptor? = nil
    ) {
        self.mediaType = mediaType
        self.manifests = manifests
        self.malformed = malformed
        self.annotations = annotations
        self.artifactType = artifactType
        self.subject = subject
    }
}

/// An entry of an index that refers to nothing, because a part of it is missing or malformed.
public struct MalformedEntry: Hashable, Sendable {
    /// Its position among all entries of the index.
    public let step: Int
    /// The first thing wrong with it.
    public let flaw: ManifestError
    /// The media type, as written.
    public let mediaType: String?
    /// The type of the artifact, as written.
    public let artifactType: String?
    /// The digest, as written.
    public let digest: String?
    /// The platform that it declares; `nil` if none is stated, or only empty strings.
    public let platform: Platform?
    /// The annotations.
    public let annotations: [String: String]
}

extension ImageIndex {
    /// An entry of an index, well-formed or not.
    package enum Entry: Sendable {
        /// A well-formed entry.
        case sound(Descriptor)
        /// An entry that refers to nothing.
        case malformed(MalformedEntry)
    }

    /// All entries in document order.
    package var entries: [Entry] {
        var sound = manifests[...]
        var entries: [Entry] = []
        for entry in malformed {
            let before = sound.prefix(max(0, entry.step - entries.count))
            entries += before.map(Entry.sound) + [.malformed(entry)]
            sound.removeFirst(before.count)
        }
        return entries + sound.map(Entry.sound)
    }
}

extension Candidate {
    /// A malformed entry for the ranking, which refuses it.
    package init(_ entry: MalformedEntry) {
        self.init(
            mediaType: entry.mediaType, artifactType: entry.artifactType, annotations: entry.annotations,
            platform: entry.platform, content: .malformed(entry.flaw.reason))
    }
}
