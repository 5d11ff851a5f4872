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
        return builder(wanted).explanation(of: root, tree: tree, judgement: judgement)
    }

    /// The chosen image, read and confirmed.
    func select(from root: Document, for wanted: Wanted) async throws(ResolverError) -> Selection {
        let (tree, judgement) = try await walk(wanted).judge(root: root)
        guard let chosen = judgement.chosen else { return try refused(root, tree, judgement, wanted) }
        let documents = try await documents(at: chosen.position, in: tree)
        var remarks: [SelectionRemark] = []
        if let entry = tree.entry(at: chosen.position), let remark = try confirm(documents, entry.descriptor.platform) {
            remarks.append(remark)
        }
        if documents.config.platform == nil, chosen.platform == nil {
            remarks.append(.note("its config names no architecture; it is taken for \(wanted.host.platform.short)"))
        }
        return Selection(
            wanted: wanted, root: root, tree: tree, judgement: judgement, position: chosen.position,
            word: chosen.verdict.word, documents: documents, platform: chosen.platform, remarks: remarks)
    }

    private func walk(_ wanted: Wanted) -> ResolutionWalk {
        ResolutionWalk(origin: origin, matcher: matcher(wanted))
    }

    private func matcher(_ wanted: Wanted) -> Matcher {
        Matcher(wanted: wanted, policy: policy, catalog: catalog)
    }

    private func builder(_ wanted: Wanted) -> ExplanationBuilder {
        ExplanationBuilder(image: image, wanted: wanted, matcher: matcher(wanted), catalog: catalog)
    }

    /// No entry suits: an error with all its facts, unless it is a lone manifest and mismatches are allowed.
    private func refused(
        _ root: Document, _ tree: ImageTree, _ judgement: Judgement, _ wanted: Wanted
    ) throws(ResolverError) -> Selection {
        let explanation = builder(wanted).explanation(of: root, tree: tree, judgement: judgement)
        guard allowsMismatch, case .manifest = root.content, case .image(let documents)? = tree.entry(at: [0])?.content
        else { throw explanation.refusal }
        let found = documents.config.platform
        let name = found.map { Printable.escaped($0.full) } ?? "an unnamed platform"
        let text = "it is for \(name), not for \(wanted.host.platform.short); taken because of --allow-mismatch"
        return Selection(
            wanted: wanted, root: root, tree: tree, judgement: judgement, position: [],
            word: judgement.nearest?.verdict.word ?? "", documents: documents, platform: found,
            remarks: [.warning(text)])
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

    /// Compares the config with what the entry declares (PLATFORM-RULES.md section 1, stage 7); gives a note where they
    /// differ in detail. An entry whose platform is all empty texts declares nothing.
    private func confirm(
        _ documents: ImageDocuments, _ declared: Platform?
    ) throws(ResolverError) -> SelectionRemark? {
        guard let declared, !declared.isBlank, let config = documents.config.platform else { return nil }
        switch catalog.confirmation(declared: declared, config: config) {
        case .agrees: return nil
        case .note(let text): return .note(Printable.escaped(text))
        case .contradicts(let text):
            guard !allowsMismatch else {
                return .warning("\(Printable.escaped(text)); taken because of --allow-mismatch")
            }
            throw ResolverError(
                .mismatch, "manifest \(documents.document.digest): \(Printable.escaped(text))",
                hint: "the image was built or labelled wrongly; --allow-mismatch takes it all the same")
        }
    }
}

/// One wanted platform's image, chosen and read.
struct Selection: Sendable {
    /// What was wanted.
    let wanted: Wanted
    /// The document that the image's name stands for.
    let root: Document
    /// Everything that was read, judged.
    let tree: ImageTree
    /// The judgement.
    let judgement: Judgement
    /// The winner's place; empty for a lone manifest that was taken against the rules.
    let position: Position
    /// The ranking's word for the winner.
    let word: String
    /// The winner's manifest and config.
    let documents: ImageDocuments
    /// The platform that the entry declares, else the one its config names.
    let platform: Platform?
    /// What the user should know of the choice.
    let remarks: [SelectionRemark]

    /// Whether the name stands for a list.
    var isFromIndex: Bool {
        if case .index = root.content { true } else { false }
    }
}

/// What the user should know of a choice.
enum SelectionRemark: Hashable, Sendable {
    /// It was taken although the rules speak against it.
    case warning(String)
    /// A detail that does not decide whether it runs.
    case note(String)

    /// The remark as it is told.
    func event(about image: String) -> ResolverEvent {
        switch self {
        case .warning(let text): .warning("\(image): \(text)")
        case .note(let text): .note("\(image): \(text)")
        }
    }
}
