import RegistryProtocol

/// A session's tokens: each is fetched once, however many requests want it at the same moment.
actor TokenStore {
    private let exchange: TokenExchange
    private var cache = TokenCache()
    /// What the last token server gave to be kept in place of the credential, if it gave any.
    private(set) var identityToken: Secret?
    private var fetches: [TokenDemand: Fetch] = [:]

    /// An empty store that fetches through `exchange`.
    init(exchange: TokenExchange) {
        self.exchange = exchange
    }

    /// The token for `demand`, unless it is the one that was just refused: from the cache, or from the token server.
    func token(
        for demand: TokenDemand, unless refused: Secret?
    ) async -> Result<(AccessToken, TokenOrigin), TokenError> {
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

    /// A fetch under way, and how many requests wait for it.
    private struct Fetch {
        let task: Task<Result<AccessToken, TokenError>, Never>
        var waiting: Int
    }

    /// The fetch for `demand`, with one more who waits for it.
    private func join(_ demand: TokenDemand) -> Task<Result<AccessToken, TokenError>, Never> {
        // A task of its own: the one who asked first may be cancelled while others wait.
        let task = fetches[demand]?.task ?? Task { await self.fetched(demand) }
        fetches[demand, default: Fetch(task: task, waiting: 0)].waiting += 1
        return task
    }

    private func fetched(_ demand: TokenDemand) async -> Result<AccessToken, TokenError> {
        let result = await exchange.token(for: demand)
        // Who was given up is not in the list any more, and another may be in its place.
        guard !Task.isCancelled else { return result }
        fetches[demand] = nil
        if case .success(let token) = result, let identity = token.identityToken { identityToken = identity }
        if case .success(let token) = result { cache.store(token, for: demand, nowSeconds: exchange.settings.now()) }
        return result
    }

    /// One who waited has given up; when nobody waits any more, the fetch ends, and the next request begins another.
    private func leave(_ demand: TokenDemand, _ task: Task<Result<AccessToken, TokenError>, Never>) {
        guard var fetch = fetches[demand], fetch.task == task else { return }
        fetch.waiting -= 1
        fetches[demand] = fetch.waiting > 0 ? fetch : nil
        if fetch.waiting <= 0 { task.cancel() }
    }
}
