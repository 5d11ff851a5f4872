/// What the user says about the scheme of a registry.
package enum SchemePolicy: Hashable, Sendable {
    /// Nothing: TLS, except that loopback is asked in the clear first.
    case automatic
    /// HTTP in the clear (`--plain-http`), and nothing else.
    case plainHTTP
}
