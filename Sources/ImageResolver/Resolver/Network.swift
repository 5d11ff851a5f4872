import ClientConfiguration
import ImageModel
import ImageTransfer
import RegistryProtocol
import Transport

/// Opens sessions with registries, and keeps what they share: one loop for each set of certificates.
actor Network {
    private let options: ResolverOptions
    private let environment: ClientEnvironment
    private let events: @Sendable (ResolverEvent) -> Void
    private var loops: [CertificateFiles?: TransferLoop] = [:]

    /// Opens nothing yet.
    init(options: ResolverOptions, events: @escaping @Sendable (ResolverEvent) -> Void) {
        self.options = options
        self.events = events
        environment = ClientEnvironment(
            variables: options.environment, homeFolder: options.environment["HOME"],
            userID: ProcessFacts.userID)
    }

    /// Begins, in the background, what every connection needs first.
    static func prepare() {
        TransferLoop.prepare()
    }

    /// A session for the repository of `reference`.
    func session(for reference: Reference) throws(ResolverError) -> RegistrySession {
        let certificates = CertificateFiles.found(for: reference, environment: environment)
        do throws(TransportError) {
            let loop = try loop(certificates)
            return RegistrySession(reference: reference, loop: loop, settings: settings(for: reference))
        } catch {
            throw ResolverError(.network, error.description)
        }
    }

    private func loop(_ certificates: CertificateFiles?) throws(TransportError) -> TransferLoop {
        if let loop = loops[certificates] { return loop }
        let loop = try TransferLoop(options: transport(certificates))
        loops[certificates] = loop
        return loop
    }

    private func transport(_ certificates: CertificateFiles?) -> TransportOptions {
        var transport = TransportOptions()
        transport.certificateAuthorities =
            options.certificateAuthorities ?? certificates?.authority ?? environment.value("SSL_CERT_FILE")
        transport.clientCertificate = options.clientCertificate ?? certificates?.clientCertificate
        transport.clientKey = options.clientKey ?? certificates?.clientKey
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
        let store = CredentialStore(environment: environment, authFile: options.authFile)
        settings.findCredentials = {
            let lookup = await store.credentials(for: reference)
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
