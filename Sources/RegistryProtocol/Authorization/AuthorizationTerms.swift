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
                    scope: challenge.parameters["scope"].flatMap { $0.isEmpty ? nil : $0 } ?? context.scope)
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

    /// Whether a credential can meet them.
    func accept(_ credential: Credential) -> Bool {
        switch (self, credential) {
        case (.bearer, _), (.basic, .basic): true
        case (.basic, .identityToken), (.basic, .bearer), (.basic, .anonymous): false
        }
    }
}
