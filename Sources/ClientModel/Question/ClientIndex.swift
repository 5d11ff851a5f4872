import ImageModel
import PlatformModel

/// What a client finds under the name of an image.
public enum ClientImage: Hashable, Sendable {
    /// A manifest list or OCI index.
    case index(ClientIndex)
    /// A single manifest, described as an entry without a platform.
    case manifest(ClientEntry)

    /// The entries; a single manifest is its own only entry.
    package var entries: [ClientEntry] {
        switch self {
        case .index(let index): return index.entries
        case .manifest(let entry): return [entry]
        }
    }

    /// Records the document of the entry at a position; nothing happens if there is no such entry.
    package mutating func set(_ document: ClientEntry.Document, at position: Position) {
        switch self {
        case .manifest(var entry):
            guard position == [0] else { return }
            entry.document = document
            self = .manifest(entry)
        case .index(var index):
            ClientEntry.set(document, at: position[...], in: &index.entries)
            self = .index(index)
        }
    }

    /// The entry at a position; `nil` if there is none.
    package func entry(at position: Position) -> ClientEntry? {
        var entries = entries
        var found: ClientEntry?
        for index in position {
            guard entries.indices.contains(index) else { return nil }
            found = entries[index]
            entries = found?.nested ?? []
        }
        return found
    }
}

/// A manifest list or OCI index with all that some client looks at.
public struct ClientIndex: Hashable, Sendable {
    /// The digest, as clients print it.
    public var digest: String
    /// Whether it is a Docker manifest list, not an OCI index.
    public var isDockerList: Bool
    /// The entries, in order.
    public var entries: [ClientEntry]

    /// Creates an index.
    public init(digest: String, isDockerList: Bool = false, entries: [ClientEntry]) {
        self.digest = digest
        self.isDockerList = isDockerList
        self.entries = entries
    }
}

/// One entry of an index, and what is known of the document that it points to.
public struct ClientEntry: Hashable, Sendable {
    /// The document that an entry points to.
    public indirect enum Document: Hashable, Sendable {
        /// It has not been read; clients are assumed to find what the entry declares.
        case unread
        /// The registry does not have it.
        case missing
        /// A manifest.
        case manifest(ManifestSummary)
        /// An index with these entries.
        case index([ClientEntry])
    }

    /// The copy of the document that the entry itself holds (`data`).
    public enum EmbeddedData: Hashable, Sendable {
        /// It has the digest that the entry states.
        case matches
        /// It has another digest.
        case differs
    }

    /// The kind of document that the media type promises.
    package enum Kind: Hashable, Sendable {
        /// An image manifest.
        case manifest
        /// A manifest list or OCI index.
        case index
        /// Docker's schema 1.
        case schema1
        /// Anything else, and no media type at all.
        case other
    }

    /// The digest, as clients print it.
    public var digest: String
    /// The media type; empty if the entry states none.
    public var mediaType: String
    /// The artifact type.
    public var artifactType: String?
    /// The annotations.
    public var annotations: [String: String]
    /// The platform; one with empty names counts as declared for some clients.
    public var platform: Platform?
    /// The embedded copy of the document.
    public var data: EmbeddedData?
    /// The document.
    public var document: Document

    /// Creates an entry.
    public init(
        digest: String, mediaType: String, artifactType: String? = nil, annotations: [String: String] = [:],
        platform: Platform?, data: EmbeddedData? = nil, document: Document = .unread
    ) {
        self.digest = digest
        self.mediaType = mediaType
        self.artifactType = artifactType
        self.annotations = annotations
        self.platform = platform
        self.data = data
        self.document = document
    }

    fileprivate static func set(
        _ document: Document, at position: ArraySlice<Int>, in entries: inout [ClientEntry]
    ) {
        guard let step = position.first, entries.indices.contains(step) else { return }
        guard position.count > 1 else {
            entries[step].document = document
            return
        }
        guard case .index(var nested) = entries[step].document else { return }
        set(document, at: position.dropFirst(), in: &nested)
        entries[step].document = .index(nested)
    }

    /// The kind of document that the media type promises.
    package var kind: Kind {
        if MediaType.isIndex(mediaType) { return .index }
        if MediaType.isManifest(mediaType) { return .manifest }
        return MediaType.isSchema1(mediaType) ? .schema1 : .other
    }

    /// The entries of a nested index; `nil` for other documents.
    package var nested: [ClientEntry]? {
        guard case .index(let entries) = document else { return nil }
        return entries
    }

    /// What was read of the manifest; `nil` for other documents.
    package var manifest: ManifestSummary? {
        guard case .manifest(let summary) = document else { return nil }
        return summary
    }

    /// The name of the digest's algorithm.
    package var algorithm: String {
        String(digest.prefix { $0 != ":" })
    }

    /// Whether the digest is of an algorithm that the OCI image specification registers.
    package var hasKnownAlgorithm: Bool { ["sha256", "sha384", "sha512"].contains(algorithm) }

    /// The platform that the entry declares; `nil` if every part of it is empty.
    package var declaredPlatform: Platform? {
        platform.flatMap { $0.isBlank ? nil : $0 }
    }
}

/// What clients look at in a manifest and its config.
public struct ManifestSummary: Hashable, Sendable {
    /// The media type of the config.
    public var configMediaType: String
    /// The platform in the config; `nil` if the config is not that of an image.
    public var platform: Platform?
    /// The artifact type that the manifest states.
    public var artifactType: String?
    /// The media type of the first layer that is none of an image, such as an attestation's; `nil` if all are.
    public var foreignLayer: String?

    /// Creates a summary.
    public init(
        configMediaType: String, platform: Platform?, artifactType: String? = nil, foreignLayer: String? = nil
    ) {
        self.configMediaType = configMediaType
        self.platform = platform
        self.artifactType = artifactType
        self.foreignLayer = foreignLayer
    }

    /// The summary of a manifest, with the platform in its config.
    package init(_ manifest: ImageManifest, platform: Platform?) {
        self.init(
            configMediaType: manifest.config.mediaType, platform: platform, artifactType: manifest.artifactType,
            foreignLayer: manifest.layers.map(\.mediaType).first { !MediaType.isImageLayer($0) })
    }

    /// Whether the config is that of an image.
    package var isImage: Bool { MediaType.isImageConfig(configMediaType) }
}
