/// The limits on following an image index before a choice is made.
package enum ReadingLimits {
    /// The greatest depth of a nested index; the entries of the outermost index have depth 1.
    package static let indexDepth = 4
    /// The most documents read for entries that declare no platform.
    package static let undeclaredReads = 16
    /// The most nested indexes read that declare a platform.
    package static let declaredIndexReads = 16
    /// How many chosen entries may be skipped because their manifests are not those of images.
    package static let passedOver = 16

    /// Whether one more nested index that declares a platform may be read, given those already read in `candidates`.
    static func allowsDeclaredIndex(in candidates: [Candidate]) -> Bool {
        declaredIndexReads(in: candidates, depth: 1) < declaredIndexReads
    }

    private static func declaredIndexReads(in candidates: [Candidate], depth: Int) -> Int {
        guard depth <= indexDepth else { return 0 }
        return candidates.reduce(0) { count, candidate in
            guard case .index(let entries) = candidate.content else { return count }
            let own = candidate.declaredPlatform == nil ? 0 : 1
            return count + own + declaredIndexReads(in: entries, depth: depth + 1)
        }
    }
}

/// The documents that must be read before a choice is final.
///
/// A declared entry that runs natively is final, and only a nested index that ranks best is opened. Otherwise, every
/// unread entry without a platform is read, because its config may name a platform that runs natively.
struct ReadingPlan: Sendable {
    /// The positions of the entries to read, in document order; empty if the choice is final.
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

    /// The unread entries without a platform, including those of nested indexes without a platform.
    private func pending(in nodes: [EntryNode]) -> [Position] {
        nodes.flatMap { node -> [Position] in
            if node.isPending && node.children.isEmpty { return [node.position] }
            return node.isIndex && !node.isDeclared ? pending(in: node.children) : []
        }
    }
}

/// The entries without a platform that may be read: the first few of one index and of its undeclared nested indexes.
///
/// Entries count level by level, each level in document order, because that is the order in which they become known. A
/// nested index that declares a platform has its own scope.
struct ReadingScope: Sendable {
    private let readable: Set<Position>

    /// The scope of an index at the position `path`, with these entries.
    init(_ candidates: [Candidate], at path: Position, filter: EntryFilter) {
        var readable: Set<Position> = []
        var level = [(path: path, candidates: candidates)]
        while !level.isEmpty, readable.count < ReadingLimits.undeclaredReads {
            var next: [(path: Position, candidates: [Candidate])] = []
            for index in level {
                for (number, candidate) in index.candidates.enumerated() {
                    guard candidate.declaredPlatform == nil, filter.refusal(of: candidate) == nil,
                        readable.count < ReadingLimits.undeclaredReads
                    else { continue }
                    let position = index.path + [number]
                    readable.insert(position)
                    if case .index(let children) = candidate.content, position.count <= ReadingLimits.indexDepth {
                        next.append((position, children))
                    }
                }
            }
            level = next
        }
        self.readable = readable
    }

    /// Whether the entry at a position may be read.
    func contains(_ position: Position) -> Bool {
        readable.contains(position)
    }
}
