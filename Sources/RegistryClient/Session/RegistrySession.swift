import ImageModel
import RegistryProtocol
import Transport

/// Speaks to one repository at one place, a registry or a mirror: scheme, authorization and redirects are its business, and
/// what it has learnt of them serves every later request.
///
/// It carries out what the state machines of RegistryProtocol decide, and decides nothing itself. Many requests may be
/// under way at once.
package actor RegistrySession {
    /// The place, and the image's name there.
    package nonisolated let source: EndpointConfiguration
    let settings: SessionSettings
    /// What it has failed at.
    var health = EndpointHealth()
    let loop: TransferLoop
    private(set) var scheme: SchemeChoice
    private let access: AuthorizationContext.Purpose
    /// What has been learnt of how the registry lets requests in.
    private(set) var knowledge = AuthorizationKnowledge()
    /// What has been learnt of requests that need to read another repository, too, by that repository.
    private var mountingKnowledge: [String: AuthorizationKnowledge] = [:]
    /// The tokens at hand.
    let tokens: TokenStore
    private var serverWarnings = WarningTexts()
    private var shownWarnings: Set<String> = []
    /// The time, in seconds since 1970, before which the registry wants no request.
    private var askedAgainAt: Double = 0

    /// A session that sends its requests through `loop`, to read or to write as well; nothing is sent yet.
    package init(
        _ source: EndpointConfiguration, loop: TransferLoop, settings: SessionSettings,
        access: AuthorizationContext.Purpose = .pull
    ) {
        self.source = source
        self.access = access
        self.loop = loop
        self.settings = settings
        scheme = SchemeChoice(source.schemes)
        tokens = TokenStore(exchange: TokenExchange(loop: loop, settings: settings))
    }

    /// The image under its name at this place; its repository is what is asked.
    package nonisolated var reference: Reference { source.reference }

    /// Sends one request of the session's repository and gives the final answer, whatever its status.
    ///
    /// `makeSink` is called for each good answer, on the loop's queue; so is `makeBody`, which gives the body where that is
    /// streamed, whenever the request is sent. `route` hears where the registry leads.
    package func send<Sink: TransferSink>(
        _ ask: RegistryAsk, body makeBody: BodyMaker? = nil, noting route: BlobRoute? = nil,
        into makeSink: @escaping @Sendable () -> Sink
    ) async throws(SessionError) -> RegistryReply<Sink.Output> {
        let aids = RequestAids(body: makeBody, route: route)
        while true {
            let endpoint = RegistryEndpoint(source, scheme: scheme.scheme)
            let address = ask.address(at: endpoint)
            guard address.hasSameOrigin(as: endpoint.base) else {
                return try await elsewhere(ask, aids, into: makeSink)
            }
            let context = AuthorizationContext(
                access, at: endpoint, mountingFrom: ask.mountedRepository,
                permitsInsecureRealm: settings.permitsInsecure)
            var flow = AuthorizationFlow(
                context: context, knowledge: knowledge(for: context, ask),
                asksForStretch: ask.headers.first("Range") != nil)
            let headers = source.headers.overridden(by: ask.headers)
            let request = HTTPRequest(ask.method, address, headers: headers, body: ask.body)
            guard let reply = try await authorized(request, &flow, aids, into: makeSink) else { continue }
            learn(flow.knowledge, ask)
            return reply
        }
    }

    /// What is known already of how such a request is let in.
    private func knowledge(for context: AuthorizationContext, _ ask: RegistryAsk) -> AuthorizationKnowledge {
        guard let repository = ask.mountedRepository else { return knowledge }
        return mountingKnowledge[repository] ?? knowledge.widened(by: context.scope)
    }

    private func learn(_ learnt: AuthorizationKnowledge, _ ask: RegistryAsk) {
        guard let repository = ask.mountedRepository else {
            knowledge = knowledge.learning(from: learnt)
            return
        }
        mountingKnowledge[repository] = learnt
    }

    /// Sends a request to a place of another origin that the registry has named: it is shown no authorization.
    private func elsewhere<Sink: TransferSink>(
        _ ask: RegistryAsk, _ aids: RequestAids, into makeSink: @escaping @Sendable () -> Sink
    ) async throws(SessionError) -> RegistryReply<Sink.Output> {
        guard case .location(let address) = ask.resource else { throw .transfer(.notStarted("an address of nobody")) }
        let request = HTTPRequest(ask.method, address, headers: ask.headers, body: ask.body)
        let chain = RedirectChain(loop: loop, settings: settings, aids: aids)
        let answer = await chain.follow(request) { AnswerSink(makeSink) }
        return try RegistryReply(elsewhere: answer, asked: request.url)
    }

    /// Steps through the authorization of one request; `nil` when the scheme has changed and all begins again.
    private func authorized<Sink: TransferSink>(
        _ request: HTTPRequest, _ flow: inout AuthorizationFlow, _ aids: RequestAids,
        into makeSink: @escaping @Sendable () -> Sink
    ) async throws(SessionError) -> RegistryReply<Sink.Output>? {
        var reply: RegistryReply<Sink.Output>?
        var action = flow.handle(.start)
        while true {
            switch action {
            case .send(let field):
                guard let answer = try await exchange(request, field, aids, into: makeSink) else { return nil }
                reply = answer
                action = flow.handle(answer.registrysWord)
            case .findCredentials:
                action = flow.handle(.credentials(await settings.findCredentials()))
            case .fetchToken(let demand, let refused):
                switch await tokens.token(for: demand, unless: refused) {
                case .success(let (token, origin)): action = flow.handle(.token(token, origin))
                case .failure(let error): action = flow.handle(.tokenFailure(error))
                }
            case .deliver(let warning):
                if let warning { warnOnce(warning.description) }
                guard let reply else { throw .authorization(.outOfOrder) }
                return reply
            case .fail(let error):
                throw Task.isCancelled ? .cancelled : .authorization(error)
            }
        }
    }

    /// Sends the request once, redirects followed; `nil` when it is to be sent again with another scheme.
    private func exchange<Sink: TransferSink>(
        _ request: HTTPRequest, _ authorization: HTTPHeader?, _ aids: RequestAids,
        into makeSink: @escaping @Sendable () -> Sink
    ) async throws(SessionError) -> RegistryReply<Sink.Output>? {
        var request = request
        if let authorization { request.headers.set(name: authorization.name, value: authorization.value) }
        try await waitForRegistry()
        let chain = RedirectChain(loop: loop, settings: settings, aids: aids)
        let answer = await chain.follow(request) { AnswerSink(makeSink) }
        guard !answer.report.isCancelled else { throw .cancelled }
        if !answer.isElsewhere, let head = answer.report.head { noteWait(head) }
        // Another request may have learnt the scheme meanwhile: then only a good answer still counts, whose bytes have
        // gone where they belong already.
        let isCurrent = request.url.scheme == scheme.scheme
        guard isCurrent || answer.output.inner != nil else { return nil }
        guard let head = answer.report.head, !answer.isRefusedRedirect else {
            return try settle(failure: answer.failure ?? .notStarted("no answer and no reason"))
        }
        if isCurrent, !scheme.isSettled {
            let prefix = Array(answer.output.explanation.prefix(2048))
            guard scheme.handle(.answer(head, bodyPrefix: prefix)) == .accept else { return nil }
        }
        if !answer.isElsewhere {
            for text in serverWarnings.new(in: head.headers) {
                settings.report(.warning("'\(reference.registry)' says: \(text)"))
            }
        }
        return RegistryReply(
            head: head, output: answer.output.inner, asked: request.url, explanation: answer.output.explanation,
            address: answer.address, origin: answer.isElsewhere ? .elsewhere : .registry, failure: answer.failure)
    }

    /// Waits as long as the registry has asked of anybody: all requests of the session keep away from it meanwhile.
    private func waitForRegistry() async throws(SessionError) {
        let moment = askedAgainAt
        let seconds = moment - settings.now()
        guard seconds > 0 else { return }
        do { try await Task.sleep(for: .seconds(seconds)) } catch { throw .cancelled }
        // Once is enough, whatever the clock says now.
        if askedAgainAt == moment { askedAgainAt = 0 }
    }

    /// Notes from when on the registry wants to be asked again. Longer than a retry would wait nobody is kept waiting: then
    /// the request itself fails.
    private func noteWait(_ head: HTTPHead) {
        // Who asks once only is told at once.
        guard [429, 503].contains(head.status), settings.retryPolicy.mostRetries > 0 else { return }
        let now = settings.now()
        let longest = Double(settings.retryPolicy.longestServerWaitSeconds)
        guard let wait = RetryAfter(head.headers)?.waitSeconds(nowUnixSeconds: now), wait <= longest else { return }
        askedAgainAt = max(askedAgainAt, now + wait)
    }

    /// What an attempt without an answer says about the scheme: it throws, or gives `nil` for another try.
    private func settle<Output>(failure: TransferFailure) throws(SessionError) -> RegistryReply<Output>? {
        switch scheme.handle(.failure(failure)) {
        case .sendAgain: return nil
        case .accept: throw .transfer(failure)
        case .fail(let reason): throw .transfer(reason)
        }
    }

    private func warnOnce(_ text: String) {
        guard shownWarnings.insert(text).inserted else { return }
        settings.report(.warning(text))
    }
}
