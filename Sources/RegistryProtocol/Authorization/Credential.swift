/// What a client may show to be let in.
package enum Credential: Hashable, Sendable {
    /// A name and a password.
    case basic(username: String, password: Secret)
    /// A token that a token server takes in exchange for an access token (OAuth's refresh token).
    case identityToken(Secret)
    /// A token that the registry itself takes as it is.
    case bearer(Secret)
    /// Nothing: what everybody may have.
    case anonymous
}
