import ImageModel
import RegistryProtocol

/// How an engine is reached, and what names it.
package struct EngineEndpoint: Hashable, Sendable {
    /// The kind of engine that is expected there; Docker's API is also that of podman.
    package var kind: EngineKind
    /// Where requests are sent.
    package var address: Address
    /// What names it: a variable, a Docker context, or `default`.
    package var names: [String]
    /// Whether the user's settings name it; otherwise it is a usual path.
    package var isConfigured = false
    /// Whether the `docker` command uses it.
    package var isSelected = false
    /// The certificates for TLS; `nil` for those of the system.
    package var certificates: Certificates?

    /// An address of an engine.
    package enum Address: Hashable, Sendable, CustomStringConvertible {
        /// The path of a Unix socket.
        case socket(String)
        /// A server.
        case web(WebAddress)
        /// An address to which no request can be sent, as it is shown.
        case other(String, EngineFault)

        /// The address as Docker writes it, without a password.
        package var description: String {
            switch self {
            case .socket(let path): "unix://\(path)"
            case .web(let address): "tcp://\(address.authorityText)"
            case .other(let text, _): text
            }
        }
    }

    /// The files for TLS, as Docker names them: `ca.pem`, `cert.pem` and `key.pem`.
    package struct Certificates: Hashable, Sendable {
        /// The authorities, in place of the system's.
        package var authorities: String?
        /// The client's certificate and its key.
        package var client: TrustSettings.ClientCertificate?
        /// Whether any certificate of the server is accepted.
        package var skipsVerification = false

        /// No files.
        package init() {}
    }

    /// An endpoint without certificates.
    package init(_ kind: EngineKind, _ address: Address, name: String) {
        self.kind = kind
        self.address = address
        names = [name]
    }

    /// Its kind and address, for sentences.
    package var label: String { "\(kind.rawValue) at \(address)" }
}

extension EngineEndpoint.Address {
    /// Reads an address as `DOCKER_HOST` holds it.
    ///
    /// - Parameter usesTLS: whether `tcp://` means HTTPS.
    package init(parsing text: String, usesTLS: Bool) {
        let shown = Printable.escaped(Redaction.userInformation(in: text))
        guard let colon = text.firstRange(of: "://") else {
            self = text.hasPrefix("/") ? .socket(text) : Self.web("tcp", text, shown: shown, usesTLS: usesTLS)
            return
        }
        let (scheme, rest) = (String(text[..<colon.lowerBound]), String(text[colon.upperBound...]))
        switch scheme {
        case "unix" where rest.hasPrefix("/"): self = .socket(rest)
        case "unix": self = .other(shown, .malformedAddress)
        case "tcp", "http", "https": self = Self.web(scheme, rest, shown: shown, usesTLS: usesTLS)
        default: self = .other(shown, .notAsked(scheme: Printable.escaped(scheme, limit: 20)))
        }
    }

    /// Docker's ports are 2375, and 2376 with TLS.
    private static func web(_ scheme: String, _ rest: String, shown: String, usesTLS: Bool) -> Self {
        let isSecure = scheme == "https" || scheme == "tcp" && usesTLS
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        let hasPort =
            authority.drop { $0 != "]" }.dropFirst().first == ":"
            || !authority.hasPrefix("[")
                && authority.contains(":")
        let port = hasPort || scheme != "tcp" ? "" : isSecure ? ":2376" : ":2375"
        let text = (isSecure ? "https://" : "http://") + authority + port + path
        guard let address = try? WebAddress(parsing: text) else { return .other(shown, .malformedAddress) }
        return .web(address)
    }
}
