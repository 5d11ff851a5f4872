import ImageModel
import ImageStore
import PlatformModel

/// What one pull stores: documents, which are already read, layers, and the entries to list.
struct PullContents: Sendable {
    /// One image of the pull.
    struct Image: Sendable {
        /// The manifest.
        let document: Document
        /// The parsed manifest.
        let manifest: ImageManifest
        /// The manifest with its config, which was read; `nil` for an artifact, whose config is fetched like a layer.
        var documents: ImageDocuments?
        /// The platform that the entry declares, else the one in the config.
        let platform: Platform?
        /// The code of the reason for the choice.
        let reason: String
        /// The position in the index; empty for a root manifest.
        let position: Position
        /// The requested platform; `nil` if all were requested.
        var wanted: Platform?

        /// The manifest as an index entry.
        var entry: Descriptor {
            var descriptor = document.descriptor
            descriptor.platform = platform
            if documents == nil { descriptor.artifactType = manifest.artifactType ?? manifest.config.mediaType }
            return descriptor
        }
    }

    /// The images, in the order requested.
    var images: [Image] = []
    /// Other documents: indexes, attestations, and other entries of an index.
    var documents: [Digest: [UInt8]] = [:]
    /// Blobs other than those of the images.
    var blobs: [Descriptor] = []
    /// The entries to list: a manifest, an index, or several manifests.
    var listed: [Descriptor] = []
    /// The index that the images were chosen from.
    var index: Digest?

    /// The manifests whose blobs are needed, including one that stands for ``blobs``.
    var manifests: [ImageManifest] {
        let extra = blobs.first.map { ImageManifest(config: $0, layers: Array(blobs.dropFirst())) }
        return images.map(\.manifest) + [extra].compactMap(\.self)
    }

    /// Every document that is held in memory.
    var allDocuments: [Digest: [UInt8]] {
        var all = documents
        for image in images {
            all[image.document.digest] = image.document.bytes
            if let documents = image.documents { all[documents.manifest.config.digest] = documents.configBytes }
        }
        return all
    }
}

extension PullContents {
    /// The entry of a layout or an archive: a manifest, a whole index, or a new index of the requested platforms, whose bytes
    /// are the second value.
    ///
    /// It has no platform, as containerd skips an entry whose platform is not that of the machine, and fails.
    func root() throws(StoreError) -> (entry: Descriptor, index: [UInt8]?) {
        if listed.count == 1, var entry = listed.first {
            entry.platform = nil
            return (entry, nil)
        }
        var filtered = ImageIndex(mediaType: MediaType.ociIndex, manifests: listed)
        if let index { filtered.annotations[ImageIndex.filteredFromAnnotation] = index.description }
        let bytes = filtered.encoded()
        return (
            Descriptor(mediaType: MediaType.ociIndex, digest: try Digest.of(bytes), size: Int64(bytes.count)), bytes
        )
    }

    /// Whether there is something that is not an image.
    var hasArtifact: Bool { images.contains { $0.documents == nil } }
}

extension PullContents.Image {
    /// An image, with its config.
    init(_ documents: ImageDocuments, platform: Platform?, reason: String, position: Position, wanted: Platform?) {
        self.init(
            document: documents.document, manifest: documents.manifest, documents: documents, platform: platform,
            reason: reason, position: position, wanted: wanted)
    }

    /// A chosen image.
    init(_ selection: Selection) {
        self.init(
            selection.documents, platform: selection.platform, reason: selection.reason, position: selection.position,
            wanted: selection.wanted.host.platform)
    }

    /// A manifest that is not that of an image.
    init(artifact document: Document, _ manifest: ImageManifest, platform: Platform?, at position: Position) {
        self.init(
            document: document, manifest: manifest, platform: platform, reason: "artifact", position: position,
            wanted: nil)
    }
}

/// Reads everything that an index lists, for `--platform all`, so the stored layout has no missing digest.
///
/// An entry that is listed several times, in the index or in nested ones, is read and counted once.
struct WholeIndex {
    private let origin: any ImageOrigin
    private let catalog: PlatformCatalog
    private var contents = PullContents()
    /// The manifests that are not images, and not attached to others.
    private var artifacts: [PullContents.Image] = []
    private var bounds: IndexBounds

    /// Reads `root` and everything below it. A manifest without an index is treated like an index with one entry.
    ///
    /// What is not an image is included with the images of an index; without any image, it is the result if `takesArtifacts`.
    static func contents(
        of root: Document, from origin: any ImageOrigin, catalog: PlatformCatalog, takesArtifacts: Bool
    ) async throws(ResolverError) -> PullContents {
        var whole = WholeIndex(origin: origin, catalog: catalog, bounds: IndexBounds(root: root))
        whole.contents.listed = [root.descriptor]
        switch root.content {
        case .index(let index):
            whole.contents.index = root.digest
            try await whole.add(root, index, at: [], inside: [])
        case .manifest(let manifest):
            if let image = try await origin.imageIfAny(root, manifest) {
                whole.add(image, platform: nil, at: [])
            } else {
                guard takesArtifacts else {
                    throw ResolverError(ArtifactKind(manifest), .malformed)
                }
                let artifact = PullContents.Image(artifact: root, manifest, platform: nil, at: [])
                (whole.contents.images, whole.contents.listed) = ([artifact], [artifact.entry])
            }
        }
        if takesArtifacts, whole.contents.images.isEmpty { whole.contents.images = whole.artifacts }
        return whole.contents
    }

    private init(origin: any ImageOrigin, catalog: PlatformCatalog, bounds: IndexBounds) {
        self.origin = origin
        self.catalog = catalog
        self.bounds = bounds
    }

    private mutating func add(
        _ document: Document, _ index: ImageIndex, at position: Position, inside enclosing: [Digest]
    ) async throws(ResolverError) {
        guard !enclosing.contains(document.digest) else {
            throw ResolverError(.malformed, "index \(document.digest) contains itself")
        }
        try IndexBounds.check(depth: position.count, of: document)
        try document.checkEntries()
        contents.documents[document.digest] = document.bytes
        for (step, descriptor) in index.manifests.enumerated() {
            guard !Task.isCancelled else { throw .interrupted }
            guard try bounds.admit(descriptor) else { continue }
            guard MediaType.isIndex(descriptor.mediaType) || MediaType.isManifest(descriptor.mediaType) else {
                try await add(unknown: descriptor)
                continue
            }
            let child = try await origin.document(descriptor)
            switch child.content {
            case .index(let index):
                try await add(child, index, at: position + [step], inside: enclosing + [document.digest])
            case .manifest(let manifest):
                try await add(child, manifest, entry: descriptor, at: position + [step])
            }
        }
    }

    /// Includes an entry that is neither an index nor a manifest without parsing it.
    private mutating func add(unknown descriptor: Descriptor) async throws(ResolverError) {
        if let bytes = try await origin.unknown(descriptor) {
            try bounds.count(bytes: descriptor.size)
            contents.documents[descriptor.digest] = bytes
        } else {
            contents.blobs.append(descriptor)
        }
    }

    /// Adds an image. An attestation or another artifact is included, but not counted among the images.
    private mutating func add(
        _ child: Document, _ manifest: ImageManifest, entry: Descriptor, at position: Position
    ) async throws(ResolverError) {
        var image: ImageDocuments?
        if manifest.isImage || manifest.isImageByConfig, catalog.entryRefusal(of: Candidate(entry)) == nil {
            try bounds.count(bytes: manifest.config.size)
            image = try await origin.imageIfAny(child, manifest)
        }
        guard let image else {
            if entry.attested == nil {
                artifacts.append(
                    PullContents.Image(artifact: child, manifest, platform: entry.platform, at: position))
            }
            contents.documents[child.digest] = child.bytes
            contents.blobs += [manifest.config] + manifest.layers
            return
        }
        add(image, platform: entry.platform, at: position)
    }

    private mutating func add(_ documents: ImageDocuments, platform: Platform?, at position: Position) {
        contents.images.append(
            PullContents.Image(
                documents, platform: platform ?? documents.config.platform, reason: "all", position: position,
                wanted: nil))
    }
}
