/// An answer whose status is an error, with what the server says about it.
package struct StatusFailure: Hashable, Sendable, CustomStringConvertible {
    /// The status code, after redirects.
    package let status: Int
    /// What the body says.
    package let body: ErrorBody?
    /// When the server may be asked again.
    package let retryAfter: RetryAfter?
    /// The quota, where the server names one.
    package let rateLimit: RateLimit?

    /// The facts of an answer.
    package init(_ head: HTTPHead, body: ErrorBody? = nil) {
        status = head.status
        self.body = body
        retryAfter = RetryAfter(head.headers)
        rateLimit = RateLimit(head.headers)
    }

    /// What kind of failure it is. Registries' codes only refine what the status leaves open: they are optional.
    package var subject: FailureSubject {
        switch status {
        case 429: return .rateLimited
        case 404, 410: return .notFound
        case 401: return .credentials
        case 400, 403: break
        default: return .network
        }
        if body?.has(code: "TOOMANYREQUESTS") == true { return .rateLimited }
        let unknown = ["NAME_UNKNOWN", "MANIFEST_UNKNOWN", "BLOB_UNKNOWN"]
        if unknown.contains(where: { body?.has(code: $0) == true }) { return .notFound }
        return status == 403 ? .credentials : .network
    }

    /// Whether asking again may help: 408, 429, 500, 502, 503, 504 and 520–529, which are a CDN's.
    package var isTransient: Bool {
        [408, 429, 500, 502, 503, 504].contains(status) || (520...529).contains(status)
    }

    /// `status 429: TOOMANYREQUESTS: slow down (quota of 100 in 21600 s, 0 left)`.
    package var description: String {
        var text = "status \(status)"
        if let body { text += ": \(body)" }
        if let rateLimit { text += " (\(rateLimit))" }
        if case .seconds(let seconds) = retryAfter { text += ", to be asked again after \(seconds) s" }
        return text
    }
}
