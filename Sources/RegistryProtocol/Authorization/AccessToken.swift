/// A token with the time that it is good for. All times are in seconds on one clock of the caller's.
package struct AccessToken: Hashable, Sendable {
    /// The token itself.
    package let secret: Secret
    /// What came along to be kept in place of the credential that was shown.
    package let identityToken: Secret?
    /// The moment from which on a new one is fetched: a little before the token expires.
    package let renewalSeconds: Double

    /// A token of `lifetimeSeconds` that came at `nowSeconds`.
    ///
    /// A quarter of the lifetime is left unused, 30 s at most: requests take time, and clocks differ. The server's own
    /// `issued_at` is not looked at: its clock is not ours.
    package init(_ answer: TokenAnswer, nowSeconds: Double) {
        secret = answer.token
        identityToken = answer.identityToken
        let lifetime = Double(answer.lifetimeSeconds)
        renewalSeconds = nowSeconds + lifetime - min(30, lifetime / 4)
    }

    /// Whether it can still be shown at `nowSeconds`.
    package func isFresh(nowSeconds: Double) -> Bool { nowSeconds < renewalSeconds }
}
