import ImageModel
import PlatformModel

/// Why a client does not take what `resolve` takes, in one sentence.
public struct ClientDifference: Hashable, Sendable, CustomStringConvertible {
    /// The sentence, without a full stop; it continues "because".
    public let description: String

    /// Compares a client's answer with `resolve`'s decision about the same image; `nil` if both take the same entry, or none.
    public init?(
        between decision: ClientDecision, and answer: ClientAnswer, to question: ClientQuestion,
        by catalog: PlatformCatalog
    ) {
        let comparison = Comparison(decision: decision, question: question, wanted: answer.wanted, catalog: catalog)
        switch (decision.chosen, answer.outcome) {
        case (let own, .takes(let other)) where own == other: return nil
        case (nil, .fails(let failure)) where !comparison.isNews(failure): return nil
        case (_?, .fails), (nil, .fails), (_, .takes), (_, .takesIndex): break
        }
        description = answer.reason ?? comparison.reason(for: answer)
    }
}

/// What `resolve` decided about an image.
public struct ClientDecision: Hashable, Sendable {
    /// The position of the chosen entry; `nil` if none runs.
    public let chosen: Position?
    private let verdicts: [Position: Verdict]

    /// The decision behind a judgement.
    public init(_ judgement: Judgement) {
        self.init(
            chosen: judgement.chosen?.position, verdicts: judgement.verdicts.map { ($0.position, $0.verdict) })
    }

    /// A decision, with the verdict on each entry.
    public init(chosen: Position?, verdicts: [(position: Position, verdict: Verdict)]) {
        self.chosen = chosen
        self.verdicts = Dictionary(verdicts.map { ($0.position, $0.verdict) }, uniquingKeysWith: { first, _ in first })
    }

    /// The verdict on an entry; `nil` if it was not judged.
    func verdict(at position: Position) -> Verdict? { verdicts[position] }
}

/// The parts of an index that explain a difference.
private struct Comparison {
    let decision: ClientDecision
    let question: ClientQuestion
    /// What the client looked for.
    let wanted: Platform?
    let catalog: PlatformCatalog

    /// Whether a failure is a difference though nothing runs: only where the client chose an entry of an index.
    func isNews(_ failure: ClientFailure) -> Bool {
        guard case .index = question.image, let chosen = failure.chosen else { return false }
        return question.image.entry(at: chosen)?.kind != .index
    }

    /// Why an answer differs.
    func reason(for answer: ClientAnswer) -> String {
        switch (decision.chosen, answer.outcome) {
        case (_, .takesIndex): return "without --platform it takes the whole index"
        case (_, .takes(let other)): return reason(forTaking: other)
        case (let own, .fails(let failure)):
            switch (own, failure.chosen) {
            case (let own?, nil): return reason(forRefusing: own)
            case (let own?, let other?) where own == other: return reason(forFailingAt: own)
            case (_?, let other?): return "\(reason(forTaking: other)); it tries no other entry"
            case (nil, let other?): return "\(reason(forTaking: other)); the pull then fails"
            case (nil, nil): return "its rules differ"
            }
        }
    }

    /// Why the client takes an entry that is not the chosen one.
    func reason(forTaking position: Position) -> String {
        if case .manifest = question.image { return "it takes a single manifest whatever its platform" }
        guard let entry = question.image.entry(at: position) else { return "its rules differ" }
        if let own = decision.chosen, own.count > position.count, own.starts(with: position) {
            return "it does not search a nested index"
        }
        switch decision.verdict(at: position) {
        case .refused(let refusal): return reason(forTaking: entry, despite: refusal.reason)
        case .accepted(let acceptance):
            let own = decision.chosen.flatMap { decision.verdict(at: $0)?.acceptance?.rank }
            return reason(forPreferring: entry, with: acceptance.rank, to: own)
        case nil: return "it takes an entry of an index that resolve does not open"
        }
    }

    private func reason(forTaking entry: ClientEntry, despite refusal: RefusalReason) -> String {
        if entry.kind == .index { return "it chooses an index by what its entry declares, before it looks inside" }
        switch refusal {
        case .attestation: return "it takes an attestation for an image, because its entry declares a platform"
        case .artifact: return "it takes an artifact for an image, because its entry declares a platform"
        case .mediaType: return "it does not look at the media type of an entry"
        case .schema1: return "it chooses schema 1 like any other manifest"
        case .osFeatures: return "it does not read os.features"
        case .windowsBuildOlder, .windowsBuildNewer, .windowsVersionUnreadable:
            return "it compares Windows builds by other rules"
        case .noCompat32: return "it does not ask whether the host runs 32-bit code"
        case .architecture, .os, .undeclaredUnreadable, .unknownPlatform:
            if entry.declaredPlatform == nil { return "it does not read the config of an entry without a platform" }
            return "it accepts \(written(entry)) on this host"
        case .levelTooNew, .levelUnproved:
            if wanted?.variant == nil { return "a platform without a variant means any variant to it" }
            return "it accepts the level \(written(entry)) by other rules"
        case .malformed: return "it takes an entry that resolve finds malformed"
        case .emptyIndex, .depth, .cycle:
            return "it chooses an index by what its entry declares, before it looks inside"
        }
    }

    private func reason(forPreferring entry: ClientEntry, with rank: Rank, to own: Rank?) -> String {
        guard let own else { return "its rules differ" }
        if rank.provenance != own.provenance {
            return "it does not prefer an entry that declares its platform"
        }
        if rank.system != own.system { return "it does not prefer the host's own operating system" }
        if rank.execution != own.execution { return "it falls back to \(written(entry)) before a lower variant" }
        if rank.level != own.level { return "it does not take the highest level that the host supports" }
        if rank.version != own.version { return "it does not prefer the newest Windows build that runs" }
        if rank.features != own.features { return "it does not prefer the entry that uses most of the host's features" }
        if entry.annotations.keys.contains(where: { $0.hasSuffix("compression.zstd") }) {
            return "of equal entries it prefers the one marked as compressed with zstd"
        }
        return "of equal entries it does not take the first, but the one that is written as it looks for it"
    }

    /// Why the client refuses the chosen entry, and takes none.
    func reason(forRefusing position: Position) -> String {
        guard let entry = question.image.entry(at: position) else { return "its rules differ" }
        guard let acceptance = decision.verdict(at: position)?.acceptance else { return "its rules differ" }
        if acceptance.reason == .fromConfig || question.image.entry(at: [position[0]])?.declaredPlatform == nil {
            return "it never chooses an entry without a platform"
        }
        if position.count > 1 { return "it chooses in each index by the entries there, and does not go back" }
        if let platform = entry.declaredPlatform, !isUsual(platform) {
            return "it compares names as they are written, and the index says \(written(entry))"
        }
        switch acceptance.reason {
        case .compat32: return "it does not take 32-bit images on a 64-bit host"
        case .guestOS: return "it takes no images of another operating system"
        case .emulated: return "it takes no images of another architecture"
        case .hyperv: return "it takes no older Windows build"
        case .fromConfig, .lowerLevel, .exact: break
        }
        if let wanted, catalog.normalized(wanted).architecture != entry.platform?.architecture {
            return "it looks for \(wanted.short)"
        }
        if let wanted, wanted.variant == nil, entry.platform?.variant != nil {
            return "it looks for \(wanted.short), without a level"
        }
        if acceptance.reason == .lowerLevel { return "it does not go down from the wanted level to \(written(entry))" }
        if entry.platform?.osFeatures.isEmpty == false { return "it does not count the host's os.features" }
        return "it does not accept \(written(entry)) for \(wanted.map(\.short) ?? "this host")"
    }

    /// Why the pull fails at the entry that `resolve` takes as well.
    func reason(forFailingAt position: Position) -> String {
        guard let entry = question.image.entry(at: position) else { return "its rules differ" }
        if entry.platform == nil, entry.kind != .index {
            return "it takes the same entry, and cannot cope with one without a platform"
        }
        return "it takes the same entry, and the pull then fails"
    }

    /// Whether the names of a platform are those that every client uses.
    private func isUsual(_ platform: Platform) -> Bool {
        let normal = catalog.normalized(platform)
        return normal.os == platform.os && normal.architecture == platform.architecture
            && (normal.variant ?? "") == (platform.variant ?? "")
    }

    private func written(_ entry: ClientEntry) -> String {
        entry.platform.map { Printable.escaped($0.full) } ?? "no platform"
    }
}
