/// Where a token comes from; it decides what a refusal of it means.
package enum TokenOrigin: Hashable, Sendable {
    /// It was at hand, and may have expired or been revoked since.
    case cached
    /// The token server gave it just now.
    case fetched
}
