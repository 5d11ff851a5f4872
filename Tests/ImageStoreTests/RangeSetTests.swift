import TestSupport
import Testing

@testable import ImageStore

struct RangeSetTests {
    @Test func `any order of any ranges holds the same bytes as a set of them`() {
        var generator = SeededGenerator.fromEnvironment("byte ranges")
        for _ in 0..<200 {
            var ranges = RangeSet<Int64>()
            var bytes: Set<Int64> = []
            for _ in 0..<Int.random(in: 0..<12, using: &generator) {
                let lower = Int64.random(in: 0..<60, using: &generator)
                let range = lower..<lower + Int64.random(in: 0..<15, using: &generator)
                ranges.insert(contentsOf: range)
                bytes.formUnion(range)
            }
            #expect(Set(ranges.ranges.flatMap { $0 }) == bytes)
            #expect(ranges.byteCount == Int64(bytes.count))
            #expect(Set(ranges.gaps(of: 80).flatMap { $0 }) == Set(0..<80).subtracting(bytes))
            #expect(ranges.prefixEnd == (0...).first { !bytes.contains($0) })
            #expect(ranges.end == (bytes.max() ?? -1) + 1)
        }
    }

    @Test(
        arguments: [(-1, []), (0, []), (5, [0..<2]), (30, [0..<2, 10..<12, 20..<30])] as [(Int64, [Range<Int64>])])
    func `the gaps of a file end where the file ends`(size: Int64, gaps: [Range<Int64>]) {
        #expect(RangeSet<Int64>([2..<10, 12..<20]).gaps(of: size) == gaps)
    }

    @Test(
        arguments: [(0, false, 2), (2, true, 10), (9, true, 10), (10, false, 12), (20, false, .max)]
            as [(Int64, Bool, Int64)])
    func `a run ends where the next byte is held or missing`(offset: Int64, isHeld: Bool, end: Int64) {
        #expect(RangeSet<Int64>([2..<10, 12..<20]).run(at: offset) == (isHeld, end))
    }
}
