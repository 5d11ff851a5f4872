/// Whether a registry is spoken to in the clear or over TLS.
///
/// One value serves all requests to one registry. It is settled from the start for every registry but those on loopback:
/// they are asked in the clear first, and over TLS when the answer says, or the failure suggests, that they want it; and for
/// those that a configuration lists as insecure, which are asked over TLS first. Until it is settled no credential may be
/// sent.
///
/// States: *settled* (nothing changes any more) · *trying HTTP* · *trying HTTPS* (with the plain request's failure at hand) ·
/// *trying TLS first* · *trying HTTP last* (with the failure over TLS at hand).
package struct SchemeChoice: Hashable, Sendable {
    /// What came of a request sent with ``scheme``.
    package enum Event: Sendable {
        /// An answer, and the first bytes of its body (2 KiB are enough; only an error's body is looked at).
        case answer(HTTPHead, bodyPrefix: [UInt8])
        /// No answer.
        case failure(TransferFailure)
    }

    /// What to do with it.
    package enum Action: Hashable, Sendable {
        /// Take the answer for what it is.
        case accept
        /// Forget what came, and send the same request again with ``SchemeChoice/scheme``, which has changed.
        case sendAgain
        /// The request failed, for that reason.
        case fail(TransferFailure)
    }

    private enum State: Hashable, Sendable {
        case settled(WebScheme)
        case tryingHTTP
        case tryingHTTPS(plainFailure: TransferFailure)
        case tryingTLSFirst
        case tryingHTTPLast(failureOverTLS: TransferFailure)
    }

    private var state: State

    /// The first choice for a place.
    package init(_ order: SchemeOrder) {
        switch order {
        case .only(let scheme): state = .settled(scheme)
        case .plainFirst: state = .tryingHTTP
        case .securedFirst: state = .tryingTLSFirst
        }
    }

    /// The scheme of the next request.
    package var scheme: WebScheme {
        switch state {
        case .settled(let scheme): scheme
        case .tryingHTTP, .tryingHTTPLast: .http
        case .tryingHTTPS, .tryingTLSFirst: .https
        }
    }

    /// Whether the scheme is certain, so that credentials may be sent.
    package var isSettled: Bool {
        guard case .settled = state else { return false }
        return true
    }

    /// Learns from what came of a request.
    package mutating func handle(_ event: Event) -> Action {
        switch (state, event) {
        case (.settled, .answer): return .accept
        case (.settled, .failure(let failure)): return .fail(failure)
        case (.tryingHTTP, .answer(let head, let prefix)):
            // What a HEAD is answered has no sentence: 400 alone may mean either, and the next answer tells.
            guard head.status != 400 || !prefix.isEmpty else { return .accept }
            let asksForTLS = PlainAnswer.asksForTLS(head, bodyPrefix: prefix)
            state = .settled(asksForTLS ? .https : .http)
            return asksForTLS ? .sendAgain : .accept
        case (.tryingHTTP, .failure(let failure)):
            guard PlainAnswer.mayBeTLS(failure) else { return .fail(failure) }
            state = .tryingHTTPS(plainFailure: failure)
            return .sendAgain
        case (.tryingTLSFirst, .failure(let failure)):
            guard PlainAnswer.mayBePlain(failure) else { return .fail(failure) }
            state = .tryingHTTPLast(failureOverTLS: failure)
            return .sendAgain
        case (.tryingHTTPLast(let failure), .answer(let head, let prefix)):
            guard !PlainAnswer.asksForTLS(head, bodyPrefix: prefix) else {
                state = .tryingTLSFirst
                return .fail(failure)
            }
            state = .settled(.http)
            return .accept
        case (.tryingHTTPLast(let failure), .failure):
            state = .tryingTLSFirst
            return .fail(failure)
        case (.tryingHTTPS, .answer), (.tryingTLSFirst, .answer):
            state = .settled(.https)
            return .accept
        case (.tryingHTTPS(let plainFailure), .failure(let failure)):
            return failedOverTLS(failure, plainFailure: plainFailure)
        }
    }

    // A certificate that is not trusted is a certificate: the server speaks TLS. Anything else proves nothing, and the
    // plain request's failure is the one to report.
    private mutating func failedOverTLS(_ failure: TransferFailure, plainFailure: TransferFailure) -> Action {
        if case .tls(let code, _) = failure, code != 35 {
            state = .settled(.https)
            return .fail(failure)
        }
        state = .tryingHTTP
        return .fail(plainFailure)
    }
}
