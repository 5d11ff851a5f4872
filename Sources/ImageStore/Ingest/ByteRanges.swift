/// Parts of a file: ranges of byte offsets, sorted, not empty, with a gap between each two.
package struct ByteRanges: Hashable, Sendable {
    /// The ranges, lowest first.
    package private(set) var ranges: [Range<Int64>] = []

    /// No byte at all.
    package init() {}

    /// The bytes of all `ranges`, which may overlap and stand in any order.
    package init(_ ranges: [Range<Int64>]) {
        for range in ranges { insert(range) }
    }

    /// Adds a range; an empty one, or what lies before byte 0, adds nothing.
    package mutating func insert(_ range: Range<Int64>) {
        let range = range.clamped(to: 0..<Int64.max)
        guard !range.isEmpty else { return }
        var (lower, upper) = (range.lowerBound, range.upperBound)
        // Those that touch the new one become one with it.
        let first = ranges.firstIndex { $0.upperBound >= lower } ?? ranges.endIndex
        var last = first
        while last < ranges.endIndex, ranges[last].lowerBound <= upper {
            lower = min(lower, ranges[last].lowerBound)
            upper = max(upper, ranges[last].upperBound)
            last += 1
        }
        ranges.replaceSubrange(first..<last, with: [lower..<upper])
    }

    /// Whether there is no byte.
    package var isEmpty: Bool { ranges.isEmpty }

    /// How many bytes from the file's start on are all there.
    package var prefixEnd: Int64 {
        guard let first = ranges.first, first.lowerBound == 0 else { return 0 }
        return first.upperBound
    }

    /// The offset after the last byte.
    package var end: Int64 { ranges.last?.upperBound ?? 0 }

    /// How many bytes there are.
    package var byteCount: Int64 { ranges.reduce(0) { $0 + Int64($1.count) } }

    /// Whether the byte at `offset` is there, and the offset up to which that stays so.
    package func stretch(at offset: Int64) -> (isHeld: Bool, end: Int64) {
        guard let range = ranges.first(where: { $0.upperBound > offset }) else { return (false, .max) }
        return range.lowerBound <= offset ? (true, range.upperBound) : (false, range.lowerBound)
    }

    /// The bytes of a file of `size` bytes that are not there, lowest first.
    package func gaps(of size: Int64) -> [Range<Int64>] {
        var gaps: [Range<Int64>] = []
        var offset: Int64 = 0
        while offset < size {
            let (isHeld, end) = stretch(at: offset)
            if !isHeld { gaps.append(offset..<min(end, size)) }
            offset = end
        }
        return gaps
    }

    /// Whether every byte of `range` is there.
    package func contains(_ range: Range<Int64>) -> Bool {
        range.isEmpty || ranges.contains { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }
    }
}
