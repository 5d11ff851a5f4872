import ImageModel
import RegistryProtocol
import Transport

/// Talks to one repository at one endpoint, a registry or a mirror: it handles scheme, authorization and redirects, and reuses
/// what it learned for later requests.
///
/// It executes the decisions of the state machines in RegistryProtocol and makes none itself. Many requests may be in
/// progress at once.
package actor RegistrySession {
    /// The endpoint, and the image's name there.
    package nonisolated let configuration: EndpointConfiguration
    let settings: SessionSettings
    /// The failures so far.
    var health = EndpointHealth()
    let loops: TransferLoops
    private(set) var scheme: SchemeChoice
    private let access: AuthorizationContext.Purpose
    /// The authorization state of the session's repository.
    private(set) var authorization = AuthorizationState()
    /// The authorization state of requests that also read another repository, by that repository.
    private var mountingAuthorization: [String: AuthorizationState] = [:]
    /// The authorization states of other registries to which this one redirects.
    var redirectedStates: [AuthorizationContext: AuthorizationState] = [:]
    /// The tokens fetched so far.
    let tokens: TokenStore
    private var serverWarnings = RegistryWarnings()
    private var shownWarnings: Set<String> = []
    /// Whether the registry has responded to any request.
    private var hasResponded = false
    /// The time, in seconds since 1970, before which the registry accepts no request.
    private var retryTime: Double = 0

    /// A session that sends its requests through `loops`, to read or also to write; it sends nothing yet.
    package init(
        _ configuration: EndpointConfiguration, loops: TransferLoops, settings: SessionSettings,
        access: AuthorizationContext.Purpose = .pull
    ) {
        self.configuration = configuration
        self.access = access
        self.loops = loops
        self.settings = settings
        scheme = SchemeChoice(configuration.schemes, at: configuration.base)
        tokens = TokenStore(exchange: TokenExchange(loops: loops, settings: settings))
    }

    /// The image under its name at this endpoint; requests concern its repository.
    package nonisolated var reference: Reference { configuration.reference }

    /// Sends one request for the session's repository and returns the final response, whatever its status.
    ///
    /// `makeSink` is called on the loop's queue for each successful response, and `makeBody`, which provides a streamed body,
    /// each time the request is sent. `route` learns the redirects.
    package func send<Sink: TransferSink>(
        _ request: RegistryRequest, body makeBody: (@Sendable () -> any UploadBody)? = nil,
        noting route: BlobRoute? = nil, into makeSink: @escaping @Sendable () -> Sink
    ) async throws(RegistryError) -> RegistryResponse<Sink.Output> {
        let chain = RedirectChain(loops: loops, settings: settings, body: makeBody, route: route)
        let operation = operation(of: request)
        if let block = configuration.block { throw error(operation, .blocked(block)) }
        while true {
            let endpoint = RegistryEndpoint(configuration, scheme: scheme.scheme)
            let address = request.address(at: endpoint)
            guard address.hasSameOrigin(as: endpoint.base) else {
                return try await elsewhere(request, operation, by: chain, into: makeSink)
            }
            let context = AuthorizationContext(
                access, at: endpoint, mountingFrom: request.mountedRepository,
                permitsInsecureRealm: settings.permitsInsecure, headers: configuration.headers)
            var flow = AuthorizationFlow(
                context: context, learned: learned(for: context, request),
                hasRange: request.headers.first("Range") != nil)
            let headers = configuration.headers.overridden(by: request.headers)
            var message = HTTPRequest(request.method, address, headers: headers, body: request.body)
            message.needsNewConnection = request.needsNewConnection
            message.keepsEncoding = request.keepsEncoding
            guard let response = try await authorized(message, &flow, operation, by: chain, into: makeSink) else {
                continue
            }
            learn(flow.learned, request)
            return response
        }
    }

    /// The operation that `request` belongs to, for errors.
    nonisolated func operation(of request: RegistryRequest) -> RegistryError.Operation {
        switch request.resource {
        case .manifest(let name): .manifest(name)
        case .blob(let digest), .mount(let digest, _): .blob(digest)
        case .root: .login
        case .tags: .tags(reference.repository)
        case .referrers(let digest, _): .referrers(digest)
        case .uploads, .location: .upload
        }
    }

    /// The authorization state that applies to `request`.
    private func learned(for context: AuthorizationContext, _ request: RegistryRequest) -> AuthorizationState {
        guard let repository = request.mountedRepository else { return authorization }
        return mountingAuthorization[repository] ?? authorization.widened(by: context.scope)
    }

    private func learn(_ learned: AuthorizationState, _ request: RegistryRequest) {
        guard let repository = request.mountedRepository else {
            authorization = authorization.updated(from: learned)
            return
        }
        mountingAuthorization[repository] = learned
    }

    /// Sends a request to an address of another origin that the registry has named, without authorization.
    private func elsewhere<Sink: TransferSink>(
        _ request: RegistryRequest, _ operation: RegistryError.Operation, by chain: RedirectChain,
        into makeSink: @escaping @Sendable () -> Sink
    ) async throws(RegistryError) -> RegistryResponse<Sink.Output> {
        guard case .location(let address) = request.resource else {
            throw error(operation, .transfer(.notStarted("the address is outside the registry")))
        }
        let message = HTTPRequest(request.method, address, headers: request.headers, body: request.body)
        return try response(elsewhere: await chain.follow(message, into: makeSink), to: message.url, operation)
    }

    /// The response of a server other than the registry to a request sent to `requested`.
    nonisolated func response<Output>(
        elsewhere result: RedirectChain.Result<Output>, to requested: WebAddress, _ operation: RegistryError.Operation
    ) throws(RegistryError) -> RegistryResponse<Output> {
        guard !result.report.isCancelled else { throw error(operation, .cancelled) }
        guard let head = result.report.head, !result.isUnusable else {
            throw error(operation, .transfer(result.failure ?? .notStarted("no response")), at: result.address)
        }
        return RegistryResponse(head, result, to: requested, from: .elsewhere)
    }

    /// Performs the authorization of one request; `nil` if the scheme has changed and the request must start over.
    private func authorized<Sink: TransferSink>(
        _ request: HTTPRequest, _ flow: inout AuthorizationFlow, _ operation: RegistryError.Operation,
        by chain: RedirectChain, into makeSink: @escaping @Sendable () -> Sink
    ) async throws(RegistryError) -> RegistryResponse<Sink.Output>? {
        try await authorize(&flow, operation, findingCredentials: settings.findCredentials) {
            field throws(RegistryError) in
            guard let response = try await exchange(request, field, operation, by: chain, into: makeSink) else {
                return nil
            }
            return (response, response.authorizationEvent)
        }?.response
    }

    /// Sends a request, without authorization and with it, until `flow` delivers a response.
    ///
    /// `send` returns `nil` if the request must start over, and so does this method. A response without an event is final, and
    /// does not settle the authorization.
    func authorize<Response>(
        _ flow: inout AuthorizationFlow, _ operation: RegistryError.Operation,
        findingCredentials: () async -> [SourcedCredential],
        _ send: (HTTPHeader?) async throws(RegistryError) -> (response: Response, event: AuthorizationFlow.Event?)?
    ) async throws(RegistryError) -> (response: Response, isSettled: Bool)? {
        var response: Response?
        var action = flow.handle(.start)
        while true {
            switch action {
            case .send(let field):
                guard let received = try await send(field) else { return nil }
                guard let event = received.event else { return (received.response, isSettled: false) }
                response = received.response
                action = flow.handle(event)
            case .findCredentials:
                action = flow.handle(.credentials(await findingCredentials()))
            case .fetchToken(let demand, let refused):
                switch await tokens.token(for: demand, unless: refused) {
                case .success(let (token, origin)): action = flow.handle(.token(token, origin))
                case .failure(let error): action = flow.handle(.tokenFailure(error))
                }
            case .deliver(let warning):
                if let warning { warnOnce(warning.description) }
                guard let response else {
                    throw error(operation, .authorization(AuthorizationError(reference.registry, .outOfOrder)))
                }
                return (response, isSettled: true)
            case .fail(let failure):
                throw error(operation, Task.isCancelled ? .cancelled : .authorization(failure))
            }
        }
    }

    /// Sends the request once and follows redirects; `nil` if it must be sent again with another scheme.
    private func exchange<Sink: TransferSink>(
        _ request: HTTPRequest, _ authorization: HTTPHeader?, _ operation: RegistryError.Operation,
        by chain: RedirectChain, into makeSink: @escaping @Sendable () -> Sink
    ) async throws(RegistryError) -> RegistryResponse<Sink.Output>? {
        var request = request
        if let authorization { request.headers.set(name: authorization.name, value: authorization.value) }
        try await waitForRegistry(operation)
        let followed = await chain.follow(request, into: makeSink)
        let result = try await authorized(elsewhere: followed, operation, by: chain, into: makeSink)
        guard !result.report.isCancelled else { throw error(operation, .cancelled) }
        if result.isElsewhere || result.report.head != nil { hasResponded = true }
        if !result.isElsewhere, let head = result.report.head { noteWait(head) }
        // Another request may have settled the scheme meanwhile. Then only a successful response still counts, because its bytes
        // have already been delivered.
        let isCurrent = request.url.scheme == scheme.scheme
        guard isCurrent || result.output != nil else { return nil }
        guard let head = result.report.head, !result.isUnusable else {
            return try settle(failure: result.failure ?? .notStarted("no response"), operation, at: result.server)
        }
        if isCurrent, !scheme.isSettled {
            let prefix = Array(result.explanation.prefix(2048))
            guard scheme.handle(.response(head, bodyPrefix: prefix)) == .accept else { return nil }
        }
        if !request.url.isSecure, !result.isElsewhere, SchemeMismatch.expectsTLS(head, bodyPrefix: result.explanation) {
            throw error(operation, .transfer(.tls(code: 0, message: TLSFault.notTLS)))
        }
        if !result.isElsewhere {
            for text in serverWarnings.new(in: head.headers) {
                settings.report(.warning("'\(reference.registry)' says: \(text)"))
            }
        }
        return RegistryResponse(head, result, to: request.url, from: result.isElsewhere ? .elsewhere : .registry)
    }

    /// Waits until the registry accepts requests again; all requests of the session pause meanwhile.
    private func waitForRegistry(_ operation: RegistryError.Operation) async throws(RegistryError) {
        let moment = retryTime
        let seconds = moment - settings.now()
        guard seconds > 0 else { return }
        try await wait(milliseconds: Int((seconds * 1000).rounded(.up)), before: operation)
        // One wait is enough, even if the clock has been set back.
        if retryTime == moment { retryTime = 0 }
    }

    /// Notes the time at which the registry accepts requests again. A wait longer than a retry would accept is not noted; the
    /// request itself fails then.
    private func noteWait(_ head: HTTPHead) {
        // Without retries the error is reported at once.
        guard [429, 503].contains(head.status), settings.retryPolicy.mostRetries > 0 else { return }
        let now = settings.now()
        let longest = Double(settings.retryPolicy.longestServerWaitSeconds)
        guard let wait = RetryAfter(head.headers)?.waitSeconds(nowUnixSeconds: now), wait <= longest else { return }
        retryTime = max(retryTime, now + wait)
    }

    /// Decides on the scheme after an attempt without a response: throws, or returns `nil` for another attempt.
    private func settle<Output>(
        failure: TransferFailure, _ operation: RegistryError.Operation, at server: WebAddress?
    ) throws(RegistryError) -> RegistryResponse<Output>? {
        switch scheme.handle(.failure(failure)) {
        case .sendAgain: return nil
        case .accept: throw error(operation, .transfer(failure), at: server)
        case .fail(let reason):
            throw error(operation, .transfer(hasResponded ? reason : reason.atFirstContact), at: server)
        }
    }

    private func warnOnce(_ text: String) {
        guard shownWarnings.insert(text).inserted else { return }
        settings.report(.warning(text))
    }
}

/// The failures of one endpoint: whether it may be used again, and which kinds of failure have been reported.
struct EndpointHealth: Sendable {
    /// The failure that excludes the endpoint from further requests; `nil` while it may be used.
    private(set) var exclusion: SkippedEndpoint?
    private var noted: Set<FailureSubject> = []
    private var unreported: [SkippedEndpoint] = []

    /// Notes a failure, which is to be reported if it is the first of its kind.
    mutating func note(_ error: RegistryError, at endpoint: String) {
        let skipped = SkippedEndpoint(endpoint: endpoint, reason: error.description)
        if error.excludesEndpoint, exclusion == nil { exclusion = skipped }
        if error.subject.map({ noted.insert($0).inserted }) ?? true { unreported.append(skipped) }
    }

    /// The failures that are to be reported, each once.
    mutating func takeUnreported() -> [SkippedEndpoint] {
        defer { unreported = [] }
        return unreported
    }
}
