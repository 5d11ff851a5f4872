/// Lets one request in: which credentials it shows, in which order, and when it gives up.
///
/// Nothing is shown before the registry has asked for it, and nobody looks for credentials before that either. What the
/// registry refuses is tried once more with a new token if the token was an old one, then with the next credential, and for
/// pulls in the end with none; then the first refusal is the error. A 403 to a request for a stretch of something is no
/// refusal of a credential that was let in before: some servers answer ranges so.
///
/// States:
/// - *ready*: before ``Event/start``.
/// - *finding credentials*: the registry's terms are known, ``Event/credentials(_:)`` is awaited.
/// - *fetching a token*: for one credential; ``Event/token(_:_:)`` or ``Event/tokenFailure(_:)`` is awaited.
/// - *sent*: the request is under way, with nothing, Basic or a token; ``Event/response(_:body:)`` is awaited.
/// - *spent*: the answer was delivered, or an error given.
package struct AuthorizationFlow: Sendable {
    /// What happens to the request.
    package enum Event: Sendable {
        /// It is to be sent.
        case start
        /// The registry's own answer, and what its body says if it is an error (4xx, 5xx).
        ///
        /// An answer that came from elsewhere, after a redirect to another origin, is none of the registry's: deliver it as it is.
        case response(HTTPHead, body: ErrorBody?)
        /// The credentials that were found, the closest first; none is an answer, too.
        case credentials([SourcedCredential])
        /// The token that was demanded.
        case token(AccessToken, TokenOrigin)
        /// There is no such token.
        case tokenFailure(TokenError)
    }

    /// What to do next.
    package enum Action: Hashable, Sendable {
        /// Send the request with this field, or with no authorization at all.
        case send(HTTPHeader?)
        /// Look for credentials; here helper programs may be run.
        case findCredentials
        /// Get a token: from the cache, unless it holds the one that was just refused, or with a ``TokenFetch``.
        case fetchToken(TokenDemand, unless: Secret?)
        /// The answer is final; keep ``AuthorizationFlow/knowledge`` for the next request, and show the warning.
        case deliver(AuthorizationWarning?)
        /// The registry does not let the request in.
        case fail(AuthorizationError)
    }

    /// What has been learnt; worth keeping when the answer is delivered.
    package private(set) var knowledge: AuthorizationKnowledge

    private let context: AuthorizationContext
    private let asksForStretch: Bool
    private var state = State.ready
    private var refusal: (credential: SourcedCredential, failure: StatusFailure)?
    private var hasAskedAnew = false

    private enum State {
        case ready
        case findingCredentials(AuthorizationTerms)
        case fetchingToken(AuthorizationTerms, SourcedCredential)
        case sent(Shown)
        case spent
    }

    /// The flow of one request to the registry of `context`, with what earlier requests have learnt.
    ///
    /// `asksForStretch` says whether the request has a `Range`.
    package init(
        context: AuthorizationContext, knowledge: AuthorizationKnowledge = AuthorizationKnowledge(),
        asksForStretch: Bool = false
    ) {
        self.context = context
        self.asksForStretch = asksForStretch
        self.knowledge = knowledge
    }

    /// Takes the request one step on.
    package mutating func handle(_ event: Event) -> Action {
        switch (state, event) {
        case (.ready, .start):
            if let terms = knowledge.terms { return show(terms, unless: nil) }
            return send(nil, .nothing)
        case (.findingCredentials(let terms), .credentials(let found)):
            knowledge.add(found, purpose: context.purpose)
            return show(terms, unless: nil)
        case (.fetchingToken(let terms, let credential), .token(let token, let origin)):
            let field = AuthorizationField.bearer(token.secret)
            return send(field, .bearer(token.secret, origin, terms, credential))
        case (.fetchingToken(let terms, let credential), .tokenFailure(.refused(let failure))):
            return refused(credential, failure, terms)
        case (.fetchingToken, .tokenFailure(let error)):
            return fail(.token(error, registry: context.registryName))
        case (.sent(let shown), .response(let head, let body)):
            return answered(shown, head, body)
        case (.ready, _), (.findingCredentials, _), (.fetchingToken, _), (.sent, _), (.spent, _):
            return fail(.outOfOrder)
        }
    }

    private mutating func answered(_ shown: Shown, _ head: HTTPHead, _ body: ErrorBody?) -> Action {
        if isAboutStretch(shown, head.status) { return deliver(shown) }
        switch (shown, head.status) {
        case (.nothing, 401):
            return challenged(head)
        // ECR Public answers 400 to a token that has expired: aws/containers-roadmap#2835.
        case (.bearer(let token, .cached, let terms, _), 400), (.bearer(let token, .cached, let terms, _), 401),
            (.bearer(let token, .cached, let terms, _), 403):
            guard !hasAskedAnew else { return refusedWhatWasShown(shown, StatusFailure(head, body: body)) }
            hasAskedAnew = true
            return show(newTerms(head) ?? terms, unless: token)
        case (.bearer(_, .fetched, let terms, _), 401):
            guard !hasAskedAnew, let newTerms = newTerms(head), newTerms != terms else {
                return refusedWhatWasShown(shown, StatusFailure(head, body: body))
            }
            hasAskedAnew = true
            return show(newTerms, unless: nil)
        case (.bearer, 403), (.basic, 401), (.basic, 403):
            return refusedWhatWasShown(shown, StatusFailure(head, body: body))
        case (.nothing, _), (.basic, _), (.bearer, _):
            if (200...399).contains(head.status) { knowledge.accepted = shown.credential }
            return deliver(shown)
        }
    }

    /// Whether a refusal is one of the stretch: what was shown is new, and the credential behind it was let in before.
    private func isAboutStretch(_ shown: Shown, _ status: Int) -> Bool {
        guard asksForStretch, status == 403, let credential = shown.credential, credential == knowledge.accepted else {
            return false
        }
        if case .bearer(_, .cached, _, _) = shown { return hasAskedAnew }
        return true
    }

    private mutating func challenged(_ head: HTTPHead) -> Action {
        do throws(AuthorizationError) {
            return show(try AuthorizationTerms(head, context: context), unless: nil)
        } catch {
            return fail(error)
        }
    }

    private func newTerms(_ head: HTTPHead) -> AuthorizationTerms? {
        head.status == 401 ? try? AuthorizationTerms(head, context: context) : nil
    }

    // Shows the next credential that meets the terms.
    private mutating func show(_ terms: AuthorizationTerms, unless refused: Secret?) -> Action {
        guard knowledge.candidates != nil else {
            state = .findingCredentials(terms)
            return .findCredentials
        }
        guard let candidate = knowledge.candidate(for: terms) else { return fail(lastError) }
        switch (terms, candidate.credential) {
        case (.basic, .basic(let username, let password)):
            return send(AuthorizationField.basic(username: username, password: password), .basic(candidate))
        case (.bearer, .bearer(let token)):
            return send(AuthorizationField.bearer(token), .bearer(token, .fetched, terms, candidate))
        case (.bearer(let realm, let service, let scope), .basic),
            (.bearer(let realm, let service, let scope), .identityToken),
            (.bearer(let realm, let service, let scope), .anonymous):
            state = .fetchingToken(terms, candidate)
            let demand = TokenDemand(
                realm: realm, service: service, scope: scope, credential: candidate.credential,
                wantsIdentity: context.purpose == .login)
            return .fetchToken(demand, unless: refused)
        case (.basic, .identityToken), (.basic, .bearer), (.basic, .anonymous):
            return fail(lastError)
        }
    }

    private mutating func refusedWhatWasShown(_ shown: Shown, _ failure: StatusFailure) -> Action {
        switch shown {
        case .nothing: fail(.credentialsMissing(registry: context.registryName, failure))
        case .basic(let credential): refused(credential, failure, .basic)
        case .bearer(_, _, let terms, let credential): refused(credential, failure, terms)
        }
    }

    private mutating func refused(
        _ credential: SourcedCredential, _ failure: StatusFailure, _ terms: AuthorizationTerms
    ) -> Action {
        refusal = refusal ?? (credential, failure)
        knowledge.drop(credential)
        return show(terms, unless: nil)
    }

    // The first refusal; what was refused without a credential only says that one is missing.
    private var lastError: AuthorizationError {
        guard let refusal, refusal.credential.credential != .anonymous else {
            return .credentialsMissing(registry: context.registryName, refusal?.failure)
        }
        return .refused(registry: context.registryName, source: refusal.credential.source, refusal.failure)
    }

    private mutating func send(_ field: HTTPHeader?, _ shown: Shown) -> Action {
        state = .sent(shown)
        return .send(field)
    }

    private mutating func fail(_ error: AuthorizationError) -> Action {
        state = .spent
        return .fail(error)
    }

    private mutating func deliver(_ shown: Shown) -> Action {
        state = .spent
        switch shown {
        case .nothing: break
        case .basic: knowledge.terms = .basic
        case .bearer(_, _, let terms, _): knowledge.terms = terms
        }
        guard let refusal else { return .deliver(nil) }
        let warning = AuthorizationWarning(
            registry: context.registryName, source: refusal.credential.source, failure: refusal.failure)
        return .deliver(warning)
    }
}
