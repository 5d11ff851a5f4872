/// Judges the entries of an index and of its nested indexes, within ``ReadingLimits``.
struct EntryWalk: Sendable {
    /// The index that is being judged, and what may be read in it.
    private struct Context {
        /// The position of the index.
        var path: Position
        /// Whether the index, or one that contains it, declares no platform.
        var isUndeclared: Bool
        /// The entries without a platform that may be read.
        var scope: ReadingScope
        /// Whether a further nested index that declares a platform may be read.
        var mayReadIndexes: Bool
    }

    let classifier: PlatformClassifier
    let filter: EntryFilter

    /// Judges the entries of the outermost index.
    func nodes(for candidates: [Candidate]) -> [EntryNode] {
        let context = Context(
            path: [], isUndeclared: false, scope: ReadingScope(candidates, at: [], filter: filter),
            mayReadIndexes: ReadingLimits.allowsDeclaredIndex(in: candidates))
        return nodes(for: candidates, in: context)
    }

    private func nodes(for candidates: [Candidate], in context: Context) -> [EntryNode] {
        let isAlone = candidates.count == 1 && context.path.isEmpty
        return candidates.enumerated().map { index, candidate in
            node(for: candidate, at: context.path + [index], in: context, isAlone: isAlone)
        }
    }

    private func node(
        for candidate: Candidate, at position: Position, in context: Context, isAlone: Bool
    ) -> EntryNode {
        let declared = candidate.declaredPlatform
        let isIndex = filter.isIndex(candidate)
        var node = EntryNode(
            position: position, platform: declared ?? candidate.configPlatform, isIndex: isIndex,
            isDeclared: declared != nil, isUnread: candidate.content == .unread, state: .pending)
        if let refusal = filter.refusal(of: candidate) ?? contentRefusal(of: candidate, at: position, isIndex: isIndex)
        {
            node.state = .refused(refusal)
        } else if let declared {
            node.state = state(for: declared, at: position, isDeclared: !context.isUndeclared)
            if isIndex, node.rank != nil { follow(candidate, &node, in: context) }
        } else if !context.scope.contains(position) {
            let detail = "declares no platform, and \(ReadingLimits.undeclaredReads) such entries precede it"
            node.state = .refused(Refusal(.undeclaredUnreadable, detail))
        } else if isIndex {
            descend(into: candidate, &node, in: context)
        } else if case .image(let platform) = candidate.content {
            node.state = state(forConfig: platform, at: position, isAlone: isAlone)
        }
        return node
    }

    /// Why an entry is refused because of the document that it points to.
    private func contentRefusal(of candidate: Candidate, at position: Position, isIndex: Bool) -> Refusal? {
        switch candidate.content {
        case .artifact(let type): return Refusal(.artifact, "its config is '\(type)'")
        case .unreadable(let reason): return Refusal(.undeclaredUnreadable, reason)
        case .malformed(let flaw):
            guard let declared = candidate.declaredPlatform, case .runs = classifier.answer(for: declared) else {
                return Refusal(.malformed, flaw, distance: Refusal.farthest)
            }
            return Refusal(.malformed, flaw)
        case .cycle: return Refusal(.cycle, "the index contains itself")
        case .tooDeep: return Refusal(.depth, depthDetail)
        case .index(let entries) where entries.isEmpty && position.count <= ReadingLimits.indexDepth:
            return Refusal(.emptyIndex, "the nested index has no entries")
        case .index, .unread, .image:
            return isIndex && position.count > ReadingLimits.indexDepth ? Refusal(.depth, depthDetail) : nil
        }
    }

    private var depthDetail: String { "the index is nested more than \(ReadingLimits.indexDepth) deep" }

    private func state(for platform: Platform, at position: Position, isDeclared: Bool) -> EntryNode.State {
        switch classifier.answer(for: platform) {
        case .refused(let refusal): return .refused(refusal)
        case .runs(let fit): return .accepted(Rank(fit, isDeclared: isDeclared, position: position), fit)
        }
    }

    private func state(forConfig platform: Platform?, at position: Position, isAlone: Bool) -> EntryNode.State {
        if let platform, !platform.isBlank { return state(for: platform, at: position, isDeclared: false) }
        guard isAlone else {
            return .refused(Refusal(.undeclaredUnreadable, "neither the entry nor its config names a platform"))
        }
        var fit = Fit()
        fit.remarks.append("its config names no architecture")
        return .accepted(Rank(fit, isDeclared: false, position: position), fit)
    }

    /// Descends into a nested index that declares a platform which runs, unless too many were read before it.
    private func follow(_ candidate: Candidate, _ node: inout EntryNode, in context: Context) {
        guard !node.isUnread || context.mayReadIndexes else {
            let detail = "\(ReadingLimits.declaredIndexReads) nested indexes were read before it"
            node.state = .refused(Refusal(.depth, detail))
            return
        }
        descend(into: candidate, &node, in: context)
    }

    /// Judges the entries of a nested index, and the index by them.
    private func descend(into candidate: Candidate, _ node: inout EntryNode, in context: Context) {
        guard case .index(let candidates) = candidate.content else { return }
        let scope = node.isDeclared ? ReadingScope(candidates, at: node.position, filter: filter) : context.scope
        let inner = Context(
            path: node.position, isUndeclared: context.isUndeclared || !node.isDeclared, scope: scope,
            mayReadIndexes: context.mayReadIndexes)
        node.children = nodes(for: candidates, in: inner)
        if let best = node.children.best, case .accepted = best.state {
            if !node.isDeclared { node.state = best.state }
        } else if node.children.contains(where: \.hasPending) {
            if !node.isDeclared { node.state = .pending }
        } else if let nearest = node.children.nearest?.refusal {
            let detail = "no entry of the nested index runs: \(nearest.detail)"
            node.state = .refused(Refusal(nearest.reason, detail, remedy: nearest.remedy, distance: nearest.distance))
        }
    }
}
