/// The tokens at hand. Times are in seconds on one clock of the caller's.
package struct TokenCache: Sendable {
    private var tokens: [TokenDemand: AccessToken] = [:]

    /// An empty cache.
    package init() {}

    /// The token for `demand` that can still be shown at `nowSeconds`, unless it is the one that was just `refused`.
    package func token(for demand: TokenDemand, nowSeconds: Double, unless refused: Secret? = nil) -> AccessToken? {
        guard let token = tokens[demand], token.isFresh(nowSeconds: nowSeconds), token.secret != refused else {
            return nil
        }
        return token
    }

    /// Keeps `token` for `demand`, and forgets what has expired.
    package mutating func store(_ token: AccessToken, for demand: TokenDemand, nowSeconds: Double) {
        tokens = tokens.filter { $0.value.isFresh(nowSeconds: nowSeconds) }
        tokens[demand] = token
    }
}
