import Testing

@testable import CommandRendering

struct TransferRateTests {
    @Test func `the rate is that of the last seconds, and unknown at first`() {
        var rate = TransferRate(at: 0)
        rate.note(bytes: 100, at: 100)
        #expect(rate.bytesPerSecond(at: 100) == nil)
        for second in 1...10 { rate.note(bytes: Int64(second) * 1_000, at: Int64(second) * 1_000) }
        #expect(rate.bytesPerSecond(at: 10_000) == 1_000)
        for second in 11...20 { rate.note(bytes: 10_000 + Int64(second - 10) * 5_000, at: Int64(second) * 1_000) }
        #expect(rate.bytesPerSecond(at: 20_000) == 5_000)
    }

    @Test func `the rate of a stalled transfer falls to zero, and no remaining time is shown`() {
        var rate = TransferRate(at: 0)
        rate.note(bytes: 10_000, at: 1_000)
        #expect(rate.bytesPerSecond(at: 10_000) == 1_000)
        rate.note(bytes: 10_000, at: 20_000)
        rate.note(bytes: 10_000, at: 30_000)
        #expect(rate.bytesPerSecond(at: 30_000) == 0)
        #expect(rate.millisecondsLeft(for: 1, at: 30_000) == nil)
    }

    @Test func `bytes of an earlier run do not count towards the rate`() {
        var rate = TransferRate(bytes: 1 << 30, at: 0)
        rate.note(bytes: (1 << 30) + 1_000, at: 1_000)
        #expect(rate.bytesPerSecond(at: 1_000) == 1_000)
        #expect(rate.millisecondsLeft(for: 2_500, at: 1_000) == 2_500)
    }
}
