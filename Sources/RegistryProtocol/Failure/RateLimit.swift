import ImageModel

/// A registry's quota, as Docker Hub tells it: `ratelimit-limit: 100;w=21600`, `ratelimit-remaining: 0;w=21600`.
package struct RateLimit: Hashable, Sendable, CustomStringConvertible {
    /// How many pulls the quota holds.
    package let limit: Int64
    /// How many are left.
    package let remaining: Int64?
    /// The time that the quota is for, in seconds.
    package let windowSeconds: Int64?
    /// Whom the registry counts: an address or an account.
    package let source: String?

    /// What the headers say; `nil` when they name no quota.
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
        let pieces = ListText.pieces(of: value, at: ";")
        guard let number = pieces.first?.decimalNumber else { return nil }
        let window = pieces.dropFirst().first { $0.hasPrefix("w=") }
        return (number, window.flatMap { $0.dropFirst(2).decimalNumber })
    }
}
