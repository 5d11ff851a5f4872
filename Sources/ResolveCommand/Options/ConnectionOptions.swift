import ArgumentParser
import ImageResolver

/// The options for connections to a registry.
struct ConnectionOptions: ParsableArguments, Sendable {
    /// One family of Internet addresses alone.
    enum Family: EnumerableFlag {
        /// IPv4.
        case ipv4
        /// IPv6.
        case ipv6

        /// `-4` and `-6`.
        static func name(for value: Family) -> NameSpecification {
            switch value {
            case .ipv4: .customShort("4")
            case .ipv6: .customShort("6")
            }
        }

        /// What each is for.
        static func help(for value: Family) -> ArgumentHelp? {
            switch value {
            case .ipv4: "Use IPv4 addresses only."
            case .ipv6: "Use IPv6 addresses only."
            }
        }
    }

    /// Mirrors.
    @Option(
        name: .customLong("mirror"), help: .value("url", "Ask this mirror first; may be given several times, in order.")
    )
    var mirrors: [String] = []

    /// The registry itself is left out.
    @Flag(name: .customLong("mirror-only"), help: "Ask mirrors only, never the registry that the image names.")
    var isMirrorOnly = false

    /// No encryption.
    @Flag(name: .customLong("plain-http"), help: "Speak plain HTTP to the registry, as is done on loopback.")
    var isPlainHTTP = false

    /// No check of the certificate.
    @Flag(name: .customLong("insecure"), help: "Speak HTTPS without checking the certificate.")
    var isInsecure = false

    /// HTTP/2.
    @Flag(name: .customLong("http2"), help: "Offer HTTP/2.")
    var offersHTTP2 = false

    /// Authorities.
    @Option(
        name: .customLong("cacert"),
        help: .value("file", "Certificate authorities, as PEM. Environment: SSL_CERT_FILE."))
    var certificateAuthorities: FilePath?

    /// A certificate of our own.
    @Option(name: .customLong("cert"), help: .value("file", "A client certificate, as PEM."))
    var clientCertificate: FilePath?

    /// Its key.
    @Option(name: .customLong("key"), help: .value("file", "The client certificate's key, as PEM."))
    var clientKey: FilePath?

    /// Credentials.
    @Option(help: .value("file", "Docker's credentials. Environment: REGISTRY_AUTH_FILE, DOCKER_CONFIG."))
    var authFile: FilePath?

    /// One family of addresses.
    @Flag
    var family: Family?

    /// No connection at all.
    @Flag(name: .customLong("offline"), help: "Answer from the local store alone. Environment: RESOLVE_HOME.")
    var isOffline = false

    /// Refuses what cannot work.
    func validate() throws {
        if clientKey != nil && clientCertificate == nil { throw ValidationError("--key needs --cert") }
    }

    /// The options as they were typed.
    var typed: [String] {
        mirrors.flatMap { TypedOption.value("--mirror", $0) } + TypedOption.flag("--mirror-only", isMirrorOnly)
            + TypedOption.flag("--plain-http", isPlainHTTP) + TypedOption.flag("--insecure", isInsecure)
            + TypedOption.flag("--http2", offersHTTP2) + TypedOption.value("--cacert", certificateAuthorities?.text)
            + TypedOption.value("--cert", clientCertificate?.text) + TypedOption.value("--key", clientKey?.text)
            + TypedOption.value("--auth-file", authFile?.text) + TypedOption.flag("-4", family == .ipv4)
            + TypedOption.flag("-6", family == .ipv6) + TypedOption.flag("--offline", isOffline)
    }

    /// Writes the options into `options`.
    func apply(to options: inout ResolverOptions) {
        options.mirrors = mirrors
        options.isMirrorOnly = isMirrorOnly
        options.plainHTTP = isPlainHTTP
        options.insecure = isInsecure
        options.http2 = offersHTTP2
        options.certificateAuthorities = certificateAuthorities?.text
        options.clientCertificate = clientCertificate?.text
        options.clientKey = clientKey?.text
        options.authFile = authFile?.text
        options.addressFamily =
            switch family {
            case nil: .any
            case .ipv4: .ipv4
            case .ipv6: .ipv6
            }
        options.offline = isOffline
    }
}
