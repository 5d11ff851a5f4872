/// A token that is needed: from whom, for what, and shown what credential. One demand, one token: it is the key of what is kept.
package struct TokenDemand: Hashable, Sendable {
    /// The token server, with the query that the registry wrote.
    package let realm: WebAddress
    /// The service that the token is for, as the challenge names it.
    package let service: String?
    /// The scopes that the token must allow, separated by spaces.
    package let scope: String
    /// Who asks.
    package let credential: Credential
    /// Whether an identity token is wanted besides, to be kept in place of the credential.
    package let wantsIdentity: Bool

    /// A demand for a token.
    package init(
        realm: WebAddress, service: String?, scope: String, credential: Credential, wantsIdentity: Bool = false
    ) {
        self.realm = realm
        self.service = service
        self.scope = scope
        self.credential = credential
        self.wantsIdentity = wantsIdentity
    }
}
