import ImageModel

/// The reason why a request did not bring a complete and acceptable response. Codes are libcurl's.
package enum TransferFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The request could not be started.
    case notStarted(String)
    /// The name of the host or proxy could not be resolved.
    case nameResolution(code: Int, message: String)
    /// The connection failed, or it broke before the response's head.
    case connection(code: Int, message: String)
    /// Nothing has ever answered there: the name does not resolve, or the connection is refused.
    case unreachable(code: Int, message: String)
    /// The proxy did not carry the request.
    case proxy(ProxyFault)
    /// TLS failed: an untrusted certificate, or a peer that does not support it.
    case tls(code: Int, message: String)
    /// The time limit for the request passed.
    case timedOut(received: Int64, seconds: Int)
    /// The transfer stalled or was too slow; `address` is the peer's, if known.
    case stalled(received: Int64, seconds: Int, address: String?)
    /// The body ended early after `received` bytes; `expected` is the announced length, if known.
    case cut(received: Int64, expected: Int64?)
    /// The response's status is an error.
    case status(StatusFailure)
    /// The redirect was refused.
    case redirect(ResponseError)
    /// A document exceeded the `limit` in bytes.
    case tooLong(limit: Int64)
    /// The response's header lines exceeded the `limit` in bytes.
    case headTooLong(limit: Int)
    /// The blob has more bytes than its descriptor says.
    case moreThanExpected(Int64)
    /// The response ended, without an error, before all bytes of the blob arrived.
    case tooShort(received: Int64, expected: Int64)
    /// The response's head announces another size than the blob's descriptor.
    case contradictoryLength(declared: Int64, expected: Int64)
    /// The response is an HTML page instead of the blob; `firstLine` is escaped.
    case html(firstLine: String?)
    /// The server has encoded the content, although it was not asked to, and it cannot be decoded, or is not to be.
    case encoded(String)
    /// The body cannot be decoded from that encoding.
    case undecodable(String)
    /// The document has another size than its descriptor says.
    case wrongSize(expected: Int64, actual: Int64)
    /// The bytes have another digest.
    case mismatch(expected: Digest, actual: Digest)

    /// The kind of failure.
    package var subject: FailureSubject {
        switch self {
        case .status(let failure): failure.subject
        case .tooLong, .headTooLong: .malformed
        case .notStarted, .nameResolution, .connection, .unreachable, .proxy, .tls, .timedOut, .stalled, .cut,
            .redirect:
            .network
        case .moreThanExpected, .tooShort, .contradictoryLength, .html, .encoded, .undecodable, .wrongSize, .mismatch:
            .integrity
        }
    }

    /// This failure of a request to a server that has never responded: no retry makes a name or a listener appear.
    ///
    /// Of a server that has responded before, the same failure is a passing one. libcurl's code 7 is a refused connection.
    package var atFirstContact: TransferFailure {
        switch self {
        case .nameResolution(let code, let message): .unreachable(code: code, message: message)
        case .connection(let code, let message) where code == 7: .unreachable(code: code, message: message)
        case .proxy(let fault): .proxy(fault.atFirstContact)
        default: self
        }
    }

    /// Whether the bytes of the blob held so far are useless to a later attempt.
    package var spoilsPart: Bool {
        if case .mismatch = self { true } else { false }
    }

    /// Whether the same command may succeed later: also after a failure for which no retry waits long enough.
    package var mayPass: Bool {
        switch self {
        case .unreachable: true
        case .proxy(let fault): fault.mayPass
        default: isTransient
        }
    }

    /// Why TLS failed, if that is known.
    package var tlsFault: TLSFault? {
        guard case .tls(let code, let message) = self else { return nil }
        return TLSFault(code: code, message: message)
    }

    /// The time that the server asks clients to wait, if any.
    package var retryAfter: RetryAfter? {
        guard case .status(let failure) = self else { return nil }
        return failure.retryAfter
    }

    /// One sentence with the numbers.
    package var description: String {
        switch self {
        case .notStarted(let reason): "the request was not sent: \(Self.shown(reason))"
        case .nameResolution(Self.proxyCode, let message), .unreachable(Self.proxyCode, let message):
            "proxy: \(Self.shown(message))"
        case .nameResolution(_, let message), .unreachable(Self.hostCode, let message):
            "name resolution: \(Self.shown(message))"
        case .connection(_, let message), .unreachable(_, let message): "no response: \(Self.shown(message))"
        case .proxy(let fault): fault.description
        case .tls where tlsFault == .plainRequest: TLSFault.plainRequest.description
        case .tls(_, let message): "TLS: " + (tlsFault.map { Self.sentence($0, message) } ?? Self.shown(message))
        case .timedOut(let received, let seconds): "timed out after \(seconds) s and \(received) bytes"
        case .stalled(let received, let seconds, let address):
            "no progress for \(seconds) s" + (address.map { " from \(Printable.escaped($0))" } ?? "")
                + ", after \(received) bytes"
        case .cut(let received, let expected?): "the connection was cut after \(received) of \(expected) bytes"
        case .cut(let received, nil): "the connection was cut after \(received) bytes"
        case .status(let failure): failure.description
        case .redirect(let error): error.description
        case .tooLong(let limit): "the response is longer than \(limit) bytes"
        case .headTooLong(let limit): "the response's head is longer than \(limit) bytes"
        case .moreThanExpected(let expected): "the response has more than the \(expected) bytes of the descriptor"
        case .tooShort(let received, let expected): "the response ended after \(received) of \(expected) bytes"
        case .contradictoryLength(let declared, let expected):
            "the server announced \(declared) bytes, but the descriptor says \(expected)"
        case .html(let firstLine?): "a proxy or server sent HTML instead; its first line is '\(firstLine)'"
        case .html(nil): "a proxy or server sent HTML instead"
        case .encoded(let coding):
            "the server sent the content with Content-Encoding '\(Printable.escaped(coding))', which was not asked for"
        case .undecodable(let coding):
            "the response cannot be decoded from its Content-Encoding '\(Printable.escaped(coding))'"
        case .wrongSize(let expected, let actual): "the document has \(actual) bytes; its descriptor says \(expected)"
        case .mismatch(let expected, let actual): "the bytes have the digest \(actual), not \(expected)"
        }
    }

    /// libcurl's CURLE_COULDNT_RESOLVE_PROXY, which also stands for an address that it cannot read.
    private static let proxyCode = 5
    /// libcurl's CURLE_COULDNT_RESOLVE_HOST.
    private static let hostCode = 6

    /// The problem, and libcurl's words where they add a fact.
    private static func sentence(_ problem: TLSFault, _ message: String) -> String {
        guard problem != .plainHTTP, !message.isEmpty else { return problem.description }
        let prefix = "SSL certificate problem: "
        let known = message.utf8.starts(with: prefix.utf8) ? prefix.utf8.count : 0
        return "\(problem): " + shown(String(decoding: message.utf8.dropFirst(known), as: UTF8.self))
    }

    /// Hides the password of a proxy's address, which libcurl quotes as written.
    private static func shown(_ message: String) -> String {
        Printable.escaped(Redaction.userInformation(in: message))
    }
}
