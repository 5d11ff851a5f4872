import ErrorMapping

/// Decides where the redirects of one request lead, and which header fields each hop sends.
///
/// 301, 302, 303, 307 and 308 are followed. `Authorization` is sent only while scheme, host and port stay the same, and not
/// again once it was dropped; cookies and proxy fields are never forwarded. A registry may redirect to addresses as public as
/// itself or more so, not further inside (see ``AddressReach``).
package struct RedirectPolicy: Sendable {
    /// The most redirects that may follow one another.
    package static let mostHops = 10

    /// The number of redirects followed.
    package private(set) var hops = 0
    /// Whether a hop went to another origin than the first request: from then on no response counts as the registry's own, not
    /// even one from the registry's address, where the request arrives without authorization.
    package private(set) var isElsewhere = false

    private let first: WebAddress
    private let permitsLeavingTLS: Bool

    /// A policy for one request that is first sent to `first`; leaving TLS requires `--insecure`.
    package init(first: WebAddress, permitsLeavingTLS: Bool) {
        self.first = first
        self.permitsLeavingTLS = permitsLeavingTLS
    }

    /// The request to send after `request` got a response with `head`; `nil` when the response is not a redirect.
    package mutating func next(
        after request: HTTPRequest, head: HTTPHead
    ) throws(ResponseError) -> HTTPRequest? {
        guard [301, 302, 303, 307, 308].contains(head.status) else { return nil }
        guard hops < Self.mostHops else { throw .tooManyRedirects(limit: Self.mostHops) }
        let target = try request.url.location(in: head, for: .redirect)
        return try follow(request, to: target, status: head.status)
    }

    /// The request to send to `target`, where an earlier request like `request` was redirected.
    package mutating func follow(
        _ request: HTTPRequest, to target: WebAddress, status: Int = 307
    ) throws(ResponseError) -> HTTPRequest {
        try first.checkLink(.redirect, to: target, from: request.url, permitsLeavingTLS: permitsLeavingTLS)
        hops += 1
        isElsewhere = isElsewhere || !target.hasSameOrigin(as: first)
        return try rebuilt(request, for: target, status: status)
    }

    private func rebuilt(
        _ request: HTTPRequest, for target: WebAddress, status: Int
    ) throws(ResponseError) -> HTTPRequest {
        var next = request
        next.url = target
        let isSameOrigin = target.hasSameOrigin(as: request.url)
        next.headers = HTTPHeaders(request.headers.fields.filter { Self.isForwarded($0, isSameOrigin: isSameOrigin) })
        let becomesGet = request.method == .post ? [301, 302, 303].contains(status) : status == 303
        if becomesGet, request.method != .head {
            next.method = .get
            next.body = nil
            next.headers.remove("Content-Type")
        }
        // A form may hold a password. Uploaded content is different: a registry may have it stored elsewhere.
        guard next.body == nil || isSameOrigin || request.method != .post else { throw .foreignBody(target: target) }
        return next
    }

    // Another host gets only the fields that describe what is requested.
    private static func isForwarded(_ field: HTTPHeader, isSameOrigin: Bool) -> Bool {
        let name = field.name.asciiLowercased
        if ["cookie", "proxy-authorization", "host"].contains(name) { return false }
        return isSameOrigin
            || [
                "accept", "range", "if-range", "user-agent", "accept-encoding", "content-type", "content-range",
            ].contains(name)
    }
}

/// Reads the location where an upload continues from a registry's responses, under the same rules as for redirects.
package struct UploadLocationPolicy: Hashable, Sendable {
    /// The root of the registry's API.
    package let registry: WebAddress
    /// Whether the location may leave TLS (`--insecure`).
    package let permitsLeavingTLS: Bool

    /// The policy for the uploads to one registry.
    package init(registry: WebAddress, permitsLeavingTLS: Bool) {
        self.registry = registry
        self.permitsLeavingTLS = permitsLeavingTLS
    }

    /// The location named by `head`, a response from `address`; it is used exactly as written, including its query.
    package func location(_ head: HTTPHead, from address: WebAddress) throws(ResponseError) -> WebAddress {
        let target = try address.location(in: head, for: .upload)
        try registry.checkLink(.upload, to: target, from: address, permitsLeavingTLS: permitsLeavingTLS)
        return target
    }
}

extension WebAddress {
    /// The address in the `Location` of `head`, a response from this address.
    fileprivate func location(in head: HTTPHead, for link: ResponseError.Link) throws(ResponseError) -> WebAddress {
        guard let text = head.headers.first("Location") else { throw .missingLocation(link, status: head.status) }
        return try mapError({ ResponseError.malformedLocation(link, $0) }, try resolving(text))
    }

    /// Checks that this registry may send its clients from `source` to `target`.
    fileprivate func checkLink(
        _ link: ResponseError.Link, to target: WebAddress, from source: WebAddress, permitsLeavingTLS: Bool
    ) throws(ResponseError) {
        guard target.isSecure || !source.isSecure || permitsLeavingTLS else { throw .insecure(link, target: target) }
        guard reach.mayLead(to: target.reach) else { throw .inward(link, target: target) }
    }
}
