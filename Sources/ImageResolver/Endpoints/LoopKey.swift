import RegistryProtocol

/// What tells the connections of one place from all others: certificates that are for its server alone.
struct LoopKey: Hashable, Sendable {
    /// The server's address.
    let server: WebAddress
    /// Whose certificates count there.
    let trust: TrustSettings
}
