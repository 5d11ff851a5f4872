import ClientModel
import ImageModel
import PlatformModel

/// Why an image resolves to a particular manifest, or to none, for one wanted platform.
public struct Explanation: Sendable {
    /// The image, as the user wrote it.
    public let image: String
    /// The digest of the index; `nil` for a manifest without an index.
    public let indexDigest: Digest?
    /// The media type of the index.
    public let indexMediaType: String?
    /// The requested platform, and where the request came from.
    public let wanted: Wanted
    /// The platform that entries were compared with: normalized, and changed by the options that apply.
    public let platform: Platform
    /// Every entry with its verdict, depth first.
    public let candidates: [ExplainedCandidate]
    /// The chosen entry; `nil` if none matches.
    public let chosen: ExplainedCandidate?
    /// The details if no entry matches.
    public let noMatch: NoMatch?
    /// Whether no entry matches because none is of a supported kind, whatever the platform.
    public let isUnsupported: Bool
    /// Why the chosen entry cannot be used: its manifest or config is missing or malformed, or contradicts the entry.
    public internal(set) var failure: ResolverError?
    /// The list to pin instead of the digest in the image's name, which is that of one of the list's entries.
    public internal(set) var list: Digest?
    /// What other clients would take, as far as they were asked.
    public internal(set) var clients: [ExplainedClient] = []
    /// The CPU levels of the wanted architecture, with the entries for each; `nil` if it has fewer than two.
    public internal(set) var ladder: CPULadder?
    /// What the image says about the machines that it suits; `nil` if that was not looked for.
    public internal(set) var compatibility: [ExplainedCompatibility]?
    /// What the name refers to if that is neither an index nor an image.
    var artifact: ArtifactKind?
}

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
        if case .manifest(let manifest) = root.content, noMatch != nil,
            candidates.allSatisfy({ $0.verdict.reason == RefusalReason.artifact.rawValue })
        {
            artifact = ArtifactKind(manifest)
        }
    }

    /// The error with which a pull would end: there is no match, or the chosen entry cannot be used; else `nil`.
    public var error: ResolverError? {
        if let failure { return failure.concerning(image: image) }
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
        if let artifact { error = ResolverError(artifact, error.kind) }
        error.noMatch = noMatch
        return error.concerning(image: image)
    }

    /// ``error``, for callers that know there is one.
    var refusal: ResolverError {
        error ?? ResolverError(.internal, "there is no match and no reason").concerning(image: image)
    }

    /// The ladder of the wanted architecture, with the entries on it.
    func ladder(catalog: PlatformCatalog) -> CPULadder? {
        let entries = candidates.compactMap { candidate in
            candidate.platform.map { (position: candidate.position, platform: $0) }
        }
        return catalog.ladder(of: platform, status: wanted.host.level, entries: entries)
    }

    /// The same explanation with a choice that is accepted although it does not match.
    func choosing(_ candidate: ExplainedCandidate) -> Explanation {
        Explanation(
            image: image, indexDigest: indexDigest, indexMediaType: indexMediaType, wanted: wanted, platform: platform,
            candidates: candidates, chosen: candidate, noMatch: nil, isUnsupported: false)
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
        let malformed = tree.malformedEntry(at: judged.position)
        self.init(
            position: judged.position, digest: entry?.digest ?? malformed?.digest.flatMap { try? Digest(parsing: $0) },
            size: entry?.size, platform: judged.platform, mediaType: entry?.mediaType ?? malformed?.mediaType,
            attachedTo: entry?.attested, verdict: judged.verdict)
    }
}

extension ResolverError {
    /// The error for a manifest that is not that of an image: it says what that is, and how it is pulled.
    init(_ artifact: ArtifactKind, _ kind: Kind) {
        self.init(
            kind, "not an image, but \(artifact.sentence)",
            hint: "resolve pull --artifact pulls it to the local store or, with -o oci:DIR, to a layout")
    }
}

/// What one client would take of an image.
public struct ExplainedClient: Sendable {
    /// The client, as it was named.
    public let name: String
    /// What the name stands for.
    public let title: String
    /// The versions for which its rules hold.
    public let versions: String
    /// What it would do.
    public let answer: ClientAnswer
    /// The digest of what it takes; `nil` if it fails.
    public let digest: String?
    /// The platform of the entry that it chose, whether or not the pull then fails.
    public let platform: Platform?
    /// Why it differs from the explanation's choice; `nil` if it does not.
    public let difference: String?
}
