import ImageModel
import PlatformModel

/// Chooses the image for a platform, and confirms with its config that it matches its index entry.
struct Selector: Sendable {
    let image: String
    let origin: any ImageOrigin
    let catalog: PlatformCatalog
    let policy: MatchPolicy
    let allowsMismatch: Bool

    /// The choice for a platform: every entry with its verdict, and the chosen image, read and confirmed.
    ///
    /// Every command that shows or uses a choice gets it here, so all of them agree.
    func decision(on root: Document, for wanted: Wanted) async throws(ResolverError) -> Decision {
        var (explanation, tree) = try await judged(root, for: wanted)
        guard explanation.error == nil, let chosen = explanation.chosen else {
            return mismatched(root, explanation, tree)
        }
        guard origin.holdsManifests else { return Decision(explanation: explanation, selection: nil) }
        do throws(ResolverError) {
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
            let selection = Selection(
                wanted: wanted, root: root, position: chosen.position, reason: chosen.verdict.reason,
                documents: documents, platform: chosen.platform, remarks: remarks)
            return Decision(explanation: explanation, selection: selection)
        } catch {
            guard error.isAboutContent else { throw error }
            explanation.failure = error
            return Decision(explanation: explanation, selection: nil)
        }
    }

    /// The chosen image, read and confirmed.
    func select(from root: Document, for wanted: Wanted) async throws(ResolverError) -> Selection {
        let decision = try await decision(on: root, for: wanted)
        guard let selection = decision.selection else { throw decision.explanation.refusal }
        return selection
    }

    /// The chosen images for several platforms, all from one document, also if several endpoints have different ones.
    func selections(from root: Document, for platforms: [Wanted]) async throws(ResolverError) -> [Selection] {
        try await origin.choosing(from: root) { root throws(ResolverError) in
            var selections: [Selection] = []
            for wanted in platforms {
                do throws(ResolverError) {
                    selections.append(try await select(from: root, for: wanted))
                } catch {
                    throw await refusal(error, of: wanted, among: platforms, in: root)
                }
            }
            return selections
        }
    }

    /// The error that `refused` is missing, one of several wanted platforms; it recommends the others if the image has them.
    func refusal(
        _ error: ResolverError, of refused: Wanted, among all: [Wanted], in root: Document
    ) async -> ResolverError {
        guard let noMatch = error.noMatch, noMatch.advice?.runs != true else { return error }
        var others: [String] = []
        for wanted in all where wanted != refused {
            guard (try? await judged(root, for: wanted))?.explanation.chosen != nil else { continue }
            others.append(wanted.text)
        }
        guard !others.isEmpty else { return error }
        let advice = NoMatchAdvice(others: others)
        return error.advising(advice, Suggestion(wanted: refused, catalog: catalog).command(advice, image: image))
    }

    /// Every entry with its verdict, and the tree of entries behind it. The config of the chosen image may be unread.
    func judged(
        _ root: Document, for wanted: Wanted
    ) async throws(ResolverError) -> (explanation: Explanation, tree: IndexTree) {
        let matcher = Matcher(wanted: wanted, policy: policy, catalog: catalog)
        var tree: IndexTree
        switch root.content {
        case .index(let index): tree = IndexTree(index)
        case .manifest(let manifest):
            tree = IndexTree(manifest: root)
            try await add(root, manifest, at: [0], to: &tree)
        }
        var failure: ResolverError?
        var judgement = try await judge(root, &tree, by: matcher)
        if origin.holdsManifests {
            do throws(ResolverError) {
                try await settle(&judgement, root, &tree, by: matcher)
            } catch {
                guard error.isAboutContent else { throw error }
                failure = error
            }
        }
        var explanation = Explanation(
            of: image, root: root, tree: tree, judgement: judgement, wanted: wanted, platform: matcher.platform,
            catalog: catalog)
        explanation.failure = failure
        return (explanation, tree)
    }

    // MARK: - Reading what the ranking needs

    /// Judges the entries, and reads what the ranking needs until its choice is final.
    ///
    /// The ranking asks for entries without a platform and for nested indexes, and only if no declared entry runs without
    /// emulation.
    private func judge(
        _ root: Document, _ tree: inout IndexTree, by matcher: Matcher
    ) async throws(ResolverError) -> Judgement {
        var judgement = matcher.judge(tree.candidates)
        while !judgement.toRead.isEmpty {
            for position in judgement.toRead { try await read(position, of: &tree, root) }
            judgement = matcher.judge(tree.candidates)
        }
        return judgement
    }

    /// Reads the manifest of the chosen entry. If it is not that of an image, the next best entry is chosen.
    ///
    /// An entry does not say whether it is an image: artifacts are listed with platforms and manifests' media types, too.
    private func settle(
        _ judgement: inout Judgement, _ root: Document, _ tree: inout IndexTree, by matcher: Matcher
    ) async throws(ResolverError) {
        var passedOver = 0
        while let position = judgement.chosen?.position, tree.manifest(at: position) == nil {
            guard passedOver <= ReadingLimits.passedOver else {
                throw ResolverError(
                    .malformed,
                    "more than \(ReadingLimits.passedOver) entries of its index for "
                        + "\(Printable.escaped(matcher.platform.full)) are not images")
            }
            try await readDocument(at: position, of: &tree, root)
            judgement = try await judge(root, &tree, by: matcher)
            passedOver += 1
        }
    }

    /// Reads one entry and its config. An entry that is missing or malformed is recorded as such, because others may still
    /// match.
    private func read(_ position: Position, of tree: inout IndexTree, _ root: Document) async throws(ResolverError) {
        guard position.count <= Limits.indexDepth else { return tree.set(.tooDeep, at: position) }
        do throws(ResolverError) {
            try await readDocument(at: position, of: &tree, root)
            guard let found = tree.manifest(at: position), tree.image(at: position) == nil else { return }
            tree.add(try await origin.image(found.document, found.manifest), at: position)
        } catch {
            guard error.isAboutContent else { throw error }
            tree.set(.unreadable(error.message), at: position)
        }
    }

    /// Reads the document that an entry refers to.
    private func readDocument(
        at position: Position, of tree: inout IndexTree, _ root: Document
    ) async throws(ResolverError) {
        guard let entry = tree.descriptor(at: position) else {
            throw ResolverError(.internal, "the position \(position) has no entry")
        }
        guard !([root.digest] + tree.enclosingDigests(of: position)).contains(entry.digest) else {
            return tree.set(.cycle, at: position)
        }
        let document = try await origin.document(entry)
        switch document.content {
        case .index where position.count > Limits.indexDepth: tree.set(.tooDeep, at: position)
        case .index(let index): tree.add(index, at: position)
        case .manifest(let manifest) where manifest.isImage:
            tree.add(ImageManifestDocument(document: document, manifest: manifest), at: position)
        case .manifest(let manifest): try await add(document, manifest, at: position, to: &tree)
        }
    }

    private func add(
        _ document: Document, _ manifest: ImageManifest, at position: Position, to tree: inout IndexTree
    ) async throws(ResolverError) {
        guard let image = try await origin.imageIfAny(document, manifest) else {
            return tree.set(.artifact(configMediaType: manifest.config.mediaType), at: position)
        }
        tree.add(image, at: position)
    }

    /// The manifest and config of the image at `position`, which are read if they have not been.
    func documents(at position: Position, in tree: IndexTree) async throws(ResolverError) -> ImageDocuments {
        if let image = tree.image(at: position) { return image }
        guard let found = tree.manifest(at: position) else {
            throw ResolverError(.internal, "the chosen position \(position) has no manifest")
        }
        return try await origin.image(found.document, found.manifest)
    }

    // MARK: - Confirming

    /// The image of a root manifest that does not match, if mismatches are allowed; otherwise the refusal.
    private func mismatched(_ root: Document, _ explanation: Explanation, _ tree: IndexTree) -> Decision {
        guard allowsMismatch, explanation.failure == nil, case .manifest = root.content,
            let documents = tree.image(at: [0]), let nearest = explanation.noMatch?.nearest
        else { return Decision(explanation: explanation, selection: nil) }
        let wanted = explanation.wanted
        let found = documents.config.platform
        let name = found.map { Printable.escaped($0.full) } ?? "an unnamed platform"
        let selection = Selection(
            wanted: wanted, root: root, position: [], reason: nearest.verdict.reason, documents: documents,
            platform: found,
            remarks: [
                warning(
                    "it is for \(name), not for \(wanted.host.platform.short); accepted because of --allow-mismatch")
            ])
        return Decision(explanation: explanation.choosing(nearest), selection: selection)
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

/// The choice for one wanted platform.
struct Decision: Sendable {
    /// Every entry with its verdict, and the chosen one.
    let explanation: Explanation
    /// The chosen image; `nil` if ``explanation`` has an error, and for an index in a file.
    let selection: Selection?
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

extension Wanted {
    /// The value of `--platform` that asks for the same.
    fileprivate var text: String {
        if case .flag = origin { host.platform.full } else { "host" }
    }
}

extension ResolverError {
    /// The same error about a missing platform, with other advice.
    fileprivate func advising(_ advice: NoMatchAdvice, _ command: String) -> ResolverError {
        guard let noMatch else { return self }
        var error = self
        error.noMatch = NoMatch(
            wanted: noMatch.wanted, origin: noMatch.origin, offered: noMatch.offered, nearest: noMatch.nearest,
            advice: advice, command: command)
        error.hint = advice.sentence(command, for: noMatch.origin)
        return error
    }
}
