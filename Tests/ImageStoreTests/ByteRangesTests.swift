import TestSupport
import Testing

@testable import ImageStore

struct ByteRangesTests {
    @Test(
        arguments: [
            ([], []),
            ([5..<5], []),
            ([-5..<3], [0..<3]),
            ([0..<10, 10..<20], [0..<20]),
            ([10..<20, 0..<9], [0..<9, 10..<20]),
            ([0..<5, 10..<15, 20..<25, 3..<22], [0..<25]),
            ([0..<100, 5..<6], [0..<100]),
            ([0..<Int64.max, Int64.min..<Int64.max], [0..<Int64.max]),
        ] as [([Range<Int64>], [Range<Int64>])])
    func `ranges that touch become one`(added: [Range<Int64>], expected: [Range<Int64>]) {
        #expect(ByteRanges(added).ranges == expected)
    }

    @Test func `any order of any ranges holds the same bytes as a set of them`() {
        var generator = SeededGenerator.fromEnvironment("byte ranges")
        for _ in 0..<200 {
            var ranges = ByteRanges()
            var bytes: Set<Int64> = []
            for _ in 0..<Int.random(in: 0..<12, using: &generator) {
                let lower = Int64.random(in: 0..<60, using: &generator)
                let range = lower..<lower + Int64.random(in: 0..<15, using: &generator)
                ranges.insert(range)
                bytes.formUnion(range)
            }
            #expect(Set(ranges.ranges.flatMap { $0 }) == bytes)
            #expect(ranges.byteCount == Int64(bytes.count))
            #expect(Set(ranges.gaps(upTo: 80).flatMap { $0 }) == Set(0..<80).subtracting(bytes))
            #expect(ranges.prefixEnd == (0...).first { !bytes.contains($0) })
            #expect(ranges.end == (bytes.max() ?? -1) + 1)
        }
    }

    @Test(arguments: [(0, []), (5, [0..<2]), (30, [0..<2, 10..<12, 20..<30])] as [(Int64, [Range<Int64>])])
    func `what is missing is told up to an end`(size: Int64, gaps: [Range<Int64>]) {
        #expect(ByteRanges([2..<10, 12..<20]).gaps(upTo: size) == gaps)
    }

    @Test func `a range is held whole or not at all`() {
        let ranges = ByteRanges([2..<10, 12..<20])
        #expect(ranges.contains(2..<10) && ranges.contains(13..<14) && ranges.contains(0..<0))
        #expect(!ranges.contains(0..<3) && !ranges.contains(9..<13) && !ranges.contains(19..<21))
    }
}
