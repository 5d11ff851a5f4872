/// Sixteen random digits, for names that no other process may choose.
enum RandomSuffix {
    /// Makes the next one.
    static func make() -> String {
        let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
