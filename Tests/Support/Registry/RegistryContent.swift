/// What a registry holds: repositories with tags, manifests and blobs, and whatever else has a path.
public struct RegistryContent: Sendable {
    /// A body with its type.
    public struct Document: Sendable {
        /// The media type.
        public let mediaType: String
        /// The exact bytes.
        public let bytes: [UInt8]
    }

    /// One repository.
    public struct Repository: Sendable {
        /// The digests of the tags.
        public var tags: [String: String] = [:]
        /// The manifests by digest.
        public var manifests: [String: Document] = [:]
        /// The blobs by digest.
        public var blobs: [String: [UInt8]] = [:]

        /// An empty one.
        public init() {}
    }

    /// The repositories by name.
    public var repositories: [String: Repository] = [:]
    /// Bodies at paths of their own, the query included: what redirects lead to.
    public var files: [String: Document] = [:]
    /// Whether a manifest is only given to who names its type in Accept, as distribution does.
    public var heedsAccept = true

    /// How it tells what is attached to a manifest; `nil` for a registry without that list.
    public var referrersSettings: ReferrersSettings?
    /// How it is written to.
    public var uploadSettings = UploadSettings()
    /// The uploads that are open, by what stands in their addresses.
    var uploads: [String: Upload] = [:]
    /// How many uploads have been opened.
    var uploadCount = 0

    /// Nothing.
    public init() {}

    /// Puts all of `image` into `repository`, under these tags.
    public mutating func add(_ image: SampleImage, to repository: String, tags: [String]) {
        var changed = repositories[repository] ?? Repository()
        for manifest in image.manifests {
            changed.manifests[manifest.digest] = Document(mediaType: manifest.mediaType, bytes: manifest.bytes)
        }
        for blob in image.blobs { changed.blobs[blob.digest] = blob.bytes }
        for tag in tags { changed.tags[tag] = image.root.digest }
        repositories[repository] = changed
    }

    /// Puts `bytes` into `repository` as a manifest, whatever they are, and gives their digest.
    @discardableResult
    public mutating func add(manifest bytes: [UInt8], mediaType: String, to repository: String, tag: String) -> String {
        let digest = SampleDigest.sha256(of: bytes)
        repositories[repository, default: Repository()].manifests[digest] = Document(mediaType: mediaType, bytes: bytes)
        repositories[repository, default: Repository()].tags[tag] = digest
        return digest
    }
}
