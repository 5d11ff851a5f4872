import ErrorMapping
import ImageModel

/// Reads the documents below some roots, level by level, and checks which of them the target already has.
///
/// A manifest that the target has needs no further checks: its blobs are there too.
struct CopyWalk: Sendable {
    let source: CopyOrigin
    let target: RegistrySession
    let slots: TransferSlots
    /// What is checked at the target.
    let checks: CopyChecks
    /// Whether documents that the target has are read too, for the sizes of their blobs.
    let countsPresent: Bool

    /// The outcome of reading one entry.
    private enum Reading: Sendable {
        /// The target has the entry with everything it names.
        case present(Descriptor, CopiedDocument?)
        /// A document to push; with `isWhole` the target has its blobs.
        case document(CopiedDocument, isWhole: Bool)
        /// The entry is a blob.
        case blob(Descriptor)
    }

    /// The tree of `roots`.
    func tree(of roots: [CopyRoot]) async throws(RegistryError) -> CopyTree {
        var tree = CopyTree()
        let named = roots.reduce(into: [Digest: CopyRoot]()) { $0[$1.descriptor.digest] = $1 }
        let chosen = Self.chosen(roots)
        var level = roots.map(\.descriptor)
        var depth = 0
        while true {
            level = try tree.unseen(level)
            guard !level.isEmpty else { return tree }
            guard depth <= Limits.indexDepth else { throw RegistryError(.copy, .tooDeep(limit: Limits.indexDepth)) }
            let readings = try await slots.each(level) { entry throws(RegistryError) in
                try await read(entry, as: named[entry.digest])
            }
            level = []
            for reading in readings {
                switch reading {
                case .present(let descriptor, let document):
                    tree.add(present: descriptor, blobs: document?.blobs ?? [])
                    level += document?.entries.filter { chosen?.contains($0.digest) ?? true } ?? []
                case .blob(let descriptor): tree.add(blob: descriptor)
                case .document(let document, let isWhole):
                    try tree.add(document, isWhole: isWhole)
                    level += document.entries.filter { chosen?.contains($0.digest) ?? true }
                }
            }
            depth += 1
        }
    }

    /// The entries to copy of all roots; `nil` for all.
    private static func chosen(_ roots: [CopyRoot]) -> Set<Digest>? {
        let chosen = roots.compactMap(\.entries)
        return chosen.isEmpty ? nil : chosen.reduce(into: []) { $0.formUnion($1) }
    }

    private func read(_ entry: Descriptor, as root: CopyRoot?) async throws(RegistryError) -> Reading {
        if let local = source.local, root?.bytes == nil, local.documents[entry.digest] == nil { return .blob(entry) }
        // The target may have an index without its entries; registries do not accept a manifest without its blobs.
        let isIndex = MediaType.isIndex(entry.mediaType)
        var isWhole = source.isTarget || checks == .nothing
        if !isWhole, !isIndex, checks == .manifests { isWhole = await isPresent(entry) }
        // A document that gets a tag is pushed in any case.
        let isNamed = root.map { !$0.tags.isEmpty || $0.bytes != nil } ?? false
        if isWhole, !isNamed, !countsPresent { return .present(entry, nil) }
        do throws(RegistryError) {
            let (bytes, contentType) = try await bytes(of: entry, root?.bytes)
            let document = try mapError(
                { RegistryError(.manifest(entry.digest.description), .unreadable($0)) },
                try CopiedDocument(bytes, entry: entry, contentType: contentType))
            return isWhole && !isNamed ? .present(entry, document) : .document(document, isWhole: isWhole)
        } catch {
            // What only counts must not fail.
            if isWhole, !isNamed { return .present(entry, nil) }
            let isKnown = isIndex || MediaType.isManifest(entry.mediaType)
            guard !isKnown, error.subject == .notFound else { throw error }
            return .blob(entry)
        }
    }

    private func bytes(of entry: Descriptor, _ known: [UInt8]?) async throws(RegistryError) -> ([UInt8], String?) {
        if let known = known ?? source.local?.documents[entry.digest] { return (known, nil) }
        let fetched = try await source.sessions.inTurn { session throws(RegistryError) in
            try await session.document(entry.digest, size: entry.size)
        }
        return (fetched.bytes, fetched.contentType)
    }

    /// Whether a HEAD finds the document at the target; a target that handles HEAD badly receives it again.
    private func isPresent(_ entry: Descriptor) async -> Bool {
        (try? await target.digest(ofTag: entry.digest.description)) == entry.digest
    }
}

/// What a copy checks at the target before it brings anything there.
package enum CopyChecks: Hashable, Sendable {
    /// Manifests; the blobs of those that the target has are present too.
    case manifests
    /// Every blob, even if the target has its manifest.
    case blobs
    /// Nothing: the target is known to have everything.
    case nothing
}
