import ClientConfiguration
import ImageModel
import ImageTransfer
import RegistryProtocol
import Transport

/// Opens sessions with registries, and keeps what they share: the credentials' helpers, and one loop, unless a registry has
/// certificates of its own.
actor Network {
    private let options: ResolverOptions
    private let environment: ClientEnvironment
    private let events: @Sendable (ResolverEvent) -> Void
    private let credentials: CredentialStore
    /// The loops by the registry whose own certificates they use; `nil` for the one of all others.
    private var loops: [String?: TransferLoop] = [:]

    /// Opens nothing yet.
    init(options: ResolverOptions, events: @escaping @Sendable (ResolverEvent) -> Void) {
        self.options = options
        self.events = events
        environment = ClientEnvironment(
            variables: options.environment, homeFolder: options.environment["HOME"],
            userID: ProcessFacts.userID)
        credentials = CredentialStore(environment: environment, authFile: options.authFile)
    }

    /// Begins, in the background, what every connection needs first.
    static func prepare() {
        TransferLoop.prepare()
    }

    /// A session for the repository of `reference`.
    func session(for reference: Reference) throws(ResolverError) -> RegistrySession {
        let certificates = CertificateFiles.found(for: reference, environment: environment)
        let loop = try loop(for: reference, certificates)
        return RegistrySession(reference: reference, loop: loop, settings: settings(for: reference))
    }

    private func loop(
        for reference: Reference, _ certificates: CertificateFiles?
    ) throws(ResolverError) -> TransferLoop {
        let isOwn = certificates != nil || options.clientCertificate != nil
        let key = isOwn ? reference.registry : nil
        if let loop = loops[key] { return loop }
        var transport = transport
        if isOwn {
            transport.certificateServer = try server(of: reference)
            transport.serverAuthorities = options.certificateAuthorities ?? certificates?.authority
            // A certificate and its key come from one place.
            let isGiven = options.clientCertificate != nil
            transport.clientCertificate = isGiven ? options.clientCertificate : certificates?.clientCertificate
            transport.clientKey = isGiven ? options.clientKey : certificates?.clientKey
        }
        do throws(TransportError) {
            let loop = try TransferLoop(options: transport)
            loops[key] = loop
            return loop
        } catch {
            throw ResolverError(.network, error.description)
        }
    }

    /// The registry's own server, the only one that is shown a client's certificate.
    private func server(of reference: Reference) throws(ResolverError) -> WebAddress {
        do throws(WebAddressError) {
            return try RegistryEndpoint(reference: reference, scheme: .https).base
        } catch {
            throw ResolverError(.malformed, error.description)
        }
    }

    private var transport: TransportOptions {
        var transport = TransportOptions()
        transport.certificateAuthorities = options.certificateAuthorities ?? environment.value("SSL_CERT_FILE")
        transport.skipsCertificateCheck = options.insecure
        transport.offersHTTP2 = options.http2
        transport.stallSeconds = max(1, options.stallTimeoutSeconds)
        transport.connectSeconds = max(1, min(transport.connectSeconds, options.stallTimeoutSeconds))
        transport.bytesPerSecond = options.limitRate
        transport.plainProxy = environment.value("http_proxy") == nil ? environment.value("HTTP_PROXY") : nil
        switch options.addressFamily {
        case .any: transport.addressFamily = .any
        case .ipv4: transport.addressFamily = .ipv4
        case .ipv6: transport.addressFamily = .ipv6
        }
        return transport
    }

    private func settings(for reference: Reference) -> SessionSettings {
        var settings = SessionSettings(now: { ProcessFacts.now() })
        settings.schemePolicy = options.plainHTTP ? .plainHTTP : .automatic
        settings.permitsInsecure = options.insecure || options.plainHTTP
        settings.retryPolicy = RetryPolicy(mostRetries: max(0, options.retries))
        let events = events
        settings.findCredentials = { [credentials] in
            let lookup = await credentials.credentials(for: reference)
            for warning in lookup.warnings { events(.warning(warning.description)) }
            return lookup.candidates
        }
        settings.report = { events(ResolverEvent($0)) }
        return settings
    }
}

extension ResolverEvent {
    /// What happened in a session, as the library tells it.
    fileprivate init(_ event: SessionEvent) {
        switch event {
        case .request(let line): self = .request(line: line)
        case .warning(let text): self = .warning(text)
        case .retried(let what, let digest, let reason, let milliseconds, let attempt):
            self = .retried(
                digest: digest, what: what, reason: reason, afterMilliseconds: milliseconds, attempt: attempt)
        }
    }
}
