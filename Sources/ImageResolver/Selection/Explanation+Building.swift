import ImageModel
import PlatformModel

extension Explanation {
    /// Combines the entries of an index with the judgement on them.
    init(
        of image: String, root: Document, tree: IndexTree, judgement: Judgement, wanted: Wanted, platform: Platform,
        catalog: PlatformCatalog
    ) {
        let isIndex = if case .index = root.content { true } else { false }
        let candidates = judgement.verdicts.map { ExplainedCandidate($0, in: tree) }
        let chosen = judgement.chosen.map { ExplainedCandidate($0, in: tree) }
        var noMatch: NoMatch?
        if chosen == nil {
            let nearest = judgement.nearest.map { ExplainedCandidate($0, in: tree) }
            let suggestion = Suggestion(wanted: wanted, catalog: catalog)
            let advice = suggestion.advice([nearest].compactMap(\.self) + candidates, of: tree.candidates)
            noMatch = NoMatch(
                wanted: platform, origin: wanted.origin, offered: candidates, nearest: nearest,
                advice: advice, command: advice.map { suggestion.command($0, image: image) })
        }
        self.init(
            image: image, indexDigest: isIndex ? root.digest : nil, indexMediaType: isIndex ? root.mediaType : nil,
            wanted: wanted, platform: platform, candidates: candidates, chosen: chosen, noMatch: noMatch,
            isUnsupported: judgement.onlyUnsupported)
    }

    /// The error for an explanation without a match; `nil` if there is one.
    public var error: ResolverError? {
        guard let noMatch else { return nil }
        var message = "no manifest runs on \(platform.full)"
        if candidates.isEmpty { message = "the index is empty" }
        if let nearest = noMatch.nearest {
            let name = nearest.platform.map { Printable.escaped($0.full) } ?? "an entry without a platform"
            message += "; nearest: \(name) (\(Printable.escaped(nearest.verdict.detail)))"
        }
        if isUnsupported, !candidates.isEmpty { message += "; no entry is of a supported kind" }
        var error = ResolverError(
            isUnsupported ? .malformed : .noMatch, message,
            hint: noMatch.command.flatMap { noMatch.advice?.sentence($0, for: noMatch.origin) })
        error.noMatch = noMatch
        return error.concerning(image: image)
    }

    /// ``error``, for callers that know there is no match.
    var refusal: ResolverError {
        error ?? ResolverError(.internal, "there is no match and no reason").concerning(image: image)
    }

    /// The same explanation without a suggested command, for an index in a file, which cannot be pulled.
    var withoutCommand: Explanation {
        guard let noMatch else { return self }
        return Explanation(
            image: image, indexDigest: indexDigest, indexMediaType: indexMediaType, wanted: wanted, platform: platform,
            candidates: candidates, chosen: chosen,
            noMatch: NoMatch(
                wanted: noMatch.wanted, origin: noMatch.origin, offered: noMatch.offered, nearest: noMatch.nearest,
                advice: nil, command: nil),
            isUnsupported: isUnsupported, clients: clients)
    }
}

extension ExplainedCandidate {
    /// Combines the verdict on an entry with its descriptor.
    fileprivate init(_ judged: JudgedCandidate, in tree: IndexTree) {
        let entry = tree.descriptor(at: judged.position)
        self.init(
            position: judged.position, digest: entry?.digest, size: entry?.size, platform: judged.platform,
            mediaType: entry?.mediaType, attachedTo: entry?.attested, verdict: judged.verdict)
    }
}
