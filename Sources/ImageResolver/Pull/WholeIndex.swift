import ImageModel
import PlatformModel

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
