/// Fetches one token: the way that suits the credential first, the other where that is refused.
///
/// A password is first sent with `GET`, then with `POST`; an identity token only with `POST`. 400, 401, 403, 404 and 405 lead
/// to the next way: all five have been seen from servers that speak only one. When none is left, the first error that is
/// about the credential is reported, not the last.
///
/// States: *ready* · *asking* (with the ways left, and the first errors) · *spent*.
package struct TokenFetch: Sendable {
    /// What happens to the fetch.
    package enum Event: Sendable {
        /// It begins.
        case start
        /// The token server's answer, redirects followed; `nowSeconds` is when it came.
        case answer(HTTPHead, body: [UInt8], nowSeconds: Double)
        /// There was no answer.
        case failure(TransferFailure)
    }

    /// What to do next.
    package enum Action: Hashable, Sendable {
        /// Send this, with redirects followed, and at most ``TokenAnswer/mostBytes`` of its body read.
        case send(HTTPRequest)
        /// Here is the token.
        case done(AccessToken)
        /// There is none.
        case fail(TokenError)
    }

    private let demand: TokenDemand
    private var ways: [TokenRequest]
    private var refusal: StatusFailure?
    private var missingWay: StatusFailure?

    /// A fetch of what is demanded.
    package init(_ demand: TokenDemand) {
        self.demand = demand
        ways = TokenRequest.ways(for: demand.credential)
    }

    /// Takes the fetch one step on.
    package mutating func handle(_ event: Event) -> Action {
        switch event {
        case .start: return next()
        case .failure(let failure): return .fail(.failed(failure))
        case .answer(let head, let body, let nowSeconds):
            switch head.status {
            case 200...299: return token(body, nowSeconds: nowSeconds)
            case 400, 401, 403:
                refusal = refusal ?? StatusFailure(head, body: ErrorBody(parsing: body))
                return next()
            case 404, 405:
                missingWay = missingWay ?? StatusFailure(head, body: ErrorBody(parsing: body))
                return next()
            default: return .fail(.failed(.status(StatusFailure(head, body: ErrorBody(parsing: body)))))
            }
        }
    }

    private mutating func next() -> Action {
        guard ways.isEmpty else { return .send(ways.removeFirst().request(for: demand)) }
        if let refusal { return .fail(.refused(refusal)) }
        guard let missingWay else {
            return .fail(.failed(.notStarted("no way of asking the token server is left")))
        }
        // A server that has no way for this credential does not take it.
        let isAnonymous = demand.credential == .anonymous
        return .fail(isAnonymous ? .failed(.status(missingWay)) : .refused(missingWay))
    }

    private func token(_ body: [UInt8], nowSeconds: Double) -> Action {
        do throws(TokenAnswerError) {
            return .done(AccessToken(try TokenAnswer(parsing: body), nowSeconds: nowSeconds))
        } catch {
            return .fail(.malformed(error))
        }
    }
}
