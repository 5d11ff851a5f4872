import ImageModel
import PlatformModel

/// Chooses the image of one platform, and confirms by its config that it is what its entry says.
struct Selector: Sendable {
    let image: String
    let origin: any ImageOrigin
    let catalog: PlatformCatalog
    let policy: MatchPolicy
    let allowsMismatch: Bool

    /// Every entry with its verdict, without reading more than the choice needs.
    func explanation(of root: Document, for wanted: Wanted) async throws(ResolverError) -> Explanation {
        let (tree, judgement) = try await walk(wanted).judge(root: root)
        return ExplanationBuilder(image: image, wanted: wanted, matcher: matcher(wanted))
            .explanation(of: root, tree: tree, judgement: judgement)
    }

    /// The chosen image, read and confirmed.
    func select(from root: Document, for wanted: Wanted) async throws(ResolverError) -> Selection {
        let (tree, judgement) = try await walk(wanted).judge(root: root)
        guard let chosen = judgement.chosen else { return try refused(root, tree, judgement, wanted) }
        let documents = try await documents(at: chosen.position, in: tree)
        var notes: [String] = []
        if let entry = tree.entry(at: chosen.position), let note = try confirm(documents, entry.descriptor.platform) {
            notes.append(note)
        }
        if documents.config.platform == nil, case .manifest = root.content {
            notes.append("its config names no architecture; it is taken for \(wanted.host.platform.short)")
        }
        return Selection(
            wanted: wanted, root: root, tree: tree, judgement: judgement, position: chosen.position,
            word: chosen.verdict.word, documents: documents, platform: chosen.platform, notes: notes)
    }

    private func walk(_ wanted: Wanted) -> ResolutionWalk {
        ResolutionWalk(origin: origin, matcher: matcher(wanted), wanted: wanted.host.platform)
    }

    private func matcher(_ wanted: Wanted) -> Matcher {
        Matcher(wanted: wanted, policy: policy, catalog: catalog)
    }

    /// No entry suits: an error with all its facts, unless it is a lone manifest and mismatches are allowed.
    private func refused(
        _ root: Document, _ tree: ImageTree, _ judgement: Judgement, _ wanted: Wanted
    ) throws(ResolverError) -> Selection {
        let explanation = ExplanationBuilder(image: image, wanted: wanted, matcher: matcher(wanted))
            .explanation(of: root, tree: tree, judgement: judgement)
        guard allowsMismatch, case .manifest = root.content, case .image(let documents)? = tree.entry(at: [0])?.content
        else { throw ExplanationBuilder.error(explanation) }
        let found = documents.config.platform
        let note = "it is for \(found?.short ?? "an unnamed platform"), not for \(wanted.host.platform.short)"
        return Selection(
            wanted: wanted, root: root, tree: tree, judgement: judgement, position: [],
            word: judgement.nearest?.verdict.word ?? "", documents: documents, platform: found, notes: [note])
    }

    private func documents(at position: Position, in tree: ImageTree) async throws(ResolverError) -> ImageDocuments {
        guard let entry = tree.entry(at: position) else {
            throw ResolverError(.internal, "the choice stands at \(position), where no entry is")
        }
        if case .image(let documents) = entry.content { return documents }
        let document = try await origin.document(entry.descriptor)
        guard case .manifest(let manifest) = document.content else {
            throw ResolverError(.malformed, "manifest \(document.digest) is an index, its entry says it is a manifest")
        }
        guard manifest.isImage else {
            throw ResolverError(
                .malformed,
                "manifest \(document.digest) is no image: its config is of type "
                    + "'\(Printable.escaped(manifest.config.mediaType))'")
        }
        return try await origin.image(document, manifest)
    }

    /// Compares the config with what the entry declares (PLATFORM-RULES.md section 1, stage 7); gives a note where they differ in detail.
    private func confirm(_ documents: ImageDocuments, _ declared: Platform?) throws(ResolverError) -> String? {
        guard let declared, let config = documents.config.platform else { return nil }
        switch catalog.confirmation(declared: declared, config: config) {
        case .agrees: return nil
        case .note(let text): return Printable.escaped(text)
        case .contradicts(let text):
            guard !allowsMismatch else { return "\(Printable.escaped(text)); taken because of --allow-mismatch" }
            throw ResolverError(
                .mismatch, "manifest \(documents.document.digest): \(Printable.escaped(text))",
                hint: "the image was built or labelled wrongly; --allow-mismatch takes it all the same")
        }
    }
}
