/// A moment, as image configs and annotations write it (RFC 3339): `2024-05-01T12:00:00.123456789Z`.
package struct Timestamp: Hashable, Sendable, Comparable {
    /// The seconds from 1970 on.
    package let unixSeconds: Int64
    /// What is beyond them, in billionths.
    package let nanoseconds: Int64

    /// Reads a moment with its offset from UTC; `nil` for anything else. Digits beyond the ninth do not count.
    package init?(parsing text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 64, "Tt ".utf8.contains(bytes[10]),
            let day = Self.day(bytes[..<10]), let clock = Self.clock(bytes[11..<19])
        else { return nil }
        var rest = bytes[19...]
        var nanoseconds: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { Self.isDigit($0) }
            guard !digits.isEmpty else { return nil }
            nanoseconds = (0..<9).reduce(0) { sum, place in
                sum * 10 + (place < digits.count ? Int64(digits[digits.startIndex + place]) - 0x30 : 0)
            }
            rest = rest[digits.endIndex...]
        }
        guard let offset = Self.offset(rest) else { return nil }
        unixSeconds = day.daysSince1970 * 86_400 + clock - offset
        self.nanoseconds = nanoseconds
    }

    /// Whether `lhs` comes first.
    package static func < (lhs: Timestamp, rhs: Timestamp) -> Bool {
        (lhs.unixSeconds, lhs.nanoseconds) < (rhs.unixSeconds, rhs.nanoseconds)
    }

    private static func day(_ bytes: ArraySlice<UInt8>) -> CivilDate? {
        let parts = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 3, let year = number(parts[0], digits: 4), let month = number(parts[1], digits: 2),
            let day = number(parts[2], digits: 2)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    private static func clock(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 3, let hour = number(parts[0], digits: 2), let minute = number(parts[1], digits: 2),
            let second = number(parts[2], digits: 2), hour <= 23, minute <= 59, second <= 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// `Z`, `+02:00`, `-08:30`: the seconds that the clock is ahead of UTC.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard let first = bytes.first else { return nil }
        if "Zz".utf8.contains(first) { return bytes.count == 1 ? 0 : nil }
        guard "+-".utf8.contains(first), let clock = clock(bytes.dropFirst() + Array(":00".utf8)) else { return nil }
        return first == UInt8(ascii: "-") ? -clock : clock
    }

    private static func number(_ bytes: ArraySlice<UInt8>, digits: Int) -> Int64? {
        guard bytes.count == digits, bytes.allSatisfy({ isDigit($0) }) else { return nil }
        return bytes.reduce(0) { $0 * 10 + Int64($1) - 0x30 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
