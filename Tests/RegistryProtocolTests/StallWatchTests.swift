import Testing

@testable import RegistryProtocol

struct StallWatchTests {
    @Test(arguments: [
        // The bytes received by each tenth of a second, and the tenth at which two seconds at 1000 bytes per second are a stall.
        ([0], 20), ([5_000_000], 20), ([0, 1_000_000], 21), ([0, 0, 0, 0, 0, 1_999], 20), ([0, 0, 0, 0, 0, 2_000], 25),
    ])
    func `a transfer is stalled after a period with too few bytes`(bytes: [Int64], end: Int) {
        var watch = StallWatch(seconds: 2, bytesPerSecond: 1000)
        let stalled = (0..<100).first { tenth in
            watch.isStalled(bytes: bytes[min(tenth, bytes.count - 1)], at: Double(tenth) / 10)
        }
        #expect(stalled == end)
    }

    // containerd#11650: a trickle counted as progress for an hour.
    @Test(arguments: [(100.0, true), (900, true), (1_100, false), (50_000, false)])
    func `a trickle is a stall`(bytesPerSecond: Double, isStall: Bool) {
        var watch = StallWatch(seconds: 2, bytesPerSecond: 1000)
        let stalled = (0..<1000).contains { tenth in
            watch.isStalled(bytes: Int64(bytesPerSecond * Double(tenth) / 10), at: Double(tenth) / 10)
        }
        #expect(stalled == isStall)
    }

    @Test func `a held-up transfer is excused`() {
        var watch = StallWatch(seconds: 1, bytesPerSecond: 1000)
        let begun = watch.isStalled(bytes: 5, at: 0)
        watch.excuse(bytes: 5, at: 0.9)
        let later = [1.8, 2].map { watch.isStalled(bytes: 5, at: $0) }
        #expect([begun] + later == [false, false, true])
    }

    @Test(arguments: [(0, 0), (-1, -1), (Int.max, Int.max)])
    func `any numbers are accepted`(seconds: Int, bytesPerSecond: Int) {
        var watch = StallWatch(seconds: seconds, bytesPerSecond: bytesPerSecond)
        let stalled = [0, .infinity].map { watch.isStalled(bytes: 0, at: $0) }
        #expect(stalled == [false, true])
    }
}
