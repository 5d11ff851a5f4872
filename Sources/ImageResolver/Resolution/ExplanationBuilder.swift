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
            isUnsupported: judgement.onlyUnsupported && !candidates.isEmpty)
    }

    private func noMatch(_ candidates: [ExplainedCandidate], _ judgement: Judgement, _ tree: ImageTree) -> NoMatch {
        let nearest = judgement.nearest.map { ExplainedCandidate($0, in: tree) }
        let suggestion = Suggestion(image: image, wanted: wanted, catalog: catalog)
        return NoMatch(
            wanted: matcher.platform, origin: wanted.origin, offered: candidates, nearest: nearest,
            command: suggestion.command([nearest].compactMap(\.self) + candidates, of: tree.candidates))
    }

    /// The error of an explanation without a winner.
    static func error(_ explanation: Explanation) -> ResolverError {
        guard let noMatch = explanation.noMatch else {
            return ResolverError(.internal, "there is no match and no reason")
        }
        var message = "no manifest runs on \(explanation.platform.full)"
        if explanation.candidates.isEmpty { message = "the list is empty: \(message)" }
        if let nearest = noMatch.nearest {
            let name = nearest.platform.map { Printable.escaped($0.full) } ?? "an entry without platform"
            message += "; nearest: \(name) (\(Printable.escaped(nearest.verdict.detail)))"
        }
        if explanation.isUnsupported { message += "; no entry is of a kind that is supported" }
        var error = ResolverError(
            explanation.isUnsupported ? .malformed : .noMatch, message,
            hint: noMatch.command.map { "this would work: \($0)" })
        error.noMatch = noMatch
        return error.concerning(image: explanation.image)
    }
}
