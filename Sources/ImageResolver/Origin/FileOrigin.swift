import ImageModel
import ImageStore

/// A list that is at hand as a file, with the configs of some of its entries (`explain --index-file`).
struct FileOrigin: ImageOrigin {
    private let index: [UInt8]
    private let configs: [Digest: ImageConfig]

    /// The list's bytes, and a JSON object from an entry's digest to its image config.
    init(index: [UInt8], configs: [UInt8]?) throws(ResolverError) {
        self.index = index
        do throws(ManifestError) {
            self.configs =
                try configs.map { bytes throws(ManifestError) in try ImageConfig.table(parsing: bytes) } ?? [:]
        } catch {
            throw ResolverError(.malformed, "the configs: \(error)")
        }
    }

    func root() async throws(ResolverError) -> Document {
        let digest: Digest
        do throws(StoreError) {
            digest = try Digest.of(index)
        } catch {
            throw ResolverError(store: error)
        }
        return try Document(index, digest: digest, sentAs: nil)
    }

    /// There is no document behind an entry; a config that is at hand stands for the whole image.
    func document(_ descriptor: Descriptor) async throws(ResolverError) -> Document {
        guard configs[descriptor.digest] != nil else {
            throw ResolverError(.notFound, "no config is given for \(descriptor.digest)")
        }
        let config = Descriptor(mediaType: MediaType.ociConfig, digest: descriptor.digest, size: 0)
        return Document(
            digest: descriptor.digest, mediaType: descriptor.mediaType, bytes: [],
            content: .manifest(ImageManifest(config: config, layers: [])))
    }

    func bytes(_ descriptor: Descriptor) async throws(ResolverError) -> [UInt8] {
        throw ResolverError(.notFound, "no config is given for \(descriptor.digest)")
    }

    func image(_ document: Document, _ manifest: ImageManifest) async throws(ResolverError) -> ImageDocuments {
        guard let config = configs[manifest.config.digest] else {
            throw ResolverError(.notFound, "no config is given for \(manifest.config.digest)")
        }
        return ImageDocuments(document: document, manifest: manifest, configBytes: [], config: config)
    }
}
