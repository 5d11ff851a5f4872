import ImageModel

/// How long a server asks its clients to wait before the next request (RFC 9110, section 10.2.3).
package enum RetryAfter: Hashable, Sendable {
    /// For that many seconds.
    case seconds(Int64)
    /// Until that time, in seconds since 1970.
    case date(unixSeconds: Int64)

    /// Reads `Retry-After`; `nil` when it is absent or malformed.
    ///
    /// A fraction of a second, which some servers send, counts as a whole one, and a number beyond every clock as the longest
    /// wait there is.
    package init?(_ headers: HTTPHeaders) {
        guard let value = headers.first("Retry-After") else { return nil }
        if let seconds = Self.seconds(value) {
            self = .seconds(seconds)
        } else if let date = HTTPDate.unixSeconds(parsing: value) {
            self = .date(unixSeconds: date)
        } else {
            return nil
        }
    }

    // `120`, `0.5`, or digits without end.
    private static func seconds(_ value: String) -> Int64? {
        let parts = value.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, parts.joined().allSatisfy(\.isDigit) else { return nil }
        guard let seconds = String(decoding: Array(whole), as: UTF8.self).decimalNumber else { return .max }
        let isFraction = parts.dropFirst().joined().contains { $0 != UInt8(ascii: "0") }
        return isFraction && seconds < .max ? seconds + 1 : seconds
    }

    /// The wait in seconds from `nowUnixSeconds` on; 0 for a time that has passed.
    package func waitSeconds(nowUnixSeconds: Double) -> Double {
        switch self {
        case .seconds(let seconds): Double(seconds)
        case .date(let unixSeconds): max(0, Double(unixSeconds) - nowUnixSeconds)
        }
    }
}

/// Reads the three date formats of HTTP (RFC 9110, section 5.6.7) without a system calendar.
package enum HTTPDate {
    /// The seconds since 1970-01-01 00:00 UTC that `text` names; `nil` when it has none of the formats.
    ///
    /// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`. The separators are
    /// interchangeable. A two-digit year lies between 1970 and 2069.
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

/// A registry's pull quota as Docker Hub sends it: `ratelimit-limit: 100;w=21600`, `ratelimit-remaining: 0;w=21600`.
package struct RateLimit: Hashable, Sendable, CustomStringConvertible {
    /// The number of pulls that the quota allows.
    package let limit: Int64
    /// The number of pulls left.
    package let remaining: Int64?
    /// The length of the quota's period, in seconds.
    package let windowSeconds: Int64?
    /// The client that the registry counts: an address or an account.
    package let source: String?

    /// Reads the quota in `headers`; `nil` when there is none.
    package init?(_ headers: HTTPHeaders) {
        guard let limit = headers.first("ratelimit-limit").flatMap(Self.amount) else { return nil }
        self.limit = limit.number
        windowSeconds = limit.windowSeconds
        remaining = headers.first("ratelimit-remaining").flatMap(Self.amount)?.number
        source = headers.first("docker-ratelimit-source")
    }

    /// `quota of 100 in 21600 s for 192.0.2.1, 0 left`.
    package var description: String {
        var text = "quota of \(limit)"
        if let windowSeconds { text += " in \(windowSeconds) s" }
        if let source { text += " for \(Printable.escaped(source, limit: 60))" }
        if let remaining { text += ", \(remaining) left" }
        return text
    }

    private static func amount(_ value: String) -> (number: Int64, windowSeconds: Int64?)? {
        let items = value.listItems(separatedBy: ";")
        guard let number = items.first?.decimalNumber else { return nil }
        let window = items.dropFirst().first { $0.hasPrefix("w=") }
        return (number, window.flatMap { $0.dropFirst(2).decimalNumber })
    }
}
