import ErrorMapping
import ImageModel
import ImageStore

/// An index in a file, with the configs of some of its entries (`explain --index-file`).
struct FileOrigin: ImageOrigin {
    private let index: [UInt8]
    private let configs: [Digest: ImageConfig]

    /// Parses `configs`, a JSON object from the digest of an entry to its image config.
    init(index: [UInt8], configs: [UInt8]?) throws(ResolverError) {
        self.index = index
        guard let configs else {
            self.configs = [:]
            return
        }
        self.configs = try mapError(
            { (error: ManifestError) in ResolverError(.malformed, "the configs: \(error)") },
            try ImageConfig.table(parsing: configs))
    }

    var holdsManifests: Bool { false }

    func root() async throws(ResolverError) -> Document {
        try Document(index, digest: try mapError(ResolverError.init(store:), try Digest.of(index)), sentAs: nil)
    }

    /// A stand-in for the manifest of an entry: only its config is known.
    func document(_ descriptor: Descriptor) async throws(ResolverError) -> Document {
        guard configs[descriptor.digest] != nil else { throw missing(descriptor.digest) }
        let config = Descriptor(mediaType: MediaType.ociConfig, digest: descriptor.digest, size: 0)
        return Document(
            digest: descriptor.digest, mediaType: descriptor.mediaType, bytes: [],
            content: .manifest(ImageManifest(config: config, layers: [])))
    }

    func bytes(_ descriptor: Descriptor) async throws(ResolverError) -> [UInt8] {
        throw missing(descriptor.digest)
    }

    func image(_ document: Document, _ manifest: ImageManifest) async throws(ResolverError) -> ImageDocuments {
        guard let config = configs[manifest.config.digest] else { throw missing(manifest.config.digest) }
        return ImageDocuments(document: document, manifest: manifest, configBytes: [], config: config)
    }

    private func missing(_ digest: Digest) -> ResolverError {
        ResolverError(.notFound, "no config is given for \(digest)")
    }
}
