import RegistryProtocol
import Transport

extension RegistrySession {
    /// Meets the challenge of another registry to which the request was redirected; any other result stays as it is.
    ///
    /// The other registry gets a token from its own token server, or its own credentials. Those of this session's registry are
    /// never sent there.
    func authorized<Sink: TransferSink>(
        elsewhere challenged: RedirectChain.Result<Sink.Output>, _ operation: RegistryError.Operation,
        by chain: RedirectChain, into makeSink: @escaping @Sendable () -> Sink
    ) async throws(RegistryError) -> RedirectChain.Result<Sink.Output> {
        let isServerChecked = !settings.permitsInsecure && !configuration.trust.skipsVerification
        guard challenged.isElsewhere, [.get, .head].contains(challenged.request.method),
            let head = challenged.report.head,
            let registry = RedirectedRegistry(
                challenging: head, at: challenged.address, isServerChecked: isServerChecked)
        else { return challenged }
        var flow = AuthorizationFlow(
            context: registry.context, learned: redirectedStates[registry.context] ?? AuthorizationState(),
            hasRange: challenged.request.headers.first("Range") != nil)
        var result = challenged
        var action = flow.handle(.start)
        while true {
            switch action {
            case .send(let field):
                // Without a field this is the request that was challenged.
                if let field {
                    var request = challenged.request
                    request.headers.set(name: field.name, value: field.value)
                    result = await chain.follow(request, by: challenged.policy, into: makeSink)
                }
                guard let event = result.authorizationEvent(at: challenged.address) else { return result }
                action = flow.handle(event)
            case .findCredentials:
                let found = registry.mayUseCredentials ? await settings.findOtherCredentials(registry.reference) : []
                action = flow.handle(.credentials(found))
            case .fetchToken(let demand, let refused):
                switch await tokens.token(for: demand, unless: refused) {
                case .success(let (token, origin)): action = flow.handle(.token(token, origin))
                case .failure(let error): action = flow.handle(.tokenFailure(error))
                }
            case .deliver(let warning):
                if let warning { warnOnce(warning.description) }
                redirectedStates[registry.context] = flow.learned
                return result
            case .fail(let failure):
                throw error(operation, Task.isCancelled ? .cancelled : .authorization(failure))
            }
        }
    }
}

extension RedirectChain.Result {
    /// The response of the server at `address` to the request's authorization; `nil` without a response. A redirect to another
    /// server means success.
    fileprivate func authorizationEvent(at address: WebAddress) -> AuthorizationFlow.Event? {
        guard let head = report.head, !report.isCancelled, !isRefusedRedirect else { return nil }
        guard self.address.hasSameOrigin(as: address) else { return .response(HTTPHead(status: 307), body: nil) }
        return .response(head, body: head.status >= 400 ? ErrorBody(parsing: explanation) : nil)
    }
}
