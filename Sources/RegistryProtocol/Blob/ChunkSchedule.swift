/// Chooses the ranges of a blob that are requested next when several connections fetch it.
///
/// The lowest missing bytes go first, and none far beyond the hashed ones: the hasher reads written bytes back, which is cheap
/// only while they are in the page cache.
package struct ChunkSchedule: Hashable, Sendable {
    /// The smallest size, 32 MiB, of a blob that is worth several connections: twice ``longestChunk``.
    package static let leastBytes: Int64 = 32 << 20
    /// The longest range while the rate is unknown: 16 MiB.
    package static let longestChunk: Int64 = 16 << 20
    /// The longest range of a fast connection: 256 MiB.
    package static let longestFastChunk: Int64 = 256 << 20
    /// The shortest range, except for the last one of a gap: 2 MiB.
    package static let shortestChunk: Int64 = 2 << 20
    /// The fewest bytes, 1 MiB, that another connection takes over.
    private static let leastTakenOver: Int64 = 1 << 20
    /// The shortest time, in seconds at the rate of the slowed connection, that is worth a takeover.
    ///
    /// Bytes in flight to a connection that is cut short are lost: on a fast link more than the takeover would save.
    private static let leastSecondsTakenOver = 0.2
    /// The farthest that a range may begin beyond the hashed bytes: 256 MiB.
    package static let farthestAhead: Int64 = 256 << 20

    // Missing and not requested, lowest first.
    private var gaps: [Range<Int64>]

    /// Schedules the ranges in `missing`, which are sorted and do not overlap.
    package init(missing: [Range<Int64>]) {
        gaps = missing.filter { !$0.isEmpty }
    }

    /// Whether everything is present or requested.
    package var isEmpty: Bool { gaps.isEmpty }

    private var byteCount: Int64 { gaps.reduce(0) { $0 + Int64($1.count) } }

    /// The fewest bytes that another connection takes over from one that gets `bytesPerSecond`.
    package static func leastTakenOver(bytesPerSecond: Double) -> Int64 {
        let seconds = Int64(min(max(0, bytesPerSecond * leastSecondsTakenOver), Double(longestFastChunk)))
        return max(leastTakenOver, seconds)
    }

    /// The next range for one of `connections`; `nil` when there is none, or none that may begin yet.
    ///
    /// All bytes before `front` are hashed. A range takes a second at `bytesPerSecond`, the rate of one connection, which keeps a
    /// fast link busy, but is at most twice as long as the `last` one: a server may be fast only briefly. Towards the end ranges
    /// get shorter, which makes all connections end together.
    package mutating func next(
        front: Int64, connections: Int, bytesPerSecond: Double = 0, last: Int64 = 0
    ) -> Range<Int64>? {
        guard let gap = gaps.first, gap.lowerBound - front <= Self.farthestAhead else { return nil }
        let fair = connections > 1 ? byteCount / Int64(connections) / 2 : byteCount
        let second = Int64(min(max(0, bytesPerSecond), Double(Self.longestFastChunk)))
        let longest = max(Self.longestChunk, min(second, last.multipliedReportingOverflow(by: 2).partialValue))
        let length = min(max(fair, Self.shortestChunk), longest)
        // A remainder that is not worth a request of its own is included.
        let isWhole = Int64(gap.count) - length < Self.shortestChunk / 2
        let chunk = isWhole ? gap : gap.lowerBound..<(gap.lowerBound + length)
        gaps[0] = chunk.upperBound..<gap.upperBound
        if gaps[0].isEmpty { gaps.removeFirst() }
        return chunk
    }
}
