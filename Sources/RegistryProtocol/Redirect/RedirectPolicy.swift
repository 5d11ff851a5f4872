/// Follows the redirects of one request, by hand: what goes along is decided anew for every hop.
///
/// 301, 302, 303, 307 and 308 are followed. `Authorization` goes along only while scheme, host and port stay the same, and
/// never comes back once it was dropped; cookies and what belongs to a proxy never go along. A registry may send its
/// clients to places as public as itself or more so, not further inside (see ``AddressReach``).
package struct RedirectPolicy: Sendable {
    /// How many redirects may follow each other.
    package static let mostHops = 10

    /// How many have been followed.
    package private(set) var hops = 0
    /// Whether a request went to another scheme, host or port than the first: from then on no status is the registry's word,
    /// not even at its own address, where the request comes without authorization.
    package private(set) var isElsewhere = false

    private let first: WebAddress
    private let permitsLeavingTLS: Bool

    /// A policy for one request that is first sent to `first`; leaving TLS takes the user's `--insecure`.
    package init(first: WebAddress, permitsLeavingTLS: Bool) {
        self.first = first
        self.permitsLeavingTLS = permitsLeavingTLS
    }

    /// The request to send after `head` answered `request`; `nil` when the answer is no redirect.
    package mutating func next(
        after request: HTTPRequest, head: HTTPHead
    ) throws(RedirectError) -> HTTPRequest? {
        guard [301, 302, 303, 307, 308].contains(head.status) else { return nil }
        guard hops < Self.mostHops else { throw .tooMany(limit: Self.mostHops) }
        guard let location = head.headers.first("Location") else { throw .missingLocation(status: head.status) }
        let target: WebAddress
        do {
            target = try request.url.resolving(location)
        } catch {
            throw .malformedLocation(error)
        }
        return try follow(request, to: target, status: head.status)
    }

    /// The request to send to `target`, where the registry has led one like `request` before.
    package mutating func follow(
        _ request: HTTPRequest, to target: WebAddress, status: Int = 307
    ) throws(RedirectError) -> HTTPRequest {
        try check(target, from: request.url)
        hops += 1
        isElsewhere = isElsewhere || !target.hasSameOrigin(as: first)
        return try rebuilt(request, for: target, status: status)
    }

    private func check(_ target: WebAddress, from source: WebAddress) throws(RedirectError) {
        guard target.isSecure || !source.isSecure || permitsLeavingTLS else { throw .insecure(target: target) }
        guard first.reach.mayLead(to: target.reach) else { throw .inward(target: target) }
    }

    private func rebuilt(
        _ request: HTTPRequest, for target: WebAddress, status: Int
    ) throws(RedirectError) -> HTTPRequest {
        var next = request
        next.url = target
        let isSameOrigin = target.hasSameOrigin(as: request.url)
        next.headers = HTTPHeaders(request.headers.fields.filter { Self.goesAlong($0, isSameOrigin: isSameOrigin) })
        let becomesGet = request.method == .post ? [301, 302, 303].contains(status) : status == 303
        if becomesGet, request.method != .head {
            next.method = .get
            next.body = nil
            next.headers.remove("Content-Type")
        }
        // A form may hold a password; what a registry is to keep it may have kept by another.
        guard next.body == nil || isSameOrigin || request.method != .post else { throw .foreignBody(target: target) }
        return next
    }

    // To another host go the fields that say what is asked, and none besides.
    private static func goesAlong(_ field: HTTPHeader, isSameOrigin: Bool) -> Bool {
        let name = field.name.asciiLowercased
        if ["cookie", "proxy-authorization", "host"].contains(name) { return false }
        return isSameOrigin
            || [
                "accept", "range", "if-range", "user-agent", "accept-encoding", "content-type", "content-range",
            ].contains(name)
    }
}
