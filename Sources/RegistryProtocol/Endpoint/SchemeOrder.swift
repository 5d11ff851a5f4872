/// Whether a place is spoken to over TLS, in the clear, or as it turns out.
package enum SchemeOrder: Hashable, Sendable {
    /// One scheme, and never the other.
    case only(WebScheme)
    /// In the clear, and over TLS when the server asks for it: a registry on loopback.
    case plainFirst
    /// Over TLS, and in the clear when the server speaks none: one that is listed as insecure.
    case securedFirst

    /// The scheme of the first request.
    package var first: WebScheme {
        switch self {
        case .only(let scheme): scheme
        case .plainFirst: .http
        case .securedFirst: .https
        }
    }
}
