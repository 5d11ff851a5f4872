/// Which stretches of a blob are asked for next, where several connections fetch it.
///
/// The lowest missing bytes go first, and none that lie far beyond what is hashed: the hasher reads back what the page cache
/// still holds (DESIGN.md section 3).
package struct ChunkSchedule: Hashable, Sendable {
    /// The bytes, two of the longest stretches, from which on a blob is worth several connections.
    package static let leastBytes: Int64 = 32 << 20
    /// The longest stretch while nothing is known of the rate: 16 MiB.
    package static let longestChunk: Int64 = 16 << 20
    /// The longest stretch of a fast connection: 256 MiB.
    package static let longestFastChunk: Int64 = 256 << 20
    /// The shortest stretch, but for the last one of a gap: 2 MiB.
    package static let shortestChunk: Int64 = 2 << 20
    /// The fewest bytes, 1 MiB, that are worth a request to another connection.
    private static let leastTakenOver: Int64 = 1 << 20
    /// The fewest seconds, at a connection's rate, that are worth one.
    ///
    /// Who is cut short has bytes on the way that nobody takes: on a fast link more than its help would save.
    private static let leastSecondsTakenOver = 0.2
    /// How far beyond the hashed bytes a stretch may begin: 256 MiB.
    package static let farthestAhead: Int64 = 256 << 20

    /// What is missing and nobody has been asked for, lowest first.
    private var gaps: [Range<Int64>]

    /// A schedule for the bytes of `missing`, which are sorted and do not overlap.
    package init(missing: [Range<Int64>]) {
        gaps = missing.filter { !$0.isEmpty }
    }

    /// Whether everything is there or asked for.
    package var isEmpty: Bool { gaps.isEmpty }

    private var byteCount: Int64 { gaps.reduce(0) { $0 + Int64($1.count) } }

    /// The fewest bytes that another connection takes over from one that gets `bytesPerSecond`.
    package static func leastTakenOver(bytesPerSecond: Double) -> Int64 {
        let seconds = Int64(min(max(0, bytesPerSecond * leastSecondsTakenOver), Double(longestFastChunk)))
        return max(leastTakenOver, seconds)
    }

    /// The next stretch for one of `connections`; `nil` when there is none, or none that may begin yet.
    ///
    /// All bytes before `front` are hashed. A stretch takes a second at `bytesPerSecond`, the rate of one connection, so that
    /// a fast link is not kept waiting between short ones, but is at most twice as long as the last one was: a server may be
    /// fast for a moment only. Towards the end they grow shorter, so that all connections end together.
    package mutating func next(
        front: Int64, connections: Int, bytesPerSecond: Double = 0, last: Int64 = 0
    ) -> Range<Int64>? {
        guard let gap = gaps.first, gap.lowerBound - front <= Self.farthestAhead else { return nil }
        let fair = connections > 1 ? byteCount / Int64(connections) / 2 : byteCount
        let second = Int64(min(max(0, bytesPerSecond), Double(Self.longestFastChunk)))
        let longest = max(Self.longestChunk, min(second, last.multipliedReportingOverflow(by: 2).partialValue))
        let length = min(max(fair, Self.shortestChunk), longest)
        // A rest that is not worth a request of its own goes along.
        let isWhole = Int64(gap.count) - length < Self.shortestChunk / 2
        let chunk = isWhole ? gap : gap.lowerBound..<(gap.lowerBound + length)
        gaps[0] = chunk.upperBound..<gap.upperBound
        if gaps[0].isEmpty { gaps.removeFirst() }
        return chunk
    }
}
