import ErrorMapping
import ImageModel
import ImageStore
import PlatformModel

/// Chooses what to copy of an image if only some of its platforms are wanted.
struct CopyChooser: Sendable {
    let origin: any ImageOrigin
    let selector: Selector
    let narrowing: CopyRequest.Narrowing
    /// Whether a new index keeps the attestations of the chosen images.
    let keepsAttestations: Bool

    /// One chosen entry.
    private struct Entry {
        let position: Position
        let platform: Platform?
        let descriptor: Descriptor
        /// The nested indexes that lead to it.
        let enclosing: [Digest]

        /// The entry in a new index.
        var listed: Descriptor {
            var listed = descriptor
            listed.platform = descriptor.platform ?? platform
            return listed
        }
    }

    /// What to copy of `root` for `platforms`. An entry without a platform gets the one from its config.
    func choice(of root: Document, for platforms: [Wanted]) async throws(ResolverError) -> CopyChoice {
        var chosen: [Entry] = []
        for wanted in platforms {
            let (explanation, tree) = try await selector.judged(root, for: wanted)
            guard explanation.error == nil, let winner = explanation.chosen else {
                throw await selector.refusal(explanation.refusal, of: wanted, among: platforms, in: root)
            }
            guard case .index = root.content else { continue }
            guard !chosen.contains(where: { $0.position == winner.position }) else { continue }
            guard let descriptor = tree.descriptor(at: winner.position) else {
                throw ResolverError(.internal, "the chosen position \(winner.position) has no entry")
            }
            chosen.append(
                Entry(
                    position: winner.position, platform: winner.platform, descriptor: descriptor,
                    enclosing: tree.enclosingDigests(of: winner.position)))
        }
        guard case .index(let index) = root.content else { return CopyChoice(all: root) }
        chosen.sort { $0.position.lexicographicallyPrecedes($1.position) }
        let attestations = keepsAttestations ? attestations(of: chosen, in: index) : []
        switch narrowing {
        case .sparse: return sparse(root, index, chosen, attestations)
        case .filter: return try await filtered(root, index, chosen, attestations)
        }
    }

    /// Reads the configs of the chosen images, because an image that contradicts its index entry must not be copied.
    func confirm(_ root: Document, for platforms: [Wanted]) async throws(ResolverError) -> [ResolverEvent] {
        var remarks: [ResolverEvent] = []
        for wanted in platforms { remarks += try await selector.select(from: root, for: wanted).remarks }
        return remarks
    }

    private func sparse(
        _ root: Document, _ index: ImageIndex, _ chosen: [Entry], _ attestations: [Descriptor]
    ) -> CopyChoice {
        var choice = CopyChoice(
            root, from: root.digest, platforms: chosen.compactMap(\.platform),
            note: "the index is copied unchanged, with \(chosen.count) of its \(index.entries.count) entries")
        choice.entries = Set(chosen.flatMap { [$0.descriptor.digest] + $0.enclosing } + attestations.map(\.digest))
        return choice
    }

    private func filtered(
        _ root: Document, _ index: ImageIndex, _ chosen: [Entry], _ attestations: [Descriptor]
    ) async throws(ResolverError) -> CopyChoice {
        let platforms = chosen.compactMap(\.platform)
        let entries = chosen.map(\.listed) + attestations
        guard !index.malformed.isEmpty || entries.map(\.digest) != index.manifests.map(\.digest) else {
            return CopyChoice(all: root)
        }
        if let only = entries.first, entries.count == 1 {
            return CopyChoice(
                try await origin.document(only), from: root.digest, platforms: platforms,
                note: "only one manifest of the index \(root.digest) is copied; its digest is \(only.digest)")
        }
        var narrowed = index
        narrowed.mediaType = root.mediaType
        narrowed.manifests = entries
        // Docker's manifest lists have no annotations.
        if root.mediaType != MediaType.dockerList {
            narrowed.annotations[ImageIndex.filteredFromAnnotation] = root.digest.description
        }
        let bytes = narrowed.encoded()
        let digest = try mapError(
            ResolverError.init(store:), try Digest.of(bytes, algorithm: root.digest.algorithm))
        return CopyChoice(
            try Document(bytes, digest: digest, sentAs: root.mediaType), from: root.digest, platforms: platforms,
            note: "\(entries.count) of the \(index.entries.count) entries of the index \(root.digest) are copied, "
                + "in a new index: \(digest)")
    }

    private func attestations(of chosen: [Entry], in index: ImageIndex) -> [Descriptor] {
        let digests = Set(chosen.map(\.descriptor.digest.description))
        return index.manifests.filter { $0.attested.map(digests.contains) ?? false }
    }
}

/// Checks the platforms of what is about to be written; it throws if one is not what it claims to be.
typealias PlatformConfirmation = @Sendable (CopyChoice) async throws(ResolverError) -> Void

/// What to copy of an image: the document that gets the tags, and which of its entries.
struct CopyChoice: Sendable {
    /// The document that gets the tags.
    let document: Document
    /// The digest of the source's index; `nil` for a manifest without an index.
    let index: Digest?
    /// The entries to copy of an index that stays unchanged; `nil` means all.
    var entries: Set<Digest>?
    /// The chosen platforms; `nil` means all.
    var platforms: [Platform]?
    /// What the user should know about the choice.
    var note: String?

    /// Copies everything.
    init(all root: Document) {
        document = root
        index = if case .index = root.content { root.digest } else { nil }
    }

    /// Copies a document with some platforms of an index.
    init(_ document: Document, from index: Digest, platforms: [Platform], note: String) {
        self.document = document
        self.index = index
        self.platforms = platforms
        self.note = note
    }

    /// The code of the reason that is reported for the choice.
    var reason: String { platforms == nil ? "all" : entries == nil ? "filtered" : "sparse" }
}
