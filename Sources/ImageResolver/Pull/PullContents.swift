import ImageModel
import PlatformModel

/// What one pull brings: documents, which are read already, layers, and what the store will list.
struct PullContents: Sendable {
    /// One image of the pull.
    struct Image: Sendable {
        /// Its manifest and config.
        let documents: ImageDocuments
        /// Its platform, as the entry declares it or the config names it.
        let platform: Platform?
        /// The ranking's word.
        let word: String
        /// Where it stands in the list; empty for a lone manifest.
        let position: Position
        /// The platform that was asked for; `nil` when all were.
        let wanted: Platform?

        /// The manifest as an index lists it.
        var entry: Descriptor {
            var descriptor = documents.document.descriptor
            descriptor.platform = platform
            return descriptor
        }
    }

    /// The images, in the order asked for.
    var images: [Image] = []
    /// Other documents by their digests: lists, attestations, and whatever else a list names.
    var documents: [Digest: [UInt8]] = [:]
    /// Blobs besides the images' own layers.
    var blobs: [Descriptor] = []
    /// What the store lists: a manifest, a list, or several manifests.
    var listed: [Descriptor] = []
    /// The list that the images were chosen from.
    var index: Digest?

    /// Every manifest whose blobs are wanted; blobs that no image names stand as if in one more.
    var manifests: [ImageManifest] {
        let extra = blobs.first.map { ImageManifest(config: $0, layers: Array(blobs.dropFirst())) }
        return images.map(\.documents.manifest) + [extra].compactMap(\.self)
    }

    /// Every document that is held in memory, by its digest.
    var allDocuments: [Digest: [UInt8]] {
        var all = documents
        for image in images {
            all[image.documents.document.digest] = image.documents.document.bytes
            all[image.documents.manifest.config.digest] = image.documents.configBytes
        }
        return all
    }
}

/// Gathers everything that a list names, for `--platform all`: the layout is then whole, with no digest left dangling.
///
/// What a list names several times, in itself or in the lists inside it, is read and counted once.
struct WholeIndex {
    let origin: any ImageOrigin
    let catalog: PlatformCatalog

    /// The contents of a list and of the lists inside it; a lone manifest is a list of one.
    func contents(of root: Document) async throws(ResolverError) -> PullContents {
        var gathered = GatheredIndex(root)
        switch root.content {
        case .index(let index):
            gathered.contents.index = root.digest
            try await add(root, index, at: [], around: [], to: &gathered)
        case .manifest(let manifest):
            guard manifest.isImage else { throw ResolverError(.malformed, "manifest \(root.digest) is no image") }
            let documents = try await origin.image(root, manifest)
            gathered.contents.images = [image(documents, platform: nil, at: [])]
        }
        return gathered.contents
    }

    private func add(
        _ document: Document, _ index: ImageIndex, at position: Position, around: [Digest],
        to gathered: inout GatheredIndex
    ) async throws(ResolverError) {
        guard !around.contains(document.digest) else {
            throw ResolverError(.malformed, "index \(document.digest) contains itself")
        }
        guard position.count <= Limits.indexDepth else {
            throw ResolverError(.malformed, "index \(document.digest) is nested more than \(Limits.indexDepth) deep")
        }
        gathered.contents.documents[document.digest] = document.bytes
        for (step, descriptor) in index.manifests.enumerated() {
            guard !Task.isCancelled else { throw .interrupted }
            guard try gathered.admits(descriptor) else { continue }
            guard MediaType.isIndex(descriptor.mediaType) || MediaType.isManifest(descriptor.mediaType) else {
                try await add(unknown: descriptor, to: &gathered)
                continue
            }
            let child = try await origin.document(descriptor)
            switch child.content {
            case .index(let index):
                try await add(child, index, at: position + [step], around: around + [document.digest], to: &gathered)
            case .manifest(let manifest):
                try await add(child, manifest, entry: descriptor, at: position + [step], to: &gathered)
            }
        }
    }

    /// What is neither a list nor a manifest is brought along unread.
    private func add(
        unknown descriptor: Descriptor, to gathered: inout GatheredIndex
    ) async throws(ResolverError) {
        if let bytes = try await origin.unknown(descriptor) {
            try gathered.count(bytes: descriptor.size)
            gathered.contents.documents[descriptor.digest] = bytes
        } else {
            gathered.contents.blobs.append(descriptor)
        }
    }

    /// An image counts as one; an attestation or another artifact is brought along.
    private func add(
        _ child: Document, _ manifest: ImageManifest, entry: Descriptor, at position: Position,
        to gathered: inout GatheredIndex
    ) async throws(ResolverError) {
        let verdict = catalog.entryRefusal(of: Candidate(entry))
        guard manifest.isImage, verdict == nil else {
            gathered.contents.documents[child.digest] = child.bytes
            gathered.contents.blobs += [manifest.config] + manifest.layers
            return
        }
        try gathered.count(bytes: manifest.config.size)
        let documents = try await origin.image(child, manifest)
        gathered.contents.images.append(image(documents, platform: entry.platform, at: position))
    }

    private func image(_ documents: ImageDocuments, platform: Platform?, at position: Position) -> PullContents.Image {
        PullContents.Image(
            documents: documents, platform: platform ?? documents.config.platform, word: "all", position: position,
            wanted: nil)
    }
}

/// What a walk through a list has gathered so far, within the bounds on what is held in memory.
struct GatheredIndex {
    /// What was gathered.
    var contents = PullContents()
    private var seen: [Digest: Int64] = [:]
    private var bytes: Int64 = 0

    /// A walk that begins at `root`.
    init(_ root: Document) {
        contents.listed = [root.descriptor]
        seen[root.digest] = Int64(root.bytes.count)
        bytes = Int64(root.bytes.count)
    }

    /// Whether an entry is to be read: `false` for one that has been.
    ///
    /// - Throws: A ``ResolverError`` that names the bound, before a document is read that goes beyond it.
    mutating func admits(_ entry: Descriptor) throws(ResolverError) -> Bool {
        // One that is seen again with another size is read again, and refused for that.
        guard seen[entry.digest] != entry.size else { return false }
        guard seen.count < Limits.indexDocuments else {
            throw ResolverError(.malformed, "its lists name more than \(Limits.indexDocuments) documents")
        }
        seen[entry.digest] = entry.size
        if MediaType.isIndex(entry.mediaType) || MediaType.isManifest(entry.mediaType) { try count(bytes: entry.size) }
        return true
    }

    /// Counts the bytes of a document that is about to be held.
    mutating func count(bytes more: Int64) throws(ResolverError) {
        guard more <= Int64(Limits.indexBytes) - bytes else {
            throw ResolverError(.malformed, "its lists name documents of more than \(Limits.indexBytes) bytes")
        }
        bytes += more
    }
}
