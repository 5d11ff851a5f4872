import ErrorMapping
import ImageModel
import ImageStore

/// One image in the `manifest.json` of a `docker save` archive.
///
/// Moby's image/spec/spec.md, "Combined Image JSON + Filesystem Changeset Format".
struct DockerImage: Hashable, Sendable {
    /// The archive's member with the config.
    let config: String
    /// The image's names with tags; may be empty.
    let names: [String]
    /// The archive's members with the layers, lowest first.
    let layers: [String]

    /// Reads `manifest.json`.
    ///
    /// - Throws: ``ManifestError``, naming the first thing wrong.
    static func list(parsing bytes: [UInt8]) throws(ManifestError) -> [DockerImage] {
        try DocumentReader.decode([Wire].self, from: bytes).map {
            DockerImage(config: $0.config, names: $0.names ?? [], layers: $0.layers ?? [])
        }
    }

    private struct Wire: Decodable {
        let config: String
        let names: [String]?
        let layers: [String]?

        enum CodingKeys: String, CodingKey {
            case config = "Config"
            case names = "RepoTags"
            case layers = "Layers"
        }
    }
}

/// Converts an image of a `docker save` archive to the form of a registry, with compressed layers and a manifest.
struct DockerImageConverter: Sendable {
    let listing: ArchiveListing
    let scratchFolder: String
    /// The number of layers compressed at a time.
    let jobs: Int

    /// Verifies the config and the layers of `image`, compresses uncompressed layers, and makes the manifest.
    func convert(_ image: DockerImage) async throws(ArchiveError) -> ConvertedImage {
        let config = try DockerConfig(of: image, in: listing)
        var works: [Work: FileSpan] = [:]
        var order: [Work] = []
        for (written, diffID) in zip(image.layers, config.diffIDs) {
            guard let name = try ArchiveListing.plainName(written), let span = try listing.file(name) else {
                throw .lacking(member: written, namedBy: ArchiveListing.manifest)
            }
            order.append(Work(name: name, diffID: diffID))
            works[Work(name: name, diffID: diffID)] = span
        }
        let layers = try await converted(works)
        return try ConvertedImage(config: config, layers: order.compactMap { layers[$0] })
    }

    /// A layer to convert; an image may have the same one several times.
    private struct Work: Hashable {
        let name: String
        let diffID: Digest
    }

    private func converted(_ works: [Work: FileSpan]) async throws(ArchiveError) -> [Work: ConvertedLayer] {
        let outcome = await withTaskGroup(of: Result<(Work, ConvertedLayer), ArchiveError>.self) { group in
            var rest = works.sorted { $0.value.offset < $1.value.offset }[...]
            for (work, span) in rest.prefix(max(1, jobs)) { group.addTask { await convert(work, span) } }
            rest = rest.dropFirst(max(1, jobs))
            var layers: [Work: ConvertedLayer] = [:]
            var failure: ArchiveError?
            for await result in group {
                switch result {
                case .success(let (work, layer)): layers[work] = layer
                case .failure(let error):
                    failure = failure ?? error
                    group.cancelAll()
                }
                if failure == nil, let (work, span) = rest.popFirst() { group.addTask { await convert(work, span) } }
            }
            return failure.map { .failure($0) } ?? Result<[Work: ConvertedLayer], ArchiveError>.success(layers)
        }
        return try outcome.get()
    }

    private func convert(_ work: Work, _ span: FileSpan) async -> Result<(Work, ConvertedLayer), ArchiveError> {
        await outcome { () async throws(ArchiveError) in
            let layer = try await DiskExecutor.run { () async throws(ArchiveError) in
                try ConvertedLayer(of: span, named: work.name, diffID: work.diffID, scratchFolder: scratchFolder)
            }
            return (work, layer)
        }
    }
}

/// The config of an image in a `docker save` archive.
struct DockerConfig: Sendable {
    /// The exact bytes.
    let bytes: [UInt8]
    /// The location of the bytes in the archive.
    let span: FileSpan
    /// The digest of the bytes.
    let digest: Digest
    /// The digests of the uncompressed layers.
    let diffIDs: [Digest]

    /// Reads the config of `image`.
    ///
    /// - Throws: ``ArchiveError/wrongDigest(member:expected:actual:)`` if the member is named by another digest.
    init(of image: DockerImage, in listing: ArchiveListing) throws(ArchiveError) {
        guard let name = try ArchiveListing.plainName(image.config), let span = try listing.file(name),
            let bytes = try listing.document(name)
        else { throw .lacking(member: image.config, namedBy: ArchiveListing.manifest) }
        let digest = try mapError(ArchiveError.store, try Digest.of(bytes))
        if let named = Self.digest(named: name), named != digest {
            throw .wrongDigest(member: name, expected: named, actual: digest)
        }
        let config = try mapError(
            { (error: ManifestError) in ArchiveError.document(error, member: name) },
            try ImageConfig(parsing: bytes))
        guard config.diffIDs.count == image.layers.count else {
            throw .layerCount(image.layers.count, inConfig: config.diffIDs.count)
        }
        self.bytes = bytes
        self.span = span
        self.digest = digest
        diffIDs = config.diffIDs
    }

    /// The digest in a name such as `blobs/sha256/<hex>`, `<hex>.json` or `sha256:<hex>`.
    private static func digest(named name: String) -> Digest? {
        let last = name.split(separator: "/").last.map(String.init) ?? name
        let stem = last.hasSuffix(".json") ? String(last.dropLast(5)) : last
        let text = stem.utf8.contains(UInt8(ascii: ":")) ? stem : "\(DigestAlgorithm.sha256.rawValue):\(stem)"
        return try? Digest(parsing: text)
    }
}

/// An image of a `docker save` archive, with the manifest made for it.
struct ConvertedImage: Sendable {
    /// The manifest.
    let root: Descriptor
    /// The locations of the config and the layers.
    let blobs: [Digest: FileSpan]
    private let documents: [Digest: [UInt8]]
    /// The files that hold compressed layers.
    private let scratches: [ScratchFile]

    /// Makes the manifest of `config` and `layers`.
    init(config: DockerConfig, layers: [ConvertedLayer]) throws(ArchiveError) {
        let (bytes, mediaType) = Self.manifest(of: config, layers)
        let digest = try mapError(ArchiveError.store, try Digest.of(bytes))
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

    /// The manifest's bytes and media type, the same for the same config and layers.
    ///
    /// It is a Docker manifest, as in the archive's format, unless a layer uses Zstandard, which only OCI manifests support.
    private static func manifest(
        of config: DockerConfig, _ layers: [ConvertedLayer]
    ) -> (bytes: [UInt8], mediaType: String) {
        let isOCI = layers.contains(where: \.isZstandard)
        let mediaType = isOCI ? MediaType.ociManifest : MediaType.dockerManifest
        let configType = isOCI ? MediaType.ociConfig : MediaType.dockerConfig
        let list = layers.map { layer in
            descriptor(
                isOCI ? MediaType.ociLayer + (layer.isZstandard ? "+zstd" : "+gzip") : MediaType.dockerGzipLayer,
                layer.digest, layer.span.size)
        }
        let config = descriptor(configType, config.digest, Int64(config.bytes.count))
        let text =
            #"{"schemaVersion":2,"mediaType":"\#(mediaType)","config":\#(config),"layers":[\#(list.joined(separator: ","))]}"#
        return (Array(text.utf8), mediaType)
    }

    /// None of the values needs an escape.
    private static func descriptor(_ mediaType: String, _ digest: Digest, _ size: Int64) -> String {
        #"{"mediaType":"\#(mediaType)","size":\#(size),"digest":"\#(digest)"}"#
    }
}

/// A layer of a `docker save` archive in the compressed form of a registry.
struct ConvertedLayer: Sendable {
    /// The digest of the compressed layer.
    let digest: Digest
    /// The location of the compressed layer.
    let span: FileSpan
    /// Whether the layer uses Zstandard, which Docker's manifests do not support.
    let isZstandard: Bool
    /// The file that ``span`` refers to, if that is not the archive.
    let scratch: ScratchFile?

    /// Converts the layer in the member `name`: one that registries know as compressed keeps its bytes, any other is
    /// compressed with gzip.
    ///
    /// - Throws: ``ArchiveError/wrongDigest(member:expected:actual:)`` if the uncompressed layer does not have `diffID`.
    init(of span: FileSpan, named name: String, diffID: Digest, scratchFolder: String) throws(ArchiveError) {
        let compression = try mapError(ArchiveError.store, try Compression(of: span))
        let layer: ConvertedLayer
        let actual: Digest
        switch compression {
        case .none: (layer, actual) = try Self.compressed(span, diffID.algorithm, scratchFolder)
        case .bzip2, .xz:
            let (unpacked, file) = try span.unpacked(compression, in: scratchFolder)
            (layer, actual) = try Self.compressed(unpacked, diffID.algorithm, scratchFolder)
            withExtendedLifetime(file) {}
        case .gzip, .zstd: (layer, actual) = try Self.kept(span, diffID.algorithm, compression)
        }
        guard actual == diffID else { throw .wrongDigest(member: name, expected: diffID, actual: actual) }
        self = layer
    }

    private init(digest: Digest, span: FileSpan, isZstandard: Bool = false, scratch: ScratchFile? = nil) {
        self.digest = digest
        self.span = span
        self.isZstandard = isZstandard
        self.scratch = scratch
    }

    private static func compressed(
        _ span: FileSpan, _ algorithm: DigestAlgorithm, _ scratchFolder: String
    ) throws(ArchiveError) -> (ConvertedLayer, diffID: Digest) {
        let scratch = try mapError(ArchiveError.store, try ScratchFile(in: scratchFolder))
        let input = try mapError(ArchiveError.store, try ArchiveInput(span, hashing: algorithm))
        let writer = try GzipWriter(into: scratch)
        while let bytes = input.next(), !bytes.isEmpty { try writer.write(bytes) }
        let (digest, size) = try writer.finish()
        let diffID = try mapError(ArchiveError.store, try input.finishedDigest())
        return (ConvertedLayer(digest: digest, span: scratch.span(size: size), scratch: scratch), diffID)
    }

    private static func kept(
        _ span: FileSpan, _ algorithm: DigestAlgorithm, _ compression: Compression
    ) throws(ArchiveError) -> (ConvertedLayer, diffID: Digest) {
        let input = try mapError(ArchiveError.store, try ArchiveInput(span, hashing: .sha256))
        let reader = try ArchiveReader(input, as: .compressed(compression))
        var hasher = try mapError(ArchiveError.store, try DigestHasher(algorithm))
        if try reader.next() != nil {
            try reader.forEachBlock { (bytes) throws(ArchiveError) in
                try mapError(ArchiveError.store, try hasher.update(bytes))
            }
        }
        let digest = try mapError(ArchiveError.store, try input.finishedDigest())
        let diffID = try mapError(ArchiveError.store, try hasher.copy().finish())
        return (ConvertedLayer(digest: digest, span: span, isZstandard: compression == .zstd), diffID)
    }
}
