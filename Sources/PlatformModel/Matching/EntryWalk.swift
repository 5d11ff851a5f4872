/// Judges the entries of an index and of the indexes nested in it.
struct EntryWalk: Sendable {
    /// Where a list of entries stands, and what may be read in it.
    struct Place: Sendable {
        /// The position of the index that holds the list.
        var path: Position
        /// Whether that index, or one around it, declares no platform.
        var isUndeclared: Bool
        /// Which entries without a platform may be read.
        var scope: ReadingScope
        /// Whether a further nested index that declares a platform may be read.
        var mayReadIndexes: Bool
    }

    /// Tells what the host runs.
    let classifier: PlatformClassifier
    /// Tells what can be an image at all.
    let filter: EntryFilter

    /// Judges the entries of the outermost index.
    func nodes(for candidates: [Candidate]) -> [EntryNode] {
        let scope = ReadingScope(candidates, at: [], filter: filter)
        let mayReadIndexes = Self.declaredIndexReads(in: candidates) < ReadingLimits.declaredIndexReads
        return nodes(
            for: candidates,
            in: Place(path: [], isUndeclared: false, scope: scope, mayReadIndexes: mayReadIndexes))
    }

    private func nodes(for candidates: [Candidate], in place: Place) -> [EntryNode] {
        let isAlone = candidates.count == 1 && place.path.isEmpty
        return candidates.enumerated().map { index, candidate in
            node(for: candidate, at: place.path + [index], in: place, isAlone: isAlone)
        }
    }

    private func node(for candidate: Candidate, at position: Position, in place: Place, isAlone: Bool) -> EntryNode {
        let declared = candidate.declaredPlatform
        let isIndex = filter.isIndex(candidate)
        var node = EntryNode(
            position: position, platform: declared ?? candidate.configPlatform, isIndex: isIndex,
            isDeclared: declared != nil, isUnread: candidate.content == .unread, state: .pending)
        if let refusal = filter.refusal(of: candidate) ?? contentRefusal(of: candidate, at: position, isIndex: isIndex)
        {
            node.state = .refused(refusal)
        } else if let declared {
            node.state = state(for: declared, at: position, isDeclared: !place.isUndeclared)
            if isIndex, node.rank != nil { follow(candidate, &node, place: place) }
        } else if !place.scope.contains(position) {
            let detail = "names no platform, and \(ReadingLimits.undeclaredReads) such entries come before it"
            node.state = .refused(Refusal(.undeclaredUnreadable, detail))
        } else if isIndex {
            descend(into: candidate, &node, place: place)
        } else if case .image(let platform) = candidate.content {
            node.state = state(forConfig: platform, at: position, isAlone: isAlone)
        }
        return node
    }

    /// Why what is known of the document behind an entry rules it out.
    private func contentRefusal(of candidate: Candidate, at position: Position, isIndex: Bool) -> Refusal? {
        switch candidate.content {
        case .artifact(let type): return Refusal(.artifact, "its config is '\(type)'")
        case .unreadable(let reason): return Refusal(.undeclaredUnreadable, reason)
        case .cycle: return Refusal(.cycle, "the index holds itself")
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

    /// Goes into a nested index that declares a platform which runs, unless too many were read before it.
    private func follow(_ candidate: Candidate, _ node: inout EntryNode, place: Place) {
        guard !node.isUnread || place.mayReadIndexes else {
            let detail = "\(ReadingLimits.declaredIndexReads) nested indexes were read before it"
            node.state = .refused(Refusal(.depth, detail))
            return
        }
        descend(into: candidate, &node, place: place)
    }

    /// How many nested indexes that declare a platform have been read.
    private static func declaredIndexReads(in candidates: [Candidate], depth: Int = 1) -> Int {
        guard depth <= ReadingLimits.indexDepth else { return 0 }
        return candidates.reduce(0) { count, candidate in
            guard case .index(let entries) = candidate.content else { return count }
            let own = candidate.declaredPlatform == nil ? 0 : 1
            return count + own + declaredIndexReads(in: entries, depth: depth + 1)
        }
    }

    /// Judges the entries of a nested index, and the index by them.
    private func descend(into candidate: Candidate, _ node: inout EntryNode, place: Place) {
        guard case .index(let candidates) = candidate.content else { return }
        let scope = node.isDeclared ? ReadingScope(candidates, at: node.position, filter: filter) : place.scope
        let inner = Place(
            path: node.position, isUndeclared: place.isUndeclared || !node.isDeclared, scope: scope,
            mayReadIndexes: place.mayReadIndexes)
        node.children = nodes(for: candidates, in: inner)
        if let best = node.children.best, case .accepted = best.state {
            if !node.isDeclared { node.state = best.state }
        } else if node.children.contains(where: { $0.hasPending }) {
            if !node.isDeclared { node.state = .pending }
        } else if let nearest = node.children.nearest?.refusal {
            let detail = "no entry of the nested index runs: \(nearest.detail)"
            node.state = .refused(Refusal(nearest.word, detail, remedy: nearest.remedy, distance: nearest.distance))
        }
    }
}

extension EntryNode {
    /// Whether it, or an entry nested in it, declares no platform and has not been read.
    fileprivate var hasPending: Bool {
        isPending && children.isEmpty || children.contains(where: \.hasPending)
    }
}

extension Candidate {
    /// The platform that the image's config names, when it was read.
    fileprivate var configPlatform: Platform? {
        guard case .image(let platform) = content else { return nil }
        return platform
    }
}
