import ImageModel
import PlatformModel

/// Puts what was read and judged into the form that people and JSON see.
struct ExplanationBuilder {
    let image: String
    let wanted: Wanted
    let matcher: Matcher
    let catalog: PlatformCatalog

    /// The whole explanation.
    func explanation(of root: Document, tree: ImageTree, judgement: Judgement) -> Explanation {
        let isIndex = if case .index = root.content { true } else { false }
        return explanation(
            tree: tree, judgement: judgement, indexDigest: isIndex ? root.digest : nil,
            indexMediaType: isIndex ? root.mediaType : nil)
    }

    /// The explanation of a list that came with or without a registry.
    func explanation(
        tree: ImageTree, judgement: Judgement, indexDigest: Digest?, indexMediaType: String?
    ) -> Explanation {
        let candidates = judgement.verdicts.map { ExplainedCandidate($0, in: tree) }
        let chosen = judgement.chosen.map { ExplainedCandidate($0, in: tree) }
        return Explanation(
            image: image, indexDigest: indexDigest, indexMediaType: indexMediaType, wanted: wanted,
            platform: matcher.platform, candidates: candidates, chosen: chosen,
            noMatch: chosen == nil ? noMatch(candidates, judgement, tree) : nil,
            isUnsupported: judgement.onlyUnsupported)
    }

    private func noMatch(_ candidates: [ExplainedCandidate], _ judgement: Judgement, _ tree: ImageTree) -> NoMatch {
        let nearest = judgement.nearest.map { ExplainedCandidate($0, in: tree) }
        let suggestion = Suggestion(image: image, wanted: wanted, catalog: catalog)
        return NoMatch(
            wanted: matcher.platform, origin: wanted.origin, offered: candidates, nearest: nearest,
            command: suggestion.command([nearest].compactMap(\.self) + candidates, of: tree.candidates))
    }
}

extension ExplainedCandidate {
    /// Joins the verdict on an entry with what the entry says of itself.
    init(_ judged: JudgedCandidate, in tree: ImageTree) {
        let entry = tree.entry(at: judged.position)
        self.init(
            position: judged.position,
            digest: entry?.descriptor.digest,
            size: entry?.descriptor.size,
            platform: judged.platform,
            mediaType: entry?.descriptor.mediaType,
            attachedTo: entry?.descriptor.attested,
            verdict: judged.verdict
        )
    }
}

extension Explanation {
    /// The error that an explanation without a winner ends with; `nil` where there is a winner.
    public var error: ResolverError? {
        guard let noMatch else { return nil }
        var message = "no manifest runs on \(platform.full)"
        if candidates.isEmpty { message = "the list is empty" }
        if let nearest = noMatch.nearest {
            let name = nearest.platform.map { Printable.escaped($0.full) } ?? "an entry without platform"
            message += "; nearest: \(name) (\(Printable.escaped(nearest.verdict.detail)))"
        }
        if isUnsupported, !candidates.isEmpty { message += "; no entry is of a kind that is supported" }
        var error = ResolverError(
            isUnsupported ? .malformed : .noMatch, message, hint: noMatch.command.map { "this would work: \($0)" })
        error.noMatch = noMatch
        return error.concerning(image: image)
    }

    /// The same, for who knows that there is no winner.
    var refusal: ResolverError {
        error ?? ResolverError(.internal, "there is no match and no reason").concerning(image: image)
    }

    /// The same without a command that would work: nobody can pull from a file.
    var withoutCommand: Explanation {
        guard let noMatch else { return self }
        return Explanation(
            image: image, indexDigest: indexDigest, indexMediaType: indexMediaType, wanted: wanted, platform: platform,
            candidates: candidates, chosen: chosen,
            noMatch: NoMatch(
                wanted: noMatch.wanted, origin: noMatch.origin, offered: noMatch.offered, nearest: noMatch.nearest,
                command: nil),
            isUnsupported: isUnsupported)
    }
}
