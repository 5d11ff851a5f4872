/// When a server says that it may be asked again (RFC 9110, section 10.2.3).
package enum RetryAfter: Hashable, Sendable {
    /// After that many seconds.
    case seconds(Int64)
    /// Not before that moment, in seconds since 1970.
    case date(unixSeconds: Int64)

    /// What `Retry-After` says; `nil` when it is absent or malformed.
    package init?(_ headers: HTTPHeaders) {
        guard let value = headers.first("Retry-After") else { return nil }
        if let seconds = value.decimalNumber {
            self = .seconds(seconds)
        } else if let date = HTTPDate.unixSeconds(parsing: value) {
            self = .date(unixSeconds: date)
        } else {
            return nil
        }
    }

    /// The wait in seconds, seen from `nowUnixSeconds`; a moment that has passed is no wait.
    package func waitSeconds(nowUnixSeconds: Double) -> Double {
        switch self {
        case .seconds(let seconds): Double(seconds)
        case .date(let moment): max(0, Double(moment) - nowUnixSeconds)
        }
    }
}
