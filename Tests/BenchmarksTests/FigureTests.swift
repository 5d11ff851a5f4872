import Testing

@testable import Benchmarks

/// What is reckoned from runs.
struct FigureTests {
    @Test(
        arguments: [
            ([3.0], 3.0, 3.0, 3.0), ([2, 1, 3], 1, 2, 3), ([4, 1, 3, 2], 1, 2.5, 4),
        ])
    func `a spread is minimum, median and maximum`(
        values: [Double], minimum: Double, median: Double, maximum: Double
    ) throws {
        let spread = try #require(Spread(values))
        #expect([spread.minimum, spread.median, spread.maximum] == [minimum, median, maximum])
    }

    @Test func `nothing has no spread`() {
        #expect(Spread([]) == nil)
        #expect(Spread.ratio(of: [1], to: []) == nil)
        #expect(Spread.ratio(of: [1], to: [0]) == nil)
    }

    @Test func `ratios are taken round by round`() {
        #expect(Spread.ratio(of: [1, 4, 9], to: [1, 2, 3]) == Spread([1, 2, 3]))
    }

    @Test func `the launcher's line holds wall, user, system, peak and status`() throws {
        let result = try LauncherResult(parsing: "1500000000 250000 750000 10240 0\n")
        #expect(result.measurement == Measurement(wallSeconds: 1.5, processorSeconds: 1, peakKibibytes: 10240))
        #expect(result.status == 0)
        #expect(throws: BenchmarkError.self) { try LauncherResult(parsing: "1 2 3") }
    }

    @Test func `commands that follow each other take their times together, and the peak of the greater`() {
        let first = Measurement(wallSeconds: 1, processorSeconds: 2, peakKibibytes: 30)
        let second = Measurement(wallSeconds: 4, processorSeconds: 5, peakKibibytes: 20)
        let both = first.followed(by: second)
        #expect(both == Measurement(wallSeconds: 5, processorSeconds: 7, peakKibibytes: 30))
    }

    @Test func `each contestant comes first in its round`() {
        let orders = (0..<4).map { Rotation.order(["a", "b", "c"], round: $0) }
        #expect(orders == [["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"], ["a", "b", "c"]])
        #expect(Rotation.order([Int](), round: 3) == [])
    }

    @Test(
        arguments: [
            (10, 4, ["0-1", "2-3", "4-5", "6-9"]), (8, 8, (0..<8).map { "\($0)-\($0)" }),
            (3, 8, ["0-0", "1-1", "2-2"]),
            (0, 8, []), (5, 1, ["0-4"]),
        ])
    func `ranges cover a blob, and the last one takes what is over`(size: Int, parts: Int, expected: [String]) {
        #expect(ByteRanges.covering(size, parts: parts) == expected)
    }
}
