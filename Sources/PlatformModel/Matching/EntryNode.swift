/// One judged entry of an index, with the judged entries of a nested index.
struct EntryNode: Sendable {
    /// What is known of an entry so far.
    enum State: Sendable {
        /// It runs. A nested index runs if it declares a platform that does, or contains an entry that does.
        case accepted(Rank, Fit)
        /// It does not run.
        case refused(Refusal)
        /// It declares no platform and has not been read.
        case pending
    }

    /// The position of the entry.
    let position: Position
    /// The platform that was judged.
    let platform: Platform?
    /// Whether it is a nested index.
    let isIndex: Bool
    /// Whether it declares its platform.
    let isDeclared: Bool
    /// Whether its document has not been read.
    let isUnread: Bool
    /// What is known of it.
    var state: State
    /// The entries of the nested index, as far as they were judged.
    var children: [EntryNode] = []

    /// The rank; `nil` unless it runs.
    var rank: Rank? {
        guard case .accepted(let rank, _) = state else { return nil }
        return rank
    }

    /// Why it does not run; `nil` unless it is refused.
    var refusal: Refusal? {
        guard case .refused(let refusal) = state else { return nil }
        return refusal
    }

    /// Whether it declares no platform and has not been read.
    var isPending: Bool {
        guard case .pending = state else { return false }
        return true
    }

    /// Whether it, or an entry nested in it, declares no platform and has not been read.
    var hasPending: Bool {
        isPending && children.isEmpty || children.contains(where: \.hasPending)
    }
}

extension Sequence<EntryNode> {
    /// The entry with the best rank.
    var best: EntryNode? {
        var best: (node: EntryNode, rank: Rank)?
        for node in self {
            guard let rank = node.rank else { continue }
            if let known = best, known.rank <= rank { continue }
            best = (node, rank)
        }
        return best?.node
    }

    /// The refused entry that came closest to being accepted; a nested index counts by its entries, if it has any.
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

    /// All entries; a nested index comes before its own entries.
    var flattened: [EntryNode] {
        flatMap { [$0] + $0.children.flattened }
    }
}
