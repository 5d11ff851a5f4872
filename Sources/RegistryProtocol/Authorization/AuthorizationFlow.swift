import ImageModel

/// Authorizes one request: chooses which credentials are sent, in which order, and when to give up.
///
/// No credential is sent, or even looked up, before the registry sends a challenge. After a refusal the request is retried once
/// with a new token if the token was cached, then with the next credential, and for pulls finally without one; if that fails,
/// the first refusal is the error. A token that lacks a right is not renewed for the same scope. A 403 to a request with a
/// `Range` is not a refusal of a credential that was accepted before: some servers refuse ranges that way.
///
/// States:
/// - *ready*: before ``Event/start``.
/// - *finding credentials*: after a challenge, waiting for ``Event/credentials(_:)``.
/// - *fetching a token*: for one credential, waiting for ``Event/token(_:_:)`` or ``Event/tokenFailure(_:)``.
/// - *sent*: the request was sent with no authorization, Basic or a token, waiting for ``Event/response(_:body:)``.
/// - *spent*: the response was delivered, or the request failed.
package struct AuthorizationFlow: Sendable {
    /// What happens to the request.
    package enum Event: Sendable {
        /// The request starts.
        case start
        /// The registry's own response, with its explanation if it is an error (4xx, 5xx).
        ///
        /// A response from another origin, after a redirect, does not belong here: it is final as it is.
        case response(HTTPHead, body: ErrorBody?)
        /// The credentials that were found, the most specific first; the list may be empty.
        case credentials([SourcedCredential])
        /// The requested token.
        case token(AccessToken, TokenOrigin)
        /// The requested token could not be fetched.
        case tokenFailure(AuthorizationError)
    }

    /// What the caller does next.
    package enum Action: Hashable, Sendable {
        /// Send the request with this field, or without authorization.
        case send(HTTPHeader?)
        /// Look up credentials, which may run helper programs.
        case findCredentials
        /// Get a token: from the cache, unless it holds the one that was just refused, or with a ``TokenFetch``.
        case fetchToken(TokenDemand, unless: Secret?)
        /// The response is final; keep ``AuthorizationFlow/learned`` for the next request, and show the warning.
        case deliver(AuthorizationWarning?)
        /// The registry does not authorize the request.
        case fail(AuthorizationError)
    }

    /// The state for later requests; it is kept when the response is delivered.
    package private(set) var learned: AuthorizationState

    private let context: AuthorizationContext
    private let hasRange: Bool
    private var state = State.ready
    private var refusal: (credential: SourcedCredential, failure: StatusFailure)?
    private var hasRenewed = false

    private enum State {
        case ready
        case findingCredentials(AuthorizationChallenge)
        case fetchingToken(AuthorizationChallenge, SourcedCredential)
        case sent(Authorization)
        case spent
    }

    /// The authorization that was sent with the request.
    private enum Authorization {
        case none
        case basic(SourcedCredential)
        case bearer(Secret, TokenOrigin, AuthorizationChallenge, SourcedCredential)

        var credential: SourcedCredential? {
            switch self {
            case .none: nil
            case .basic(let credential), .bearer(_, _, _, let credential): credential
            }
        }
    }

    /// Authorizes one request to the registry of `context`, starting from the state that earlier requests have learned.
    ///
    /// `hasRange` says whether the request has a `Range` field.
    package init(
        context: AuthorizationContext, learned: AuthorizationState = AuthorizationState(), hasRange: Bool = false
    ) {
        self.context = context
        self.hasRange = hasRange
        self.learned = learned
    }

    /// Handles one event.
    package mutating func handle(_ event: Event) -> Action {
        switch (state, event) {
        case (.ready, .start):
            if let challenge = learned.challenge { return meet(challenge, unless: nil) }
            return send(nil, .none)
        case (.findingCredentials(let challenge), .credentials(let found)):
            learned.add(found, purpose: context.purpose)
            return meet(challenge, unless: nil)
        case (.fetchingToken(let challenge, let credential), .token(let token, let origin)):
            return send(.bearerAuthorization(token.secret), .bearer(token.secret, origin, challenge, credential))
        case (.fetchingToken(let challenge, let credential), .tokenFailure(let error)):
            guard case .tokenRefused(let failure) = error.cause else { return fail(error) }
            return refused(credential, failure, challenge)
        case (.sent(let authorization), .response(let head, let body)):
            return responded(authorization, head, body)
        case (.ready, _), (.findingCredentials, _), (.fetchingToken, _), (.sent, _), (.spent, _):
            return fail(context.error(.outOfOrder))
        }
    }

    private mutating func responded(_ authorization: Authorization, _ head: HTTPHead, _ body: ErrorBody?) -> Action {
        if isAboutRange(authorization, head.status) { return deliver(authorization) }
        switch (authorization, head.status) {
        case (.none, 401):
            return challenged(head)
        // ECR Public responds with 400 to an expired token: aws/containers-roadmap#2835.
        case (.bearer(let token, .cached, let challenge, _), 400), (.bearer(let token, .cached, let challenge, _), 401),
            (.bearer(let token, .cached, let challenge, _), 403):
            let failure = StatusFailure(head, body: body)
            let newChallenge = newChallenge(head) ?? challenge
            // A new token for the same scope would grant no more.
            let isFinal = newChallenge == challenge && failure.tokenRefusal?.isInsufficientScope == true
            guard !hasRenewed, !isFinal else { return refused(authorization, failure) }
            hasRenewed = true
            return meet(newChallenge, unless: token)
        case (.bearer(_, .fetched, let challenge, _), 401):
            guard !hasRenewed, let newChallenge = newChallenge(head), newChallenge != challenge else {
                return refused(authorization, StatusFailure(head, body: body))
            }
            hasRenewed = true
            return meet(newChallenge, unless: nil)
        case (.bearer, 403), (.basic, 401), (.basic, 403):
            return refused(authorization, StatusFailure(head, body: body))
        case (.none, _), (.basic, _), (.bearer, _):
            if (200...399).contains(head.status) { learned.accepted = authorization.credential }
            return deliver(authorization)
        }
    }

    // Whether a refusal concerns the range: the token is new, and its credential was accepted before.
    private func isAboutRange(_ authorization: Authorization, _ status: Int) -> Bool {
        guard hasRange, status == 403, let credential = authorization.credential, credential == learned.accepted else {
            return false
        }
        if case .bearer(_, .cached, _, _) = authorization { return hasRenewed }
        return true
    }

    private mutating func challenged(_ head: HTTPHead) -> Action {
        do throws(AuthorizationError) {
            return meet(try AuthorizationChallenge(head, context: context), unless: nil)
        } catch {
            return fail(error)
        }
    }

    private func newChallenge(_ head: HTTPHead) -> AuthorizationChallenge? {
        head.status == 401 ? try? AuthorizationChallenge(head, context: context) : nil
    }

    // Sends the next credential that can meet the challenge, or a token for it.
    private mutating func meet(_ challenge: AuthorizationChallenge, unless refused: Secret?) -> Action {
        guard learned.candidates != nil else {
            state = .findingCredentials(challenge)
            return .findCredentials
        }
        guard let candidate = learned.candidate(for: challenge) else { return fail(lastError) }
        switch (challenge, candidate.credential) {
        case (.basic, .basic(let username, let password)):
            return send(.basicAuthorization(username: username, password: password), .basic(candidate))
        case (.bearer, .bearer(let token)):
            return send(.bearerAuthorization(token), .bearer(token, .fetched, challenge, candidate))
        case (.bearer(let realm, let service, let scope), .basic),
            (.bearer(let realm, let service, let scope), .identityToken),
            (.bearer(let realm, let service, let scope), .anonymous):
            state = .fetchingToken(challenge, candidate)
            let demand = TokenDemand(
                registry: context.registryName, realm: realm, service: service, scope: scope,
                credential: candidate.credential, wantsIdentity: context.purpose == .login,
                headers: context.headers(for: realm))
            return .fetchToken(demand, unless: refused)
        case (.basic, .identityToken), (.basic, .bearer), (.basic, .anonymous):
            return fail(lastError)
        }
    }

    private mutating func refused(_ authorization: Authorization, _ failure: StatusFailure) -> Action {
        switch authorization {
        case .none: fail(context.error(.credentialsMissing(failure)))
        case .basic(let credential): refused(credential, failure, .basic)
        case .bearer(_, _, let challenge, let credential): refused(credential, failure, challenge)
        }
    }

    private mutating func refused(
        _ credential: SourcedCredential, _ failure: StatusFailure, _ challenge: AuthorizationChallenge
    ) -> Action {
        refusal = refusal ?? (credential, failure)
        learned.drop(credential)
        return meet(challenge, unless: nil)
    }

    // The first refusal; a refusal of anonymous access only means that a credential is missing.
    private var lastError: AuthorizationError {
        let source = refusal.flatMap { $0.credential.credential == .anonymous ? nil : $0.credential.source }
        if let failure = refusal?.failure, let token = failure.tokenRefusal, token.isInsufficientScope {
            return context.error(
                .insufficientScope(source: source, scope: token.scope ?? context.scope, failure))
        }
        guard let refusal, let source else {
            return context.error(.credentialsMissing(refusal?.failure))
        }
        return context.error(.refused(source: source, refusal.failure))
    }

    private mutating func send(_ field: HTTPHeader?, _ authorization: Authorization) -> Action {
        state = .sent(authorization)
        return .send(field)
    }

    private mutating func fail(_ error: AuthorizationError) -> Action {
        state = .spent
        return .fail(error)
    }

    private mutating func deliver(_ authorization: Authorization) -> Action {
        state = .spent
        switch authorization {
        case .none: break
        case .basic: learned.challenge = .basic
        case .bearer(_, _, let challenge, _): learned.challenge = challenge
        }
        guard let refusal else { return .deliver(nil) }
        let warning = AuthorizationWarning(
            registry: context.registryName, source: refusal.credential.source, failure: refusal.failure)
        return .deliver(warning)
    }
}

/// Credentials that were refused, although the request then succeeded without them.
package struct AuthorizationWarning: Hashable, Sendable, CustomStringConvertible {
    /// The registry that refused them, or whose token server did.
    package let registry: String
    /// Where they were found: the file and the key, or the helper program.
    package let source: String
    /// The refusal.
    package let failure: StatusFailure

    /// One sentence that names the entry to correct.
    package var description: String {
        "'\(Printable.escaped(registry))' refused the credentials from \(source) (\(failure)); "
            + "continuing without credentials"
    }
}
