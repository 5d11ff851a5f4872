/// What a registry wants to be shown.
package enum AuthorizationTerms: Hashable, Sendable {
    /// A name and a password, with every request.
    case basic
    /// A token of the server at `realm`.
    case bearer(realm: WebAddress, service: String?, scope: String)

    /// The terms among the challenges of a 401 that can be met: Bearer before Basic, and then the first.
    init(_ head: HTTPHead, context: AuthorizationContext) throws(AuthorizationError) {
        let challenges = Challenge.all(in: head.headers)
        var realmError: RealmError?
        for challenge in challenges where challenge.scheme == "bearer" {
            do throws(RealmError) {
                self = try .bearer(
                    realm: context.realm(challenge.parameters["realm"]), service: challenge.parameters["service"],
                    scope: context.scope(challenged: challenge.parameters["scope"]))
                return
            } catch {
                realmError = realmError ?? error
            }
        }
        if challenges.contains(where: { $0.scheme == "basic" }) {
            self = .basic
        } else if let realmError {
            throw .realm(realmError, registry: context.registryName)
        } else if challenges.isEmpty {
            throw .noChallenge(registry: context.registryName)
        } else {
            throw .unsupportedSchemes(challenges.map(\.scheme), registry: context.registryName)
        }
    }

    /// The same terms for somebody who wants to do more: what `scope` allows is asked for, too.
    func widened(by scope: String) -> AuthorizationTerms {
        switch self {
        case .basic: .basic
        case .bearer(let realm, let service, let own):
            .bearer(realm: realm, service: service, scope: TokenScope(own).adding(scope).text)
        }
    }

    /// Whether a credential can meet them.
    func accept(_ credential: Credential) -> Bool {
        switch (self, credential) {
        case (.bearer, _), (.basic, .basic): true
        case (.basic, .identityToken), (.basic, .bearer), (.basic, .anonymous): false
        }
    }
}
