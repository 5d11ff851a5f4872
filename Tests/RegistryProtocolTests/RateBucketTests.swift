import TestSupport
import Testing

@testable import RegistryProtocol

struct RateBucketTests {
    /// Whether `bucket` is open at each of the given times.
    private func states(_ bucket: RateBucket, at moments: Double...) -> [Bool] {
        var bucket = bucket
        return moments.map { bucket.isOpen(at: $0) }
    }

    @Test func `taken bytes leave a debt that time pays off`() {
        var bucket = RateBucket(bytesPerSecond: 1000)
        bucket.take(500, at: 5)
        #expect(states(bucket, at: 5.4, 5.6) == [false, true])
        let rest = bucket.secondsUntilOpen(at: 5.4)
        #expect(abs(rest - 0.1) < 1e-9)
        let none = bucket.secondsUntilOpen(at: 5.6)
        #expect(none == 0)
    }

    @Test func `at most an eighth of a second is saved up`() {
        var bucket = RateBucket(bytesPerSecond: 1000)
        _ = bucket.isOpen(at: 0)
        bucket.take(125, at: 100)
        #expect(states(bucket, at: 100) == [true])
        bucket.take(1, at: 100)
        #expect(states(bucket, at: 100) == [false])
    }

    @Test func `a clock that goes back gives nothing`() {
        var bucket = RateBucket(bytesPerSecond: 1000)
        bucket.take(1000, at: 10)
        #expect(states(bucket, at: 9, 10.5, 11.1) == [false, false, true])
    }

    @Test(arguments: [Int64.min, 0, 1, 3_000, 5_000_000, .max])
    func `the mean rate is kept however much is taken at once`(rate: Int64) {
        var random = SeededGenerator.fromEnvironment("rates")
        var bucket = RateBucket(bytesPerSecond: rate)
        var (taken, now) = (0.0, 0.0)
        for _ in 0..<2_000 {
            now += Double.random(in: 0...0.01, using: &random)
            guard bucket.isOpen(at: now) else { continue }
            let count = Int.random(in: 0...65_536, using: &random)
            bucket.take(count, at: now)
            taken += Double(count)
        }
        #expect(taken <= Double(max(1, rate)) * (now + 0.125) + 65_536)
    }
}
