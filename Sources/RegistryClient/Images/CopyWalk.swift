import ImageModel

/// Reads what is below some documents, level by level, and asks the target what of it is there.
///
/// A manifest that the target has needs none of its blobs: nothing more is asked about it.
struct CopyWalk: Sendable {
    let source: CopyOrigin
    let target: RegistrySession
    let slots: TransferSlots
    /// Whether nothing is taken to be there because its manifest is.
    let checksAll: Bool

    /// What reading one entry comes to.
    private enum Reading: Sendable {
        /// The target has it with all below it.
        case present(Descriptor)
        /// It is to be pushed; `isWhole`: the target has its blobs.
        case document(CopiedDocument, isWhole: Bool)
        /// It is a blob.
        case blob(Descriptor)
    }

    /// The tree of `roots`.
    func tree(of roots: [CopyRoot]) async throws(CopyError) -> CopyTree {
        var tree = CopyTree()
        let named = roots.reduce(into: [Digest: CopyRoot]()) { $0[$1.descriptor.digest] = $1 }
        let chosen = Self.chosen(roots)
        var level = roots.map(\.descriptor)
        var depth = 0
        while true {
            level = try tree.unseen(level)
            guard !level.isEmpty else { return tree }
            guard depth <= Limits.indexDepth else { throw .tooDeep(limit: Limits.indexDepth) }
            let readings = try await slots.each(level) { entry throws(CopyError) in
                try await read(entry, as: named[entry.digest])
            }
            level = []
            for reading in readings {
                switch reading {
                case .present(let descriptor): tree.add(present: descriptor)
                case .blob(let descriptor): tree.add(blob: descriptor)
                case .document(let document, let isWhole):
                    try tree.add(document, isWhole: isWhole)
                    level += document.entries.filter { chosen?.contains($0.digest) ?? true }
                }
            }
            depth += 1
        }
    }

    /// The entries that are copied of all roots; `nil` for all that there are.
    private static func chosen(_ roots: [CopyRoot]) -> Set<Digest>? {
        let chosen = roots.compactMap(\.entries)
        return chosen.isEmpty ? nil : chosen.reduce(into: []) { $0.formUnion($1) }
    }

    private func read(_ entry: Descriptor, as root: CopyRoot?) async throws(CopyError) -> Reading {
        if let local = source.local, root?.bytes == nil, local.documents[entry.digest] == nil { return .blob(entry) }
        // A list may be at the target without what it names; a manifest is not taken by registries without its blobs.
        let isIndex = MediaType.isIndex(entry.mediaType)
        var isWhole = source.isTarget
        if !isWhole, !isIndex, !checksAll { isWhole = await isPresent(entry) }
        // What gets a tag is pushed in any case.
        let isNamed = root.map { !$0.tags.isEmpty || $0.bytes != nil } ?? false
        if isWhole, !isNamed { return .present(entry) }
        do throws(FetchError) {
            let (bytes, contentType) = try await bytes(of: entry, root?.bytes)
            return .document(try Self.read(bytes, entry, contentType: contentType), isWhole: isWhole)
        } catch {
            let isKnown = isIndex || MediaType.isManifest(entry.mediaType)
            guard !isKnown, error.subject == .notFound else { throw .fetch(error) }
            return .blob(entry)
        }
    }

    private func bytes(of entry: Descriptor, _ known: [UInt8]?) async throws(FetchError) -> ([UInt8], String?) {
        if let known = known ?? source.local?.documents[entry.digest] { return (known, nil) }
        let fetched = try await source.sessions.inTurn { session throws(FetchError) in
            try await session.document(entry.digest, size: entry.size)
        }
        return (fetched.bytes, fetched.contentType)
    }

    /// Whether a HEAD finds it at the target; whoever answers none well gets it once more.
    private func isPresent(_ entry: Descriptor) async -> Bool {
        (try? await target.digest(ofTag: entry.digest.description)) == entry.digest
    }

    private static func read(
        _ bytes: [UInt8], _ entry: Descriptor, contentType: String?
    ) throws(FetchError) -> CopiedDocument {
        do throws(ManifestError) {
            return try CopiedDocument(bytes, entry: entry, contentType: contentType)
        } catch {
            throw .unreadable(error, entry.digest)
        }
    }
}
