import ClientConfiguration
import Dispatch
import ErrorMapping
import ImageModel
import MirrorModel
import RegistryClient
import RegistryProtocol
import SystemFiles
import Transport

/// Opens sessions with registries and mirrors.
///
/// The sessions share the credential store and the transfer loops, except those for endpoints with certificates, a proxy or a time
/// limit of their own.
actor Network {
    private let options: ResolverOptions
    private let environment: ClientEnvironment
    private let events: @Sendable (ResolverEvent) -> Void
    private let credentials: CredentialStore
    private let finder: EndpointFinder
    /// The rate limit of all loops together.
    private let rate: SharedRate?
    /// The loops by the endpoint whose settings they use; `nil` is for all other endpoints.
    private var loops: [ConnectionOwner?: TransferLoops] = [:]

    /// An endpoint with certificates, a proxy or a time limit of its own.
    private struct ConnectionOwner: Hashable {
        let server: WebAddress
        let trust: TrustSettings
        let connection: ConnectionSettings
    }

    /// Opens no connection yet.
    init(options: ResolverOptions, events: @escaping @Sendable (ResolverEvent) -> Void) {
        self.options = options
        self.events = events
        environment = ClientEnvironment(options)
        credentials = CredentialStore(
            environment: environment, authFile: options.authFile, root: options.systemRoot)
        finder = EndpointFinder(options: options, environment: environment)
        rate = options.limitRate.map { SharedRate(bytesPerSecond: $0) }
    }

    /// Starts to load, in the background, what every request and every response need.
    static func prepare() {
        DispatchQueue.global().async { TransferLoop.prepare() }
    }

    /// Sessions with the endpoints of an image; `image` names it in events. No request is sent yet.
    ///
    /// A `login` is sent to the registry itself, never to a mirror.
    func endpoints(
        of reference: Reference, image: String, login: CopyRequest.Login? = nil
    ) async throws(ResolverError) -> EndpointSessions {
        try requireAuthFile()
        let (plan, lookup) = try await finder.plan(for: reference)
        for warning in lookup.warnings { events(.warning("\(image): \(warning)")) }
        if let other = lookup.other(than: reference, for: image) { events(.warning("\(image): \(other)")) }
        var tags: [RegistrySession] = []
        var digests: [RegistrySession] = []
        for source in plan.endpoints {
            if let block = source.block, source != plan.blockedRegistry {
                events(.note("\(image): '\(Printable.escaped(source.reference.registry))' is skipped: it is \(block)"))
                continue
            }
            var settings = settings(for: source, image: image)
            let isLast = [plan.endpointsForTags.last, plan.endpointsForDigests.last].contains(source)
            if !isLast { settings.failEarly() }
            if let login, source.kind == .upstream { settings.findCredentials = { [login.credential] } }
            let session = RegistrySession(source, loops: try loops(for: source, image: image), settings: settings)
            // The session with a blocked registry sends nothing; it is the error when the mirrors before it fail.
            if source.answersTags || source.block != nil { tags.append(session) }
            if source.answersDigests || source.block != nil { digests.append(session) }
        }
        return EndpointSessions(tags: tags, digests: digests)
    }

    /// A session that writes to the registry of an image itself; mirrors are ignored. No request is sent yet.
    func target(of reference: Reference, image: String) async throws(ResolverError) -> RegistrySession {
        try requireAuthFile()
        let (source, lookup) = try await finder.target(of: reference)
        for warning in lookup.warnings { events(.warning("\(image): \(warning)")) }
        return RegistrySession(
            source, loops: try loops(for: source, image: image), settings: settings(for: source, image: image),
            access: .push)
    }

    /// Whether the configuration permits requests to the registry of an image itself.
    func permits(_ reference: Reference) async -> Bool { (try? await finder.target(of: reference)) != nil }

    /// A session that sends `credential`, and no other, to the registry of an image itself. No request is sent yet.
    func login(
        to reference: Reference, showing credential: SourcedCredential, image: String
    ) async throws(ResolverError) -> RegistrySession {
        let (source, lookup) = try await finder.target(of: reference)
        for warning in lookup.warnings { events(.warning("\(image): \(warning)")) }
        var settings = settings(for: source, image: image)
        settings.findCredentials = { [credential] }
        return RegistrySession(source, loops: try loops(for: source, image: image), settings: settings, access: .login)
    }

    /// The configured credentials for an image.
    func credentials(for reference: Reference) async -> [SourcedCredential] {
        await credentials.credentials(for: reference).candidates
    }

    /// The endpoints of an image in order, and for which of them credentials are configured.
    func explanation(of reference: Reference, image: String) async throws(ResolverError) -> EndpointExplanation {
        let (plan, lookup) = try await finder.plan(for: reference)
        var known: [Bool] = []
        for source in plan.endpoints {
            let isAsked = source.block == nil
            known.append(isAsked ? await !credentials.credentials(for: source.reference).candidates.isEmpty : false)
        }
        return EndpointExplanation(
            plan: plan, credentials: known, faults: lookup.faults, other: lookup.other(than: reference, for: image))
    }

    /// The user names this file, so nothing else may decide who is logged in.
    private func requireAuthFile() throws(ResolverError) {
        guard let path = credentials.missingFile else { return }
        let name = Printable.escaped(path, limit: 1024)
        throw ResolverError(
            .usage, "--auth-file: there is no file '\(name)'",
            hint: "resolve login HOST[:PORT] --auth-file \(name) creates it")
    }

    private func loops(for source: EndpointConfiguration, image: String) throws(ResolverError) -> TransferLoops {
        let trust = trust(of: source, image: image)
        let isPlain = trust == TrustSettings() && source.connection == ConnectionSettings()
        let key = isPlain ? nil : ConnectionOwner(server: source.base, trust: trust, connection: source.connection)
        if let known = loops[key] { return known }
        try CertificateOptions(options).check()
        var transport = transport
        if key != nil {
            transport.certificateServer = source.base
            transport.clientCertificates = ClientCertificates(trust.clientCertificates)
            transport.authorityBundle = try bundle(of: trust.authorities, image: image)
            transport.skipsCertificateCheck = transport.skipsCertificateCheck || trust.skipsVerification
            if let proxy = source.connection.proxy { transport.proxies = ProxyRules(always: proxy) }
            if let milliseconds = source.connection.dialMilliseconds {
                transport.connectMilliseconds = milliseconds
            }
        }
        let new = try mapError(
            { (error: TransportError) in ResolverError(.network, error.description) },
            try TransferLoops(options: transport, processors: ProcessFacts.processors))
        loops[key] = new
        return new
    }

    /// The certificates for an endpoint. A client certificate is sent to that endpoint only.
    ///
    /// The options take precedence over configuration files, and those over the files in folders named after the endpoint.
    /// The client certificate of the options is for the registry itself; mirrors get it only if no registry is contacted.
    private func trust(of source: EndpointConfiguration, image: String) -> TrustSettings {
        var trust = source.trust
        if trust.authorities.isEmpty || trust.clientCertificates.isEmpty {
            let files = CertificateFiles.found(for: source.reference, environment: environment)
            for fault in files.faults { events(.warning("\(image): \(fault); continuing without it")) }
            if trust.authorities.isEmpty { trust.authorities = files.authorities }
            if trust.clientCertificates.isEmpty { trust.clientCertificates = files.clientCertificates }
        }
        if let certificate = options.clientCertificate, source.kind == .upstream || options.isMirrorOnly {
            trust.clientCertificates = [
                TrustSettings.ClientCertificate(certificate: certificate, key: options.clientKey)
            ]
        }
        if options.certificateAuthorities != nil { trust.authorities = [] }
        return trust
    }

    /// The system's authorities and those in `files`; `nil` if there are no others.
    private func bundle(of files: [String], image: String) throws(ResolverError) -> AuthorityBundle? {
        let added = files.compactMap { file in certificates(in: file, image: image).map { (file, $0) } }
        guard !added.isEmpty else { return nil }
        let system = environment.value("SSL_CERT_FILE").map { [$0] } ?? AuthorityBundle.systemFiles
        let base = system.lazy.compactMap { try? SmallFile.bytes(of: $0, limit: CertificateOptions.mostBytes) }.first
        let folders = [environment.value("TMPDIR"), "/tmp", "/var/tmp", "/dev/shm"].compactMap(\.self)
        return try mapError(
            { (error: TransportError) in ResolverError(.disk, error.description) },
            try AuthorityBundle(added, base: base ?? [], folders: folders))
    }

    /// The certificates in a file of authorities; `nil`, with a warning, if there are none.
    private func certificates(in file: String, image: String) -> [UInt8]? {
        let name = Printable.escaped(file, limit: 1024)
        do throws(SystemError) {
            let bytes = try SmallFile.bytes(of: file, limit: CertificateOptions.mostBytes) ?? []
            let certificates = PEMCertificates.all(in: bytes)
            if !certificates.isEmpty { return certificates }
            events(.warning("\(image): \(name) contains no PEM certificate of an authority; it is ignored"))
        } catch {
            events(.warning("\(image): \(name) is ignored: \(error)"))
        }
        return nil
    }

    private var transport: TransportOptions {
        var transport = TransportOptions()
        transport.certificateAuthorities = options.certificateAuthorities ?? environment.value("SSL_CERT_FILE")
        transport.skipsCertificateCheck = options.insecure
        transport.offersHTTP2 = options.http2
        transport.stallSeconds = max(1, options.stallTimeoutSeconds)
        transport.connectMilliseconds = max(
            1000, min(transport.connectMilliseconds, 1000 * Int64(options.stallTimeoutSeconds)))
        transport.rate = rate
        transport.proxies = ProxyRules(environment: environment.value)
        switch options.addressFamily {
        case .any: transport.addressFamily = nil
        case .ipv4: transport.addressFamily = .ipv4
        case .ipv6: transport.addressFamily = .ipv6
        }
        return transport
    }

    private func settings(for source: EndpointConfiguration, image: String) -> SessionSettings {
        var settings = SessionSettings(now: { ProcessFacts.now() })
        settings.permitsInsecure = options.insecure || source.permitsPlainHTTP
        settings.retryPolicy = RetryPolicy(mostRetries: max(0, options.retries))
        let events = events
        let find: @Sendable (Reference) async -> [SourcedCredential] = { [credentials] reference in
            let lookup = await credentials.credentials(for: reference)
            for warning in lookup.warnings { events(.warning(warning.description)) }
            return lookup.candidates
        }
        settings.findCredentials = { await find(source.reference) }
        settings.findOtherCredentials = find
        settings.report = { events(ResolverEvent($0, image: image)) }
        return settings
    }
}

extension ClientEnvironment {
    /// The environment in the options, and the user's ID.
    init(_ options: ResolverOptions) {
        self.init(
            variables: options.environment, homeFolder: options.environment["HOME"], userID: ProcessFacts.userID)
    }
}

extension SessionSettings {
    /// Retries once at most and does not wait for a rate limit, because another endpoint can be requested instead.
    fileprivate mutating func failEarly() {
        retriesDocuments = false
        retryPolicy.mostRetries = min(1, retryPolicy.mostRetries)
        retryPolicy.longestServerWaitSeconds = 1
    }
}

extension ResolverEvent {
    /// An event of a session, as an event of the library.
    fileprivate init(_ event: SessionEvent, image: String) {
        switch event {
        case .skipped(let endpoint, let reason):
            self = .note("\(image): '\(Printable.escaped(endpoint))' is skipped: \(reason)")
        case .request(let line): self = .request(line: line)
        case .warning(let text): self = .warning(text)
        case .retried(let what, let digest, let reason, let milliseconds, let attempt):
            // A digest tells which document or blob it is, also among those of several images.
            let what = digest == nil ? "\(image): \(what)" : what
            self = .retried(
                digest: digest, what: what, reason: reason, afterMilliseconds: milliseconds, attempt: attempt)
        }
    }
}
