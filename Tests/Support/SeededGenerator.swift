import Foundation

/// Random numbers that can be had again: SplitMix64 from a seed that is printed.
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// Starts at `seed`.
    public init(seed: UInt64) {
        state = seed
    }

    /// Starts at `RESOLVE_TEST_SEED`, or at a seed of the moment, and prints which.
    public static func fromEnvironment(_ purpose: String) -> SeededGenerator {
        let given = ProcessInfo.processInfo.environment["RESOLVE_TEST_SEED"].flatMap { UInt64($0) }
        let seed = given ?? UInt64.random(in: 1...UInt64.max)
        print("\(purpose): RESOLVE_TEST_SEED=\(seed)")
        return SeededGenerator(seed: seed)
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
