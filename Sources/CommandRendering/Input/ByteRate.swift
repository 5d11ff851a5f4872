/// A number of bytes a second, as `--limit-rate` writes it: `500`, `200K`, `1.5M`, `2G`, of 1024.
package struct ByteRate: Hashable, Sendable {
    /// Bytes a second, at least 1.
    package let bytesPerSecond: Int64

    /// Reads a positive decimal number with at most one of the letters; `nil` for everything else.
    package init?(parsing text: String) {
        var digits = Substring(text)
        var unit = 1.0
        if let last = digits.last, let factor = Self.factors[last] {
            unit = factor
            digits = digits.dropLast()
        }
        let isNumber = digits.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
        }
        guard isNumber, digits.utf8.count <= 18, let number = Double(String(digits)) else { return nil }
        let bytes = Int64(clamping: number * unit)
        guard bytes >= 1 else { return nil }
        bytesPerSecond = bytes
    }

    /// What each letter stands for.
    private static let factors: [Character: Double] = [
        "k": 1024, "K": 1024, "m": 1_048_576, "M": 1_048_576, "g": 1_073_741_824, "G": 1_073_741_824,
    ]
}
