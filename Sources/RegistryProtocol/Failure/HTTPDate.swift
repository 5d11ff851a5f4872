import ImageModel

/// The three forms of a date in HTTP (RFC 9110, section 5.6.7), read without a calendar of the system.
package enum HTTPDate {
    /// The seconds since 1970-01-01 00:00 UTC that `text` names; `nil` when it is none of the forms.
    ///
    /// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`. The separators are not
    /// told apart. A year of two digits is 1970 to 2069.
    package static func unixSeconds(parsing text: String) -> Int64? {
        guard text.utf8.count <= 64 else { return nil }
        let words = text.utf8.split { " ,:-".utf8.contains($0) }.map { String(decoding: $0, as: UTF8.self) }
        switch words.count {
        case 8 where words[7] == "GMT":
            return seconds(day: words[1], month: words[2], year: words[3], clock: words[4...6])
        case 7:
            return seconds(day: words[2], month: words[1], year: words[6], clock: words[3...5])
        default:
            return nil
        }
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    private static func seconds(day: String, month: String, year: String, clock: ArraySlice<String>) -> Int64? {
        let time = clock.compactMap { $0.utf8.count == 2 ? $0.decimalNumber : nil }
        guard let index = months.firstIndex(of: month.asciiLowercased), let year = fullYear(year),
            let day = day.decimalNumber, let date = CivilDate(year: year, month: Int64(index) + 1, day: day),
            time.count == 3, time[0] <= 23, time[1] <= 59, time[2] <= 60
        else { return nil }
        return date.daysSince1970 * 86400 + time[0] * 3600 + time[1] * 60 + time[2]
    }

    private static func fullYear(_ text: String) -> Int64? {
        guard let number = text.decimalNumber else { return nil }
        switch text.utf8.count {
        case 4: return number
        case 2: return number < 70 ? 2000 + number : 1900 + number
        default: return nil
        }
    }
}
