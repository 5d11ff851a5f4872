import ImageModel
import PlatformModel

/// Chooses the image for a platform, and confirms with its config that it matches its index entry.
struct Selector: Sendable {
    let image: String
    let origin: any ImageOrigin
    let catalog: PlatformCatalog
    let policy: MatchPolicy
    let allowsMismatch: Bool

    /// Every entry with its verdict. No more is read than the choice needs.
    func explanation(of root: Document, for wanted: Wanted) async throws(ResolverError) -> Explanation {
        try await judged(root, for: wanted).explanation
    }

    /// The explanation, with the tree of entries behind it.
    func judged(
        _ root: Document, for wanted: Wanted
    ) async throws(ResolverError) -> (explanation: Explanation, tree: IndexTree) {
        let matcher = Matcher(wanted: wanted, policy: policy, catalog: catalog)
        let (tree, judgement) = try await judge(root, by: matcher)
        let explanation = Explanation(
            of: image, root: root, tree: tree, judgement: judgement, wanted: wanted, platform: matcher.platform,
            catalog: catalog)
        return (explanation, tree)
    }

    /// The chosen image, read and confirmed.
    func select(from root: Document, for wanted: Wanted) async throws(ResolverError) -> Selection {
        let (explanation, tree) = try await judged(root, for: wanted)
        guard let chosen = explanation.chosen else { return try mismatched(root, explanation, tree) }
        let documents = try await documents(at: chosen.position, in: tree)
        var remarks: [ResolverEvent] = []
        if let declared = tree.descriptor(at: chosen.position)?.platform,
            let remark = try confirm(documents, declared)
        {
            remarks.append(remark)
        }
        if documents.config.platform == nil, chosen.platform == nil {
            remarks.append(
                note("its config names no architecture; it is assumed to be for \(wanted.host.platform.short)"))
        }
        return Selection(
            wanted: wanted, root: root, position: chosen.position, reason: chosen.verdict.reason, documents: documents,
            platform: chosen.platform, remarks: remarks)
    }

    // MARK: - Reading what the ranking needs

    /// Judges the entries, and reads what the ranking needs until its choice is final.
    ///
    /// The ranking asks for entries without a platform and for nested indexes, and only if no declared entry runs without
    /// emulation.
    private func judge(
        _ root: Document, by matcher: Matcher
    ) async throws(ResolverError) -> (tree: IndexTree, judgement: Judgement) {
        var tree: IndexTree
        switch root.content {
        case .index(let index): tree = IndexTree(index)
        case .manifest(let manifest):
            tree = IndexTree(manifest: root)
            try await add(root, manifest, at: [0], to: &tree)
        }
        var judgement = matcher.judge(tree.candidates)
        while !judgement.toRead.isEmpty {
            for position in judgement.toRead { try await read(position, of: &tree, root) }
            judgement = matcher.judge(tree.candidates)
        }
        return (tree, judgement)
    }

    /// Reads one entry. An entry that is missing or malformed is recorded as such, because others may still match.
    private func read(_ position: Position, of tree: inout IndexTree, _ root: Document) async throws(ResolverError) {
        guard let entry = tree.descriptor(at: position) else { return }
        guard !([root.digest] + tree.enclosingDigests(of: position)).contains(entry.digest) else {
            return tree.set(.cycle, at: position)
        }
        guard position.count <= Limits.indexDepth else { return tree.set(.tooDeep, at: position) }
        do throws(ResolverError) {
            let document = try await origin.document(entry)
            switch document.content {
            case .index(let index): tree.add(index, at: position)
            case .manifest(let manifest): try await add(document, manifest, at: position, to: &tree)
            }
        } catch {
            switch error.kind {
            case .notFound, .malformed: tree.set(.unreadable(error.message), at: position)
            default: throw error
            }
        }
    }

    private func add(
        _ document: Document, _ manifest: ImageManifest, at position: Position, to tree: inout IndexTree
    ) async throws(ResolverError) {
        guard manifest.isImage else {
            return tree.set(.artifact(configMediaType: manifest.config.mediaType), at: position)
        }
        tree.add(try await origin.image(document, manifest), at: position)
    }

    private func documents(at position: Position, in tree: IndexTree) async throws(ResolverError) -> ImageDocuments {
        if let image = tree.image(at: position) { return image }
        guard let entry = tree.descriptor(at: position) else {
            throw ResolverError(.internal, "the chosen position \(position) has no entry")
        }
        let document = try await origin.document(entry)
        guard case .manifest(let manifest) = document.content else {
            throw ResolverError(
                .malformed, "manifest \(document.digest) is an index, but its entry says that it is a manifest")
        }
        guard manifest.isImage else {
            throw ResolverError(
                .malformed,
                "manifest \(document.digest) is not an image: its config is of type "
                    + "'\(Printable.escaped(manifest.config.mediaType))'")
        }
        return try await origin.image(document, manifest)
    }

    // MARK: - Confirming

    /// The image of a root manifest that does not match, if mismatches are allowed; otherwise an error with all facts.
    private func mismatched(
        _ root: Document, _ explanation: Explanation, _ tree: IndexTree
    ) throws(ResolverError) -> Selection {
        guard allowsMismatch, case .manifest = root.content, let documents = tree.image(at: [0]) else {
            throw explanation.refusal
        }
        let wanted = explanation.wanted
        let found = documents.config.platform
        let name = found.map { Printable.escaped($0.full) } ?? "an unnamed platform"
        return Selection(
            wanted: wanted, root: root, position: [], reason: explanation.noMatch?.nearest?.verdict.reason ?? "",
            documents: documents, platform: found,
            remarks: [
                warning(
                    "it is for \(name), not for \(wanted.host.platform.short); accepted because of --allow-mismatch")
            ])
    }

    /// Compares the config with the platform that the entry declares, and returns a remark if details differ.
    ///
    /// A platform that consists of empty strings declares nothing.
    private func confirm(_ documents: ImageDocuments, _ declared: Platform) throws(ResolverError) -> ResolverEvent? {
        guard !declared.isBlank, let config = documents.config.platform else { return nil }
        switch catalog.confirmation(declared: declared, config: config) {
        case .agrees: return nil
        case .note(let text): return note(Printable.escaped(text))
        case .contradicts(let text):
            guard !allowsMismatch else {
                return warning("\(Printable.escaped(text)); accepted because of --allow-mismatch")
            }
            throw ResolverError(
                .mismatch, "manifest \(documents.document.digest): \(Printable.escaped(text))",
                hint: "the image was built or labelled wrongly; --allow-mismatch accepts it anyway")
        }
    }

    private func note(_ text: String) -> ResolverEvent { .note("\(image): \(text)") }

    private func warning(_ text: String) -> ResolverEvent { .warning("\(image): \(text)") }
}

/// The image that was chosen for one wanted platform, with its documents.
struct Selection: Sendable {
    /// The wanted platform.
    let wanted: Wanted
    /// The document that the image's name refers to.
    let root: Document
    /// The position of the entry; empty for a root manifest that was accepted despite a mismatch.
    let position: Position
    /// The code of the reason for the choice.
    let reason: String
    /// The manifest and config.
    let documents: ImageDocuments
    /// The platform that the entry declares, else the one in the config.
    let platform: Platform?
    /// What the user should know about the choice.
    let remarks: [ResolverEvent]

    /// Whether the name refers to an index.
    var isFromIndex: Bool {
        if case .index = root.content { true } else { false }
    }
}
