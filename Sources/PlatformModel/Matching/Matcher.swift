/// Chooses among the entries of an index: filters, classifies and ranks them.
///
/// The DocC article `PlatformSelection` describes the rules.
public struct Matcher: Sendable {
    let classifier: PlatformClassifier
    let catalog: PlatformCatalog

    /// Creates a matcher for a wanted platform under a policy.
    public init(wanted: Wanted, policy: MatchPolicy, catalog: PlatformCatalog) {
        classifier = PlatformClassifier(wanted: wanted, policy: policy, catalog: catalog)
        self.catalog = catalog
    }

    /// The platform that entries are matched against: the wanted one, normalized, with the policy applied.
    public var platform: Platform { catalog.normalized(classifier.host.platform) }

    /// A warning if the CPU level of the wanted host is unknown.
    public var warnings: [String] { classifier.warning.map { [$0] } ?? [] }

    /// Judges every entry of an index, as far as the documents that they point to are known.
    ///
    /// While ``Judgement/toRead`` is not empty, read those documents, complete the candidates, and judge again.
    public func judge(_ candidates: [Candidate]) -> Judgement {
        let filter = EntryFilter(catalog: catalog)
        let nodes = EntryWalk(classifier: classifier, filter: filter).nodes(for: candidates)
        let all = nodes.flattened
        let versions = Set(all.compactMap { $0.rank?.version }).sorted()
        let toRead = ReadingPlan().positions(in: nodes)
        let chosen = Self.chosen(in: nodes)
        let isUnsupported = all.allSatisfy { !$0.children.isEmpty || $0.refusal?.reason.isUnsupported == true }
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
    /// The public form of the node.
    fileprivate func judged(versions: [VersionPreference]) -> JudgedCandidate {
        JudgedCandidate(position: position, platform: platform, verdict: verdict(versions: versions))
    }

    private func verdict(versions: [VersionPreference]) -> Verdict {
        switch state {
        case .refused(let refusal): return .refused(refusal)
        case .pending:
            return .refused(Refusal(.undeclaredUnreadable, "declares no platform and has not been read"))
        case .accepted(let rank, let fit):
            let isDeclared = rank.provenance % 2 == 0
            let remarks = (isDeclared ? [] : ["platform not declared by the index"]) + fit.remarks
            return .accepted(
                Acceptance(
                    rank: rank.numbered(among: versions), reason: fit.reason(isDeclared: isDeclared),
                    detail: remarks.joined(separator: ", ")))
        }
    }
}

// MARK: - Accepted platforms

extension Matcher {
    /// The platforms that the wanted host accepts, best first, each normalized.
    public var accepts: [(platform: Platform, reason: AcceptanceReason)] {
        let platforms = Self.unique(systems.flatMap(platforms(on:)))
        var accepted: [(platform: Platform, rank: Rank, reason: AcceptanceReason)] = []
        for (index, platform) in platforms.enumerated() {
            guard case .runs(let fit) = classifier.answer(for: platform) else { continue }
            accepted.append((platform, Rank(fit, isDeclared: true, position: [index]), fit.reason(isDeclared: true)))
        }
        return accepted.sorted { $0.rank < $1.rank }.map { ($0.platform, $0.reason) }
    }

    /// The host's own operating system and its guests.
    private var systems: [String] {
        let own = classifier.host.platform.os
        return [own] + (catalog.operatingSystem(named: own)?.guests ?? [])
    }

    /// All platforms to consider on an operating system.
    private func platforms(on system: String) -> [Platform] {
        let own = classifier.host.platform.architecture
        let native = classifier.nativeLevels.map { level in
            Platform(os: system, architecture: own, variant: level.isEmpty ? nil : level)
        }
        let known = catalog.architectures.flatMap { architecture in
            let levels = catalog.levels(of: architecture.name).filter { $0.numberedPrefix == nil }.map(\.name)
            return (levels.isEmpty ? [nil] : levels.map(Optional.some)).map {
                Platform(os: system, architecture: architecture.name, variant: $0)
            }
        }
        return (native + known).flatMap(versions(of:)).map(catalog.normalized)
    }

    /// The platform in every version that matters: where the version is binding, all known builds and the host's own,
    /// then no version.
    private func versions(of platform: Platform) -> [Platform] {
        guard catalog.operatingSystem(named: platform.os)?.bindsVersion == true,
            let version = classifier.host.platform.osVersion.flatMap({ DottedVersion($0) }), version.build != nil
        else { return [platform] }
        let builds = Set(catalog.windowsBuilds.filter { !$0.andLater }.map(\.build) + version.numbers[2...2])
        let prefix = version.numbers.prefix(2).map(String.init).joined(separator: ".")
        return builds.sorted(by: >).map { build in
            var versioned = platform
            versioned.osVersion = "\(prefix).\(build)"
            return versioned
        } + [platform]
    }

    private static func unique(_ platforms: [Platform]) -> [Platform] {
        var seen: Set<Platform> = []
        return platforms.filter { seen.insert($0).inserted }
    }
}
