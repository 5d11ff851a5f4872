/// A rate, kept by saying of each piece when it is through.
struct Pace: Equatable, Sendable {
    /// The rate.
    let bytesPerSecond: Double
    /// How much time unused may be made up for, so that a sleep that took longer than asked costs no throughput.
    let toleranceNanoseconds: Int64
    private var freeAt: Int64 = 0

    /// A rate of which nothing has been used.
    init(bytesPerSecond: Double, toleranceNanoseconds: Int64 = 2_000_000) {
        self.bytesPerSecond = bytesPerSecond
        self.toleranceNanoseconds = toleranceNanoseconds
    }

    /// Takes room for `count` bytes behind all that was taken before, and gives the moment when the last one is through.
    mutating func reserve(_ count: Int, now: Int64) -> Int64 {
        freeAt = max(freeAt, now - toleranceNanoseconds) + Int64(Double(count) * 1_000_000_000 / bytesPerSecond)
        return freeAt
    }
}
