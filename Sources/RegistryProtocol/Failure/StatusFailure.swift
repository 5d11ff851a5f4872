/// A response whose status is an error, with the server's explanation.
package struct StatusFailure: Hashable, Sendable, CustomStringConvertible {
    /// The status code, after redirects.
    package let status: Int
    /// The explanation in the body.
    package let body: ErrorBody?
    /// The error in the challenge of a response that refuses a token.
    package let tokenRefusal: TokenRefusal?
    /// The time that the server asks clients to wait.
    package let retryAfter: RetryAfter?
    /// The quota, if the server names one.
    package let rateLimit: RateLimit?

    /// The facts of a response.
    package init(_ head: HTTPHead, body: ErrorBody? = nil) {
        status = head.status
        self.body = body
        tokenRefusal = [401, 403].contains(head.status) ? TokenRefusal(head.headers) : nil
        retryAfter = RetryAfter(head.headers)
        rateLimit = RateLimit(head.headers)
    }

    /// The kind of failure. Error codes are optional, so they only refine what the status leaves open.
    package var subject: FailureSubject {
        switch status {
        case 429: return .rateLimited
        case 404, 410: return .notFound
        case 401: return .credentials
        case 400, 403, 500...599: break
        default: return .network
        }
        if hasCode(["TOOMANYREQUESTS"]) { return .rateLimited }
        if hasCode(Self.unknownCodes) { return .notFound }
        return status == 403 ? .credentials : .network
    }

    /// Whether the body names an error that no repetition cures, whatever the status: docker-registry sends 500 with
    /// `MANIFEST_BLOB_UNKNOWN`.
    package var isFinal: Bool { hasCode(Self.unknownCodes + Self.refusalCodes) }

    private func hasCode(_ codes: [String]) -> Bool {
        codes.contains { body?.has(code: $0) == true }
    }

    private static let unknownCodes = ["NAME_UNKNOWN", "MANIFEST_UNKNOWN", "BLOB_UNKNOWN", "MANIFEST_BLOB_UNKNOWN"]
    private static let refusalCodes = [
        "MANIFEST_INVALID", "MANIFEST_UNVERIFIED", "NAME_INVALID", "TAG_INVALID", "DIGEST_INVALID", "SIZE_INVALID",
        "UNSUPPORTED",
    ]

    private static let secondsPerDay: Int64 = 86_400

    /// `status 429: TOOMANYREQUESTS: slow down (quota of 100 in 21600 s, 0 left)`.
    package var description: String { text(body?.description) }

    /// The description without the details of the server's errors.
    package var summary: String { text(body?.summary) }

    private func text(_ explanation: String?) -> String {
        var text = "status \(status)"
        if let explanation { text += ": \(explanation)" }
        if let tokenRefusal { text += ", \(tokenRefusal)" }
        if let rateLimit { text += " (\(rateLimit))" }
        if case .seconds(let seconds) = retryAfter {
            text += seconds > Self.secondsPerDay ? ", retry after more than a day" : ", retry after \(seconds) s"
        }
        return text
    }
}

/// The kinds of failure that callers distinguish; each maps to an exit status of its own.
package enum FailureSubject: Hashable, Sendable {
    /// A network or server fault, or a response refused for safety.
    case network
    /// The registry does not have the item.
    case notFound
    /// Credentials are missing, refused, or insufficient.
    case credentials
    /// The registry limits the request rate.
    case rateLimited
    /// The response is not a document of the requested kind.
    case malformed
    /// The bytes do not have the promised size or digest.
    case integrity
}
