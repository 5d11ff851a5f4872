import RegistryProtocol

/// A session's tokens: each is fetched once, however many requests want it at the same moment.
actor TokenStore {
    private let exchange: TokenExchange
    private var cache = TokenCache()
    private var fetching: [TokenDemand: Task<Result<AccessToken, TokenError>, Never>] = [:]

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
        // A task of its own: the one who asked first may be cancelled while others wait. Transport bounds its time.
        let task = fetching[demand] ?? Task { await exchange.token(for: demand) }
        fetching[demand] = task
        let result = await task.value
        fetching[demand] = nil
        if case .success(let token) = result { cache.store(token, for: demand, nowSeconds: exchange.settings.now()) }
        return result.map { ($0, .fetched) }
    }
}
