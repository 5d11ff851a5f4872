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
