import ErrorMapping
import RegistryProtocol
import Transport

/// A session's tokens; each is fetched once, even if many requests need it at the same time.
actor TokenStore {
    private let exchange: TokenExchange
    private var cache = TokenCache()
    /// The identity token from the last token server that issued one; it can be stored in place of the credential.
    private(set) var identityToken: Secret?
    private var fetches: [TokenDemand: Fetch] = [:]
    /// Whether a token server has issued a token.
    private var hasIssued = false

    /// An empty store that fetches through `exchange`.
    init(exchange: TokenExchange) {
        self.exchange = exchange
    }

    /// The token for `demand`, from the cache unless it was just refused, otherwise from the token server.
    func token(
        for demand: TokenDemand, unless refused: Secret?
    ) async -> Result<(AccessToken, TokenOrigin), AuthorizationError> {
        let now = exchange.settings.now()
        if let held = cache.token(for: demand, nowSeconds: now, unless: refused) { return .success((held, .cached)) }
        let task = join(demand)
        let result = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            Task { await self.leave(demand, task) }
        }
        return result.map { ($0, .fetched) }
    }

    /// A fetch in progress, and the number of requests that wait for it.
    private struct Fetch {
        let task: Task<Result<AccessToken, AuthorizationError>, Never>
        var waiting: Int
    }

    /// The fetch for `demand`, with one more request waiting for it.
    private func join(_ demand: TokenDemand) -> Task<Result<AccessToken, AuthorizationError>, Never> {
        // A separate task, because the first request may be cancelled while others wait.
        let task = fetches[demand]?.task ?? Task { await self.fetched(demand) }
        fetches[demand, default: Fetch(task: task, waiting: 0)].waiting += 1
        return task
    }

    private func fetched(_ demand: TokenDemand) async -> Result<AccessToken, AuthorizationError> {
        let result = await exchange.token(for: demand, atFirstContact: !hasIssued)
        // A cancelled fetch is no longer listed, and another may have taken its place.
        guard !Task.isCancelled else { return result }
        fetches[demand] = nil
        if case .success(let token) = result {
            hasIssued = true
            identityToken = token.identityToken ?? identityToken
            cache.store(token, for: demand, nowSeconds: exchange.settings.now())
        }
        return result
    }

    /// Removes one waiting request; the last one ends the fetch, and the next request starts another.
    private func leave(_ demand: TokenDemand, _ task: Task<Result<AccessToken, AuthorizationError>, Never>) {
        guard var fetch = fetches[demand], fetch.task == task else { return }
        fetch.waiting -= 1
        fetches[demand] = fetch.waiting > 0 ? fetch : nil
        if fetch.waiting <= 0 { task.cancel() }
    }
}

/// Executes a ``TokenFetch``: sends its requests and passes it the responses.
struct TokenExchange: Sendable {
    let loops: TransferLoops
    let settings: SessionSettings

    /// Fetches a token from the token server; transient failures are retried, but not an unknown or deaf server at first contact.
    func token(for demand: TokenDemand, atFirstContact: Bool) async -> Result<AccessToken, AuthorizationError> {
        await outcome { () async throws(AuthorizationError) in
            try await settings.retrying("token", policy: settings.retryPolicy, after: { $0.tokenRequestFailure }) {
                (_: Bool) async throws(AuthorizationError) in
                try await once(demand, atFirstContact: atFirstContact)
            }
        }
    }

    private func once(_ demand: TokenDemand, atFirstContact: Bool) async throws(AuthorizationError) -> AccessToken {
        var fetch = TokenFetch(demand)
        var action = fetch.handle(.start)
        let chain = RedirectChain(loops: loops, settings: settings)
        while true {
            switch action {
            case .done(let token): return token
            case .fail(let error): throw error
            case .send(let request):
                let result = await chain.follow(request) { BodyCollector(limit: TokenResponse.mostBytes) }
                // An error with a truncated explanation is still that error.
                if let head = result.report.head, head.status >= 400 || result.failure == nil {
                    let body = result.output?.bytes ?? result.explanation
                    action = fetch.handle(.response(head, body: body, nowSeconds: settings.now()))
                } else {
                    let failure = result.failure ?? .notStarted("no response")
                    action = fetch.handle(.failure(atFirstContact ? failure.atFirstContact : failure))
                }
            }
        }
    }
}
