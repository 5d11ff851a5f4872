import ImageModel
import PlatformModel

/// Puts what was read and judged into the form that people and JSON see.
struct ExplanationBuilder {
    let image: String
    let wanted: Wanted
    let matcher: Matcher

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
        NoMatch(
            wanted: matcher.platform, origin: wanted.origin, offered: candidates,
            nearest: judgement.nearest.map { ExplainedCandidate($0, in: tree) },
            command: command(candidates, nearest: judgement.nearest))
    }

    /// The command that would work: with the option that the nearest entry lacks, else for a platform that is offered.
    private func command(_ candidates: [ExplainedCandidate], nearest: JudgedCandidate?) -> String? {
        let remedy = candidates.lazy.compactMap { $0.verdict.refusal?.remedy }.first
        if let remedy = nearest?.verdict.refusal?.remedy ?? remedy {
            return "resolve pull \(platformOption)\(remedy.option) \(image)"
        }
        let offered = [nearest?.platform] + candidates.map(\.platform)
        guard let platform = offered.lazy.compactMap({ $0 }).first(where: isImage) else { return nil }
        let text = Printable.escaped(platform.osVersion == nil ? platform.short : platform.full)
        return "resolve pull --platform '\(text)' \(image)"
    }

    private var platformOption: String {
        if case .flag = wanted.origin { "--platform '\(wanted.host.platform.full)' " } else { "" }
    }

    private func isImage(_ platform: Platform) -> Bool {
        !platform.os.isEmpty && !platform.architecture.isEmpty && platform.os != "unknown"
    }

    /// The error of an explanation without a winner.
    static func error(_ explanation: Explanation) -> ResolverError {
        guard let noMatch = explanation.noMatch else { return ResolverError(.internal, "there is no match and no reason") }
        var message = "no manifest runs on \(explanation.platform.short)"
        if explanation.candidates.isEmpty { message = "the list is empty: \(message)" }
        if let nearest = noMatch.nearest {
            let name = nearest.platform.map { Printable.escaped($0.osVersion == nil ? $0.short : $0.full) } ?? "an entry without platform"
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
