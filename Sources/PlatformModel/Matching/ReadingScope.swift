/// Which entries without a platform may be read: the first few of one list, and of the undeclared indexes in it.
///
/// Entries near the top come first, then those further down, each in the order of the document: the order in which they
/// become known when one level after the other is read. A nested index that declares a platform is a scope of its own.
struct ReadingScope: Sendable {
    private let readable: Set<Position>

    /// The scope of a list whose entries stand at `path`.
    init(_ candidates: [Candidate], at path: Position, filter: EntryFilter) {
        var readable: Set<Position> = []
        var level = [(path: path, candidates: candidates)]
        while !level.isEmpty, readable.count < ReadingLimits.undeclaredReads {
            var next: [(path: Position, candidates: [Candidate])] = []
            for list in level {
                for (index, candidate) in list.candidates.enumerated() {
                    guard candidate.declaredPlatform == nil, filter.refusal(of: candidate) == nil,
                        readable.count < ReadingLimits.undeclaredReads
                    else { continue }
                    let position = list.path + [index]
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
