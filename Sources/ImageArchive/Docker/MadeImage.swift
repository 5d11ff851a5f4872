import ImageModel
import ImageStore

/// An image of a `docker save` archive with the manifest that was made for it.
struct MadeImage: Sendable {
    /// The image's first name in the archive.
    let name: String?
    /// The manifest.
    let root: Descriptor
    /// Where the config and the layers are.
    let blobs: [Digest: FileSpan]
    private let documents: [Digest: [UInt8]]
    /// The files that layers were compressed into.
    private let scratches: [ScratchFile]

    /// Makes the manifest over layers that are ready.
    init(name: String?, config: DockerConfig, layers: [MadeLayer]) throws(ArchiveError) {
        let (bytes, mediaType) = MadeManifest.made(config: (config.digest, config.bytes.count), layers: layers)
        let digest = try ArchiveError.storing { () throws(StoreError) in try Digest.of(bytes) }
        self.name = name
        root = Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
        documents = [digest: bytes, config.digest: config.bytes]
        scratches = layers.compactMap(\.scratch)
        blobs = layers.reduce(into: [config.digest: config.span]) { $0[$1.digest] = $1.span }
    }

    /// The bytes of the manifest or the config.
    func bytes(of blob: Descriptor) throws(ArchiveError) -> [UInt8]? {
        guard let bytes = documents[blob.digest] else { return nil }
        guard Int64(bytes.count) == blob.size else {
            throw .wrongSize(blob.digest, expected: blob.size, actual: Int64(bytes.count))
        }
        return bytes
    }
}
