import ImageModel

/// Whether an endpoint is contacted over TLS, over plain HTTP, or over whichever of them works.
package enum SchemeOrder: Hashable, Sendable {
    /// One scheme, and never the other.
    case only(WebScheme)
    /// Plain HTTP first, then TLS if the server requires it: a registry on loopback.
    case plainFirst
    /// TLS first, then plain HTTP if the server does not support TLS: an endpoint configured as insecure.
    case securedFirst

    /// The scheme of the first request.
    package var first: WebScheme {
        switch self {
        case .only(let scheme): scheme
        case .plainFirst: .http
        case .securedFirst: .https
        }
    }
}

/// Decides whether an endpoint is contacted over plain HTTP or over TLS.
///
/// One value serves all requests to one endpoint. The scheme is fixed from the start except for two kinds of endpoints: those
/// on loopback are tried over plain HTTP first, and over TLS when the response or the failure suggests it; those configured
/// as insecure are tried over TLS first. Credentials must not be sent before the scheme is settled.
///
/// States: *settled* (final) · *trying HTTP* · *trying HTTPS* (after a plain request failed) · *trying TLS first* ·
/// *trying HTTP last* (after a request over TLS failed).
package struct SchemeChoice: Hashable, Sendable {
    /// The outcome of a request sent with ``scheme``.
    package enum Event: Sendable {
        /// A response, with the first bytes of its body (2 KiB are enough; only an error's body is examined).
        case response(HTTPHead, bodyPrefix: [UInt8])
        /// No response.
        case failure(TransferFailure)
    }

    /// What the caller does next.
    package enum Action: Hashable, Sendable {
        /// Use the response.
        case accept
        /// Discard the response and send the same request again with ``SchemeChoice/scheme``, which has changed.
        case sendAgain
        /// Report this failure.
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
    /// Whether the schemes lead to different ports, because the address names none.
    private let hasPortForEach: Bool

    /// The initial state for an endpoint, whose address is `base`.
    package init(_ order: SchemeOrder, at base: WebAddress? = nil) {
        hasPortForEach = base.map { $0.port == nil } ?? false
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

    /// Whether the scheme is final, which allows credentials to be sent.
    package var isSettled: Bool {
        guard case .settled = state else { return false }
        return true
    }

    /// Handles the outcome of a request.
    package mutating func handle(_ event: Event) -> Action {
        switch (state, event) {
        case (.settled, .response): return .accept
        case (.settled, .failure(let failure)): return .fail(failure)
        case (.tryingHTTP, .response(let head, let prefix)):
            // A response to HEAD has no body: status 400 alone is ambiguous, and the next response decides.
            guard head.status != 400 || !prefix.isEmpty else { return .accept }
            let expectsTLS = SchemeMismatch.expectsTLS(head, bodyPrefix: prefix)
            state = .settled(expectsTLS ? .https : .http)
            return expectsTLS ? .sendAgain : .accept
        case (.tryingHTTP, .failure(let failure)):
            guard SchemeMismatch.mayBeTLS(failure) else { return .fail(failure) }
            state = .tryingHTTPS(plainFailure: failure)
            return .sendAgain
        case (.tryingTLSFirst, .failure(let failure)):
            guard SchemeMismatch.mayBePlain(failure, hasPortForEach: hasPortForEach) else { return .fail(failure) }
            state = .tryingHTTPLast(failureOverTLS: failure)
            return .sendAgain
        case (.tryingHTTPLast(let failure), .response(let head, let prefix)):
            guard !SchemeMismatch.expectsTLS(head, bodyPrefix: prefix) else {
                state = .tryingTLSFirst
                return .fail(failure)
            }
            state = .settled(.http)
            return .accept
        case (.tryingHTTPLast(let failure), .failure):
            state = .tryingTLSFirst
            return .fail(failure)
        case (.tryingHTTPS, .response), (.tryingTLSFirst, .response):
            state = .settled(.https)
            return .accept
        case (.tryingHTTPS(let plainFailure), .failure(let failure)):
            return failedOverTLS(failure, plainFailure: plainFailure)
        }
    }

    // An untrusted certificate, or an alert about the client's, proves that the server supports TLS. Any other failure proves
    // nothing, and then the failure of the plain request is the one to report.
    private mutating func failedOverTLS(_ failure: TransferFailure, plainFailure: TransferFailure) -> Action {
        if case .tls(let code, _) = failure, code != 35 || failure.tlsFault?.asksForAnotherCertificate == true {
            state = .settled(.https)
            return .fail(failure)
        }
        state = .tryingHTTP
        return .fail(plainFailure)
    }
}

/// Recognizes servers that were contacted with the wrong scheme.
package enum SchemeMismatch {
    /// Whether this response to a plain request says that the server expects TLS.
    ///
    /// Go's net/http, nginx (which logs it as 497) and Apache all send status 400 with a sentence.
    package static func expectsTLS(_ head: HTTPHead, bodyPrefix: [UInt8]) -> Bool {
        if head.status == 497 { return true }
        guard head.status == 400 else { return false }
        let text = String(decoding: bodyPrefix.prefix(2048), as: UTF8.self).asciiLowercased
        return sentences.contains { text.contains($0) }
    }

    /// Whether this failure of a plain request may come from a server that expects TLS.
    ///
    /// Such a server closes the connection (libcurl's 52), resets it (56), or sends an alert record, which is not HTTP (1, 8).
    static func mayBeTLS(_ failure: TransferFailure) -> Bool {
        guard case .connection(let code, _) = failure else { return false }
        return [1, 8, 52, 56].contains(code)
    }

    /// Whether this failure over TLS may come from a server that supports only plain HTTP.
    ///
    /// Such a server breaks the handshake (libcurl's 35), closes (52) or resets the connection (56), or does not listen on the TLS
    /// port (7). Where that is a port of its own, a firewall may also drop what is sent there.
    static func mayBePlain(_ failure: TransferFailure, hasPortForEach: Bool) -> Bool {
        switch failure {
        case .tls(let code, _): code == 35
        case .connection(let code, _): [7, 52, 56].contains(code)
        case .proxy(let fault): [7, 56].contains(fault.code) || fault.code == 28 && hasPortForEach
        case .timedOut(let received, _): received == 0 && hasPortForEach
        case .notStarted, .nameResolution, .unreachable, .stalled, .cut, .status, .redirect, .tooLong, .headTooLong,
            .moreThanExpected, .tooShort, .contradictoryLength, .html, .encoded, .undecodable, .wrongSize,
            .mismatch:
            false
        }
    }

    private static let sentences = [
        "client sent an http request to an https server", "plain http request was sent to https port",
        "speaking plain http to an ssl-enabled server port",
    ]
}
