/// Tells which documents must be read before a choice is final (PLATFORM-RULES section 1, stage 6).
struct ReadingPlan: Sendable {
    /// The entries to read, in the order of the document; none when the choice is final.
    func positions(in nodes: [EntryNode]) -> [Position] {
        let native = nodes.filter { $0.rank?.provenance == 0 }
        if let best = native.best { return positions(below: best) }
        let pending = pending(in: nodes)
        if !pending.isEmpty { return pending }
        return nodes.best.map(positions(below:)) ?? []
    }

    private func positions(below node: EntryNode) -> [Position] {
        guard node.isIndex else { return [] }
        return node.isUnread ? [node.position] : positions(in: node.children)
    }

    /// The unread entries without a platform, in the list and in its indexes without a platform.
    private func pending(in nodes: [EntryNode]) -> [Position] {
        nodes.flatMap { node -> [Position] in
            if node.isPending && node.children.isEmpty { return [node.position] }
            return node.isIndex && !node.isDeclared ? pending(in: node.children) : []
        }
    }
}
