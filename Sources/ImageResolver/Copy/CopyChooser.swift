import ImageModel
import ImageStore
import PlatformModel

/// Works out what is copied of an image of which some platforms are wanted.
struct CopyChooser: Sendable {
    let origin: any ImageOrigin
    let selector: Selector
    let narrowing: CopyRequest.Narrowing
    /// Whether the attestations of what is chosen stay in a list that is made anew.
    let keepsAttestations: Bool

    /// The annotation of a list that was made of another one.
    private static let filteredFrom = "io.github.resolve.filtered-from"

    /// One chosen entry.
    private struct Entry {
        let position: Position
        let platform: Platform?
        let descriptor: Descriptor
        /// The lists within the root that lead to it.
        let around: [Digest]

        /// The entry as a list of its own names it.
        var listed: Descriptor {
            var listed = descriptor
            listed.platform = descriptor.platform ?? platform
            return listed
        }
    }

    /// What is copied of `root` for `platforms`; an entry without a platform gets the one that its config names.
    func choice(of root: Document, for platforms: [Wanted]) async throws(ResolverError) -> CopyChoice {
        var chosen: [Entry] = []
        for wanted in platforms {
            let explanation = try await selector.explanation(of: root, for: wanted)
            guard let winner = explanation.chosen else { throw explanation.refusal }
            guard case .index(let index) = root.content else { continue }
            guard !chosen.contains(where: { $0.position == winner.position }) else { continue }
            chosen.append(try await entry(at: winner.position, of: index, winner.platform))
        }
        guard case .index(let index) = root.content else { return CopyChoice(all: root) }
        chosen.sort { $0.position.lexicographicallyPrecedes($1.position) }
        let attestations = keepsAttestations ? attestations(of: chosen, in: index) : []
        switch narrowing {
        case .sparse: return sparse(root, index, chosen, attestations)
        case .filter: return try await filtered(root, index, chosen, attestations)
        }
    }

    /// Reads again, with their configs, what was chosen: an image that contradicts what its list says is not copied.
    func confirm(_ root: Document, for platforms: [Wanted]) async throws(ResolverError) -> [SelectionRemark] {
        var remarks: [SelectionRemark] = []
        for wanted in platforms { remarks += try await selector.select(from: root, for: wanted).remarks }
        return remarks
    }

    private func sparse(
        _ root: Document, _ index: ImageIndex, _ chosen: [Entry], _ attestations: [Descriptor]
    ) -> CopyChoice {
        var choice = CopyChoice(
            root, from: root.digest, platforms: chosen.compactMap(\.platform),
            note: "the list stays as it is, with \(chosen.count) of its \(index.manifests.count) entries behind it")
        choice.entries = Set(chosen.flatMap { [$0.descriptor.digest] + $0.around } + attestations.map(\.digest))
        return choice
    }

    private func filtered(
        _ root: Document, _ index: ImageIndex, _ chosen: [Entry], _ attestations: [Descriptor]
    ) async throws(ResolverError) -> CopyChoice {
        let platforms = chosen.compactMap(\.platform)
        let entries = chosen.map(\.listed) + attestations
        guard entries.map(\.digest) != index.manifests.map(\.digest) else { return CopyChoice(all: root) }
        if let only = entries.first, entries.count == 1 {
            return CopyChoice(
                try await origin.document(only), from: root.digest, platforms: platforms,
                note: "one manifest of the list \(root.digest) is copied, under its own digest")
        }
        var narrowed = index
        narrowed.mediaType = root.mediaType
        narrowed.manifests = entries
        // Docker's lists have no annotations.
        if root.mediaType != MediaType.dockerList {
            narrowed.annotations[Self.filteredFrom] = root.digest.description
        }
        let bytes = narrowed.encoded()
        let digest: Digest
        do throws(StoreError) {
            digest = try Digest.of(bytes, algorithm: root.digest.algorithm)
        } catch {
            throw ResolverError(store: error)
        }
        return CopyChoice(
            try Document(bytes, digest: digest, sentAs: root.mediaType), from: root.digest, platforms: platforms,
            note: "\(entries.count) of the \(index.manifests.count) entries of the list \(root.digest) are copied, "
                + "as a list of their own: \(digest)")
    }

    /// The entry at `position`, with the lists around it; they were read when it was chosen.
    private func entry(
        at position: Position, of index: ImageIndex, _ platform: Platform?
    ) async throws(ResolverError) -> Entry {
        var level = index.manifests
        var around: [Digest] = []
        for (depth, step) in position.enumerated() {
            guard level.indices.contains(step) else { break }
            let descriptor = level[step]
            if depth == position.count - 1 {
                return Entry(position: position, platform: platform, descriptor: descriptor, around: around)
            }
            around.append(descriptor.digest)
            guard case .index(let inner) = try await origin.document(descriptor).content else { break }
            level = inner.manifests
        }
        throw ResolverError(.internal, "the choice stands at \(position), where no entry is")
    }

    private func attestations(of chosen: [Entry], in index: ImageIndex) -> [Descriptor] {
        let digests = Set(chosen.map(\.descriptor.digest.description))
        return index.manifests.filter { $0.attested.map(digests.contains) ?? false }
    }
}

/// What is copied of an image: the document that gets the tags, and what of it.
struct CopyChoice: Sendable {
    /// The document that gets the tags.
    let document: Document
    /// The digest of the source's list; `nil` for a lone manifest.
    let index: Digest?
    /// The entries that are copied of a list that stays as it is; `nil` for all.
    var entries: Set<Digest>?
    /// The platforms that were chosen; `nil` for all.
    var platforms: [Platform]?
    /// What the user should know of the choice.
    var note: String?

    /// Everything.
    init(all root: Document) {
        document = root
        index = if case .index = root.content { root.digest } else { nil }
    }

    /// A document that stands for some platforms of a list.
    init(_ document: Document, from index: Digest, platforms: [Platform], note: String) {
        self.document = document
        self.index = index
        self.platforms = platforms
        self.note = note
    }

    /// The word for it, where others have the ranking's.
    var word: String { platforms == nil ? "all" : entries == nil ? "filtered" : "sparse" }
}
