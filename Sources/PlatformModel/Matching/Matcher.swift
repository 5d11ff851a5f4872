/// Chooses among the entries of an index: drops, classifies and ranks them (PLATFORM-RULES sections 1 to 3).
public struct Matcher: Sendable {
    /// Tells what the wanted host runs.
    let classifier: PlatformClassifier
    /// The knowledge about platforms.
    let catalog: PlatformCatalog

    /// A matcher for a wanted platform, under what the user allows.
    public init(wanted: Wanted, policy: MatchPolicy, catalog: PlatformCatalog) {
        classifier = PlatformClassifier(wanted: wanted, policy: policy, catalog: catalog)
        self.catalog = catalog
    }

    /// The platform that is matched against: the wanted one, normalised, with the policy applied.
    public var platform: Platform { catalog.normalized(classifier.host.platform) }

    /// What the user should know of the wanted host before the choice: that its CPU level is not known.
    public var warnings: [String] { classifier.warning.map { [$0] } ?? [] }

    /// Judges every entry of an index, as far as the documents behind them are known.
    ///
    /// While ``Judgement/toRead`` is not empty, read those documents, complete the candidates, and judge again.
    public func judge(_ candidates: [Candidate]) -> Judgement {
        let filter = EntryFilter(catalog: catalog)
        let nodes = EntryWalk(classifier: classifier, filter: filter).nodes(for: candidates)
        let versions = Set(nodes.flattened.compactMap { $0.rank?.version }).sorted()
        let toRead = ReadingPlan().positions(in: nodes)
        let chosen = Self.chosen(in: nodes)
        let all = nodes.flattened
        let isUnsupported = all.allSatisfy { !$0.children.isEmpty || $0.refusal?.word.isUnsupported == true }
        return Judgement(
            verdicts: all.map { $0.judged(versions: versions) },
            chosen: chosen?.judged(versions: versions),
            toRead: toRead,
            nearest: chosen == nil ? nodes.nearest?.judged(versions: versions) : nil,
            onlyUnsupported: chosen == nil && toRead.isEmpty && isUnsupported
        )
    }

    private static func chosen(in nodes: [EntryNode]) -> EntryNode? {
        guard let best = nodes.best, best.isIndex, !best.isUnread else { return nodes.best }
        return chosen(in: best.children) ?? best
    }
}

extension EntryNode {
    /// The entry as callers see it.
    fileprivate func judged(versions: [VersionPreference]) -> JudgedCandidate {
        JudgedCandidate(position: position, platform: platform, verdict: verdict(versions: versions))
    }

    private func verdict(versions: [VersionPreference]) -> Verdict {
        switch state {
        case .refused(let refusal): return .refused(refusal)
        case .pending:
            return .refused(Refusal(.undeclaredUnreadable, "names no platform, and has not been read"))
        case .accepted(let rank, let fit):
            let isDeclared = rank.provenance % 2 == 0
            let remarks = (isDeclared ? [] : ["platform not declared by the index"]) + fit.remarks
            return .accepted(
                Acceptance(
                    rank: rank.numbered(among: versions), word: fit.word(isDeclared: isDeclared),
                    detail: remarks.joined(separator: ", ")))
        }
    }
}
