/// One entry of an index, judged, with the entries of the nested index behind it.
struct EntryNode: Sendable {
    /// What is known of an entry so far.
    enum State: Sendable {
        /// It runs; an index runs when it declares a platform that does, or holds an entry that does.
        case accepted(Rank, Fit)
        /// It does not run.
        case refused(Refusal)
        /// It declares no platform, and has not been read.
        case pending
    }

    /// Where it stands.
    let position: Position
    /// The platform that it was judged by.
    let platform: Platform?
    /// Whether it is a nested index.
    let isIndex: Bool
    /// Whether it declares its platform.
    let isDeclared: Bool
    /// Whether the document behind it has not been read.
    let isUnread: Bool
    /// What is known of it.
    var state: State
    /// The entries of the nested index, as far as they were looked at.
    var children: [EntryNode] = []

    /// The rank, if it runs.
    var rank: Rank? {
        guard case .accepted(let rank, _) = state else { return nil }
        return rank
    }

    /// Why it does not run, if it does not.
    var refusal: Refusal? {
        guard case .refused(let refusal) = state else { return nil }
        return refusal
    }

    /// Whether it declares no platform and has not been read.
    var isPending: Bool {
        guard case .pending = state else { return false }
        return true
    }
}

extension Sequence<EntryNode> {
    /// The entry of the best rank.
    var best: EntryNode? {
        var best: (node: EntryNode, rank: Rank)?
        for node in self {
            guard let rank = node.rank else { continue }
            if let known = best, known.rank <= rank { continue }
            best = (node, rank)
        }
        return best?.node
    }

    /// The refused entry that came nearest, nested ones included, a nested index only by its own refusal.
    var nearest: EntryNode? {
        var nearest: (node: EntryNode, refusal: Refusal)?
        for node in self {
            let leaf = node.children.isEmpty ? node : node.children.nearest
            guard let leaf, let refusal = leaf.refusal else { continue }
            if let known = nearest, !refusal.isNearer(than: known.refusal) { continue }
            nearest = (leaf, refusal)
        }
        return nearest?.node
    }

    /// Every entry, a nested index before its own.
    var flattened: [EntryNode] {
        flatMap { [$0] + $0.children.flattened }
    }
}
