/// How a host is spoken to.
package enum WebScheme: String, Hashable, Sendable {
    /// In the clear.
    case http
    /// Over TLS.
    case https

    /// The port that is meant when none is written.
    package var defaultPort: Int {
        switch self {
        case .http: 80
        case .https: 443
        }
    }
}
