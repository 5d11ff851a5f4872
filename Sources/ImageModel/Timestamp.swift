/// A time as image configs and annotations write it (RFC 3339): `2024-05-01T12:00:00.123456789Z`.
package struct Timestamp: Hashable, Sendable, Comparable {
    /// The whole seconds since 1970.
    package let unixSeconds: Int64
    /// The fraction of the second, in nanoseconds.
    package let nanoseconds: Int64

    /// Reads a time with its offset from UTC; `nil` for anything else. Digits after the ninth are ignored.
    package init?(parsing text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 64, "Tt ".utf8.contains(bytes[10]),
            let day = Self.day(bytes[..<10]), let clock = Self.clock(bytes[11..<19])
        else { return nil }
        var rest = bytes[19...]
        var nanoseconds: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix(while: \.isDigit)
            guard !digits.isEmpty else { return nil }
            nanoseconds = (0..<9).reduce(0) { sum, digit in
                sum * 10 + (digit < digits.count ? Int64(digits[digits.startIndex + digit]) - 0x30 : 0)
            }
            rest = rest[digits.endIndex...]
        }
        guard let offset = Self.offset(rest) else { return nil }
        unixSeconds = day.daysSince1970 * 86_400 + clock - offset
        self.nanoseconds = nanoseconds
    }

    /// Whether `lhs` is earlier.
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

    /// Reads `Z`, `+02:00` or `-08:30`: the difference of local time from UTC, in seconds.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard let first = bytes.first else { return nil }
        if "Zz".utf8.contains(first) { return bytes.count == 1 ? 0 : nil }
        guard "+-".utf8.contains(first), let clock = clock(bytes.dropFirst() + Array(":00".utf8)) else { return nil }
        return first == UInt8(ascii: "-") ? -clock : clock
    }

    private static func number(_ bytes: ArraySlice<UInt8>, digits: Int) -> Int64? {
        guard bytes.count == digits, bytes.allSatisfy(\.isDigit) else { return nil }
        return bytes.reduce(0) { $0 * 10 + Int64($1) - 0x30 }
    }
}

/// A day of the Gregorian calendar, computed without a system calendar.
package struct CivilDate: Hashable, Sendable {
    /// The days since 1970-01-01.
    package let daysSince1970: Int64

    /// The given day; `nil` if it does not exist. Months and days count from 1.
    package init?(year: Int64, month: Int64, day: Int64) {
        guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        // Years are counted from March, which makes the leap day the last day of its year.
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
        let leapDays = Self.floor(marchYear, 4) - Self.floor(marchYear, 100) + Self.floor(marchYear, 400)
        daysSince1970 = marchYear * 365 + leapDays + dayOfYear - 719_468
    }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : (number - divisor + 1) / divisor
    }
}
