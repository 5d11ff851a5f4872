/// The challenge that a registry's requests must meet.
package enum AuthorizationChallenge: Hashable, Sendable {
    /// A user name and a password with every request.
    case basic
    /// A token from the token server at `realm`.
    case bearer(realm: WebAddress, service: String?, scope: String)

    /// Chooses among the challenges of a 401 the first that can be met, Bearer before Basic.
    init(_ head: HTTPHead, context: AuthorizationContext) throws(AuthorizationError) {
        let challenges = Challenge.all(in: head.headers)
        var firstError: AuthorizationError?
        for challenge in challenges where challenge.scheme == "bearer" {
            do throws(AuthorizationError) {
                self = try .bearer(
                    realm: context.realm(challenge.parameters["realm"]), service: challenge.parameters["service"],
                    scope: context.scope(challenged: challenge.parameters["scope"]))
                return
            } catch {
                firstError = firstError ?? error
            }
        }
        if challenges.contains(where: { $0.scheme == "basic" }) {
            self = .basic
        } else if let firstError {
            throw firstError
        } else {
            throw context.error(challenges.isEmpty ? .noChallenge : .unsupportedSchemes(challenges.map(\.scheme)))
        }
    }

    /// The same challenge with a scope that also includes `scope`.
    func widened(by scope: String) -> AuthorizationChallenge {
        switch self {
        case .basic: .basic
        case .bearer(let realm, let service, let own):
            .bearer(realm: realm, service: service, scope: TokenScope(own).adding(TokenScope(scope)).text)
        }
    }

    /// Whether a credential can meet the challenge.
    func accepts(_ credential: Credential) -> Bool {
        switch (self, credential) {
        case (.bearer, _), (.basic, .basic): true
        case (.basic, .identityToken), (.basic, .bearer), (.basic, .anonymous): false
        }
    }
}

/// What earlier requests have learned about authorization at a registry.
///
/// It applies to one repository of one registry, because the scope of the tokens is part of it.
package struct AuthorizationState: Hashable, Sendable {
    /// The registry's challenge; `nil` until it sends one, and until then no credential is sent.
    var challenge: AuthorizationChallenge?
    /// The credentials that have not been refused, in the order they are tried; `nil` until they are looked up.
    var candidates: [SourcedCredential]?
    /// The credential that the registry accepted last, for any request.
    var accepted: SourcedCredential?

    /// Whether the registry has sent a challenge.
    package var isChallenged: Bool { challenge != nil }

    /// Starts without any knowledge of the registry.
    package init() {}

    /// This state updated by that of another request; one that met no challenge has learned nothing.
    package func updated(from other: AuthorizationState) -> AuthorizationState {
        other.challenge == nil ? self : other
    }

    /// This state for a request to the same repository that also needs `scope`.
    package func widened(by scope: String) -> AuthorizationState {
        var wider = self
        wider.challenge = challenge?.widened(by: scope)
        return wider
    }

    /// Takes the credentials that were found, followed by anonymous access for reading or when there are none.
    mutating func add(_ found: [SourcedCredential], purpose: AuthorizationContext.Purpose) {
        let isAnonymousLast = purpose == .pull || found.isEmpty
        candidates = found.filter { $0.credential != .anonymous } + (isAnonymousLast ? [.anonymous] : [])
    }

    /// The next credential that can meet `challenge`.
    func candidate(for challenge: AuthorizationChallenge) -> SourcedCredential? {
        candidates?.first { challenge.accepts($0.credential) }
    }

    /// Removes a refused credential.
    mutating func drop(_ refused: SourcedCredential) {
        candidates?.removeAll { $0 == refused }
        if accepted == refused { accepted = nil }
    }
}
