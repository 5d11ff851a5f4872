import RegistryProtocol
import Transport

/// Carries out one ``TokenFetch``: it sends what the fetch says, and hands it the answers.
struct TokenExchange: Sendable {
    let loop: TransferLoop
    let settings: SessionSettings

    /// Asks the token server until there is a token or none to be had; a passing failure is tried again.
    func token(for demand: TokenDemand) async -> Result<AccessToken, TokenError> {
        var retries = 0
        while true {
            let result = await once(demand)
            guard case .failure(.failed(let failure)) = result else { return result }
            let decision = settings.retryPolicy.decision(
                after: failure, retriesMade: retries, randomUnit: settings.randomUnit(),
                nowUnixSeconds: settings.now())
            guard case .retry(let milliseconds) = decision else { return result }
            retries += 1
            settings.report(
                .retried(
                    what: "token", digest: nil, reason: failure.description, afterMilliseconds: milliseconds,
                    attempt: retries))
            do {
                try await Task.sleep(for: .milliseconds(milliseconds))
            } catch {
                return result
            }
        }
    }

    private func once(_ demand: TokenDemand) async -> Result<AccessToken, TokenError> {
        var fetch = TokenFetch(demand)
        var action = fetch.handle(.start)
        while true {
            switch action {
            case .done(let token): return .success(token)
            case .fail(let error): return .failure(error)
            case .send(let request):
                let chain = RedirectChain(loop: loop, settings: settings)
                let answer = await chain.follow(request) { BodyCollector(limit: TokenAnswer.mostBytes) }
                // A refusal stays one when its explanation is cut.
                if let head = answer.report.head, head.status >= 400 || answer.failure == nil {
                    action = fetch.handle(.answer(head, body: answer.output.bytes, nowSeconds: settings.now()))
                } else {
                    action = fetch.handle(.failure(answer.failure ?? .notStarted("no answer")))
                }
            }
        }
    }
}
