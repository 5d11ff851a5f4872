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
        let outcome = try await authorize(&flow, operation) {
            registry.mayUseCredentials ? await settings.findOtherCredentials(registry.reference) : []
        } _: { field throws(RegistryError) in
            var result = challenged
            // Without a field this is the request that was challenged.
            if let field {
                var request = challenged.request
                request.headers.set(name: field.name, value: field.value)
                result = await chain.follow(request, by: challenged.policy, into: makeSink)
            }
            return (result, result.authorizationEvent(at: challenged.address))
        }
        guard let outcome else { return challenged }
        if outcome.isSettled { redirectedStates[registry.context] = flow.learned }
        return outcome.response
    }
}

extension RedirectChain.Result {
    /// The response of the server at `address` to the request's authorization; `nil` without a response. A redirect to another
    /// server means success.
    fileprivate func authorizationEvent(at address: WebAddress) -> AuthorizationFlow.Event? {
        guard let head = report.head, !report.isCancelled, !isUnusable else { return nil }
        guard self.address.hasSameOrigin(as: address) else { return .response(HTTPHead(status: 307), body: nil) }
        return .response(head, body: head.status >= 400 ? ErrorBody(parsing: explanation) : nil)
    }
}
