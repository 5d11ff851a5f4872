/// The kinds of failure that callers tell apart; each becomes an exit status of its own.
package enum FailureSubject: Hashable, Sendable {
    /// The network, a server's fault, or an answer that is refused for safety's sake.
    case network
    /// The registry has no such thing.
    case notFound
    /// Credentials are missing, refused, or not enough.
    case credentials
    /// The registry asks for patience.
    case rateLimited
    /// What came is not a document that was asked for.
    case malformed
    /// The bytes are not those that were promised.
    case integrity
}
