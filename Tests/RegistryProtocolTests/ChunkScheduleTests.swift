import Testing

@testable import RegistryProtocol

@Suite struct ChunkScheduleTests {
    private static let mebibyte: Int64 = 1 << 20

    /// Every range of a schedule for that many connections, with all bytes hashed.
    private func stretches(of missing: [Range<Int64>], connections: Int) -> [Range<Int64>] {
        var schedule = ChunkSchedule(missing: missing)
        var taken: [Range<Int64>] = []
        while let range = schedule.next(front: .max, connections: connections) { taken.append(range) }
        #expect(schedule.isEmpty)
        return taken
    }

    @Test(arguments: [1, 2, 4, 7, 16])
    func `the ranges cover the missing bytes, each once, lowest first`(connections: Int) {
        let missing: [Range<Int64>] = [5..<6, 100..<(90 << 20), (128 << 20)..<(300 << 20) + 1]
        let taken = stretches(of: missing, connections: connections)
        #expect(taken == taken.sorted { $0.lowerBound < $1.lowerBound })
        #expect(taken.reduce(0) { $0 + $1.count } == missing.reduce(0) { $0 + $1.count })
        for range in taken {
            #expect(missing.contains { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound })
            #expect(Int64(range.count) <= ChunkSchedule.longestChunk + ChunkSchedule.shortestChunk / 2)
        }
    }

    @Test func `ranges get shorter towards the end`() {
        let lengths = stretches(of: [0..<(256 << 20)], connections: 8).map { Int64($0.count) }
        #expect(lengths.first == 16 << 20)
        #expect(lengths.dropLast().allSatisfy { $0 >= ChunkSchedule.shortestChunk })
        // The last one includes a remainder that is not worth a request of its own.
        #expect(lengths.dropLast() == lengths.dropLast().sorted(by: >)[...])
    }

    @Test func `a fast connection's ranges double, up to a second's worth`() {
        var schedule = ChunkSchedule(missing: [0..<(2 << 30)])
        var lengths: [Int64] = []
        for _ in 0..<5 {
            let range = schedule.next(
                front: .max, connections: 1, bytesPerSecond: Double(100 << 20), last: lengths.last ?? 0)
            lengths.append(Int64(range?.count ?? 0))
        }
        #expect(lengths.map { $0 >> 20 } == [16, 32, 64, 100, 100])
    }

    @Test(arguments: [(0, 1), (1, 1), (20, 4), (100, 20), (1e30, 256), (-1, 1)] as [(Double, Int64)])
    func `less than a fifth of a second's worth is not taken over`(mebibytes: Double, least: Int64) {
        #expect(ChunkSchedule.leastTakenOver(bytesPerSecond: mebibytes * 1_048_576) == least << 20)
    }

    @Test func `no range begins far beyond the hashed bytes`() {
        var schedule = ChunkSchedule(missing: [(300 << 20)..<(400 << 20)])
        #expect(schedule.next(front: 0, connections: 4) == nil)
        #expect(!schedule.isEmpty)
        #expect(schedule.next(front: 44 << 20, connections: 4)?.lowerBound == 300 << 20)
    }

    @Test func `without missing bytes there are no ranges`() {
        var schedule = ChunkSchedule(missing: [3..<3])
        #expect(schedule.isEmpty)
        #expect(schedule.next(front: 0, connections: 1) == nil)
    }
}
