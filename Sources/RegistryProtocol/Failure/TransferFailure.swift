import ImageModel

/// Why a request has no whole and good answer. The codes are libcurl's.
package enum TransferFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The request could not even be started.
    case notStarted(String)
    /// The name of the host, or of the proxy, has no address.
    case nameResolution(code: Int, message: String)
    /// There was no connection, or it broke before the answer's head.
    case connection(code: Int, message: String)
    /// TLS did not come about: a certificate that is not trusted, a peer that does not speak it.
    case tls(code: Int, message: String)
    /// The time for the whole request was over.
    case timedOut(received: Int64, seconds: Int)
    /// The bytes stopped coming, or came too slowly; `address` is the peer's, where known.
    case stalled(received: Int64, seconds: Int, address: String?)
    /// The body broke off after `received` bytes, of `expected` where that is known.
    case cut(received: Int64, expected: Int64?)
    /// The answer's status is an error.
    case status(StatusFailure)
    /// A redirect that is not followed.
    case redirect(RedirectError)
    /// A document went on past the `limit` in bytes.
    case tooLong(limit: Int64)
    /// The answer's header lines went on past the `limit` in bytes.
    case headTooLong(limit: Int)

    /// What kind of failure it is.
    package var subject: FailureSubject {
        switch self {
        case .status(let failure): failure.subject
        case .tooLong, .headTooLong: .malformed
        case .notStarted, .nameResolution, .connection, .tls, .timedOut, .stalled, .cut, .redirect: .network
        }
    }

    /// Whether the same request may succeed when it is sent again.
    ///
    /// Of libcurl's codes: 6 (name), 7 (connect), 16 and 92 (HTTP/2), 35 (TLS handshake), 52 (nothing came), 55 and 56
    /// (send and receive), 65 (what a kept connection lost would have to be read again to be sent again); 18 and 28 have cases of their own.
    package var isTransient: Bool {
        switch self {
        case .nameResolution, .timedOut, .stalled, .cut: true
        case .connection(let code, _): [7, 16, 52, 55, 56, 65, 92].contains(code)
        case .tls(let code, _): code == 35
        case .status(let failure): failure.isTransient
        case .notStarted, .redirect, .tooLong, .headTooLong: false
        }
    }

    /// When the server may be asked again, where it said so.
    package var retryAfter: RetryAfter? {
        guard case .status(let failure) = self else { return nil }
        return failure.retryAfter
    }

    /// What went wrong, with its numbers.
    package var description: String {
        switch self {
        case .notStarted(let reason): "the request was not sent: \(Self.shown(reason))"
        case .nameResolution(_, let message): "the host's name has no address: \(Self.shown(message))"
        case .connection(_, let message): "no answer came: \(Self.shown(message))"
        case .tls(_, let message): "TLS: \(Self.shown(message))"
        case .timedOut(let received, let seconds): "not done after \(seconds) s, \(received) bytes came"
        case .stalled(let received, let seconds, let address):
            "no progress for \(seconds) s" + (address.map { " from \(Printable.escaped($0))" } ?? "")
                + ", \(received) bytes came"
        case .cut(let received, let expected?): "the connection was cut after \(received) of \(expected) bytes"
        case .cut(let received, nil): "the connection was cut after \(received) bytes"
        case .status(let failure): failure.description
        case .redirect(let error): error.description
        case .tooLong(let limit): "the answer is longer than \(limit) bytes"
        case .headTooLong(let limit): "the answer's head is longer than \(limit) bytes"
        }
    }

    /// libcurl quotes a proxy's address as it was written, with the password in it.
    private static func shown(_ message: String) -> String {
        Printable.escaped(UserInformation.redacted(message))
    }
}
