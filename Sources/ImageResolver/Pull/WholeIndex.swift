import ImageModel
import PlatformModel

/// Gathers everything that a list names, for `--platform all`: the layout is then whole, with no digest left dangling.
struct WholeIndex {
    let origin: any ImageOrigin
    let catalog: PlatformCatalog

    /// The contents of a list and of the lists inside it; a lone manifest is a list of one.
    func contents(of root: Document) async throws(ResolverError) -> PullContents {
        var contents = PullContents()
        contents.listed = [root.descriptor]
        switch root.content {
        case .index(let index):
            contents.index = root.digest
            try await add(root, index, at: [], around: [], to: &contents)
        case .manifest(let manifest):
            guard manifest.isImage else { throw ResolverError(.malformed, "manifest \(root.digest) is no image") }
            let documents = try await origin.image(root, manifest)
            contents.images = [image(documents, platform: nil, at: [])]
        }
        return contents
    }

    private func add(
        _ document: Document, _ index: ImageIndex, at position: Position, around: [Digest],
        to contents: inout PullContents
    ) async throws(ResolverError) {
        guard !around.contains(document.digest) else {
            throw ResolverError(.malformed, "index \(document.digest) contains itself")
        }
        guard position.count <= Limits.indexDepth else {
            throw ResolverError(.malformed, "index \(document.digest) is nested more than \(Limits.indexDepth) deep")
        }
        contents.documents[document.digest] = document.bytes
        for (step, descriptor) in index.manifests.enumerated() {
            guard MediaType.isIndex(descriptor.mediaType) || MediaType.isManifest(descriptor.mediaType) else {
                try await add(unknown: descriptor, to: &contents)
                continue
            }
            let child = try await origin.document(descriptor)
            switch child.content {
            case .index(let index):
                try await add(child, index, at: position + [step], around: around + [document.digest], to: &contents)
            case .manifest(let manifest):
                try await add(child, manifest, entry: descriptor, at: position + [step], to: &contents)
            }
        }
    }

    /// What is neither a list nor a manifest is brought along unread.
    private func add(
        unknown descriptor: Descriptor, to contents: inout PullContents
    ) async throws(ResolverError) {
        if let bytes = try await origin.unknown(descriptor) {
            contents.documents[descriptor.digest] = bytes
        } else {
            contents.blobs.append(descriptor)
        }
    }

    /// An image counts as one; an attestation or another artifact is brought along.
    private func add(
        _ child: Document, _ manifest: ImageManifest, entry: Descriptor, at position: Position,
        to contents: inout PullContents
    ) async throws(ResolverError) {
        let verdict = catalog.entryRefusal(of: Candidate(entry))
        guard manifest.isImage, verdict == nil else {
            contents.documents[child.digest] = child.bytes
            contents.blobs += [manifest.config] + manifest.layers
            return
        }
        let documents = try await origin.image(child, manifest)
        contents.images.append(image(documents, platform: entry.platform, at: position))
    }

    private func image(_ documents: ImageDocuments, platform: Platform?, at position: Position) -> PullContents.Image {
        PullContents.Image(
            documents: documents, platform: platform ?? documents.config.platform, word: "all", position: position,
            wanted: nil)
    }
}
