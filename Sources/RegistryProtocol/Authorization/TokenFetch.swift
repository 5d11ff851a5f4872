/// Fetches one token, with the request form that suits the credential first, and the other where that is refused.
///
/// A password is sent first with `GET`, then with `POST`; an identity token only with `POST`. 400, 401, 403, 404 and 405 lead to
/// the next form: all five are known from servers that support only one. When no form is left, the first error about the
/// credential is reported, not the last.
///
/// States: *ready* · *requested* (with the forms left, and the first errors) · *spent*.
package struct TokenFetch: Sendable {
    /// What happens to the fetch.
    package enum Event: Sendable {
        /// The fetch starts.
        case start
        /// The token server's response after redirects, received at `nowSeconds`.
        case response(HTTPHead, body: [UInt8], nowSeconds: Double)
        /// No response.
        case failure(TransferFailure)
    }

    /// What the caller does next.
    package enum Action: Hashable, Sendable {
        /// Send this, follow redirects, and read at most ``TokenResponse/mostBytes`` of the body.
        case send(HTTPRequest)
        /// Use this token.
        case done(AccessToken)
        /// Report that there is no token.
        case fail(AuthorizationError)
    }

    private let demand: TokenDemand
    private var forms: [TokenRequest]
    private var refusal: StatusFailure?
    private var unsupportedForm: StatusFailure?

    /// Fetches the token that `demand` describes.
    package init(_ demand: TokenDemand) {
        self.demand = demand
        forms = TokenRequest.forms(for: demand.credential)
    }

    /// Handles one event.
    package mutating func handle(_ event: Event) -> Action {
        switch event {
        case .start: return next()
        case .failure(let failure): return fail(.tokenRequest(failure))
        case .response(let head, let body, let nowSeconds):
            switch head.status {
            case 200...299: return token(body, nowSeconds: nowSeconds)
            case 400, 401, 403:
                refusal = refusal ?? StatusFailure(head, body: ErrorBody(parsing: body))
                return next()
            case 404, 405:
                unsupportedForm = unsupportedForm ?? StatusFailure(head, body: ErrorBody(parsing: body))
                return next()
            default: return fail(.tokenRequest(.status(StatusFailure(head, body: ErrorBody(parsing: body)))))
            }
        }
    }

    private mutating func next() -> Action {
        guard forms.isEmpty else { return .send(forms.removeFirst().request(for: demand)) }
        if let refusal { return fail(.tokenRefused(refusal)) }
        guard let unsupportedForm else {
            return fail(.tokenRequest(.notStarted("no form of the token request is left")))
        }
        // A server without a form for this credential does not accept it.
        let isAnonymous = demand.credential == .anonymous
        return fail(isAnonymous ? .tokenRequest(.status(unsupportedForm)) : .tokenRefused(unsupportedForm))
    }

    private func token(_ body: [UInt8], nowSeconds: Double) -> Action {
        do throws(AuthorizationError) {
            let response = try TokenResponse(parsing: body, registry: demand.registry)
            return .done(AccessToken(response, nowSeconds: nowSeconds))
        } catch {
            return .fail(error)
        }
    }

    private func fail(_ cause: AuthorizationError.Cause) -> Action { .fail(AuthorizationError(demand.registry, cause)) }
}
