/// A stretch that is under way.
struct ActiveChunk: Sendable {
    /// What was asked for.
    let asked: Range<Int64>
    /// Where it ends now.
    let limit: ChunkLimit

    /// A stretch that nothing has come of.
    init(_ asked: Range<Int64>) {
        self.asked = asked
        limit = ChunkLimit(asked)
    }
}
