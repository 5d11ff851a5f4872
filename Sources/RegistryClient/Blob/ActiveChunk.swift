/// A stretch that is under way.
struct ActiveChunk: Sendable {
    /// What was asked for.
    let asked: Range<Int64>
    /// Where it ends now.
    let limit: ChunkLimit

    private let since = ContinuousClock.now

    /// A stretch that nothing has come of.
    init(_ asked: Range<Int64>) {
        self.asked = asked
        limit = ChunkLimit(asked)
    }

    /// What the connection brings, in bytes a second; `usual` as long as it is too young to tell.
    func bytesPerSecond(usual: Double) -> Double {
        let seconds = (ContinuousClock.now - since) / .seconds(1)
        return seconds < Self.leastSeconds ? usual : Double(limit.position - asked.lowerBound) / seconds
    }

    /// The fewest seconds that tell what a connection brings.
    private static let leastSeconds = 0.5
}
