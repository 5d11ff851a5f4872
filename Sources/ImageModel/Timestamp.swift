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

    /// The moment `unixSeconds` seconds after the begin of 1970, in UTC, as `2026-11-29T15:37:57Z` (RFC 3339).
    ///
    /// Moments outside of the years 0 to 9999 are shown as the first or last moment of these.
    package static func text(unixSeconds: Int64) -> String {
        let seconds = min(max(unixSeconds, -62_167_219_200), 253_402_300_799)
        let days = floor(seconds, 86_400)
        // Days of the era of 400 years that begins on March 1, and from them year, month and day.
        let era = floor(days + 719_468, 146_097)
        let dayOfEra = days + 719_468 - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let clock = seconds - days * 86_400
        let date = [padded(year, to: 4), padded(month, to: 2), padded(day, to: 2)].joined(separator: "-")
        let time = [clock / 3_600, clock / 60 % 60, clock % 60].map { padded($0, to: 2) }.joined(separator: ":")
        return "\(date)T\(time)Z"
    }

    private static func padded(_ number: Int64, to count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
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
