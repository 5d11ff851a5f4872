import ImageModel

/// A registry that another one has redirected a request to, and that sends a challenge of its own.
///
/// It is authorized by itself: with its own token server and its own credentials, never with those of the registry that
/// redirected.
package struct RedirectedRegistry: Hashable, Sendable {
    /// The repository at this registry; it selects the credentials.
    package let reference: Reference
    /// The facts for the authorization of the request.
    package let context: AuthorizationContext
    /// Whether stored credentials may be used: only if nothing on the way can read them or pose as the registry.
    package let mayUseCredentials: Bool

    /// The registry at `address`, if `head` is the challenge of one; `nil` for any other response.
    ///
    /// `isServerChecked` says whether certificates are checked and plain HTTP is refused.
    package init?(challenging head: HTTPHead, at address: WebAddress, isServerChecked: Bool) {
        let challenges = Challenge.all(in: head.headers)
        guard head.status == 401, challenges.contains(where: { ["bearer", "basic"].contains($0.scheme) }),
            let repository = Self.repository(in: address),
            let reference = try? Reference(parsing: "\(address.authorityText)/\(repository)")
        else { return nil }
        self.reference = reference
        mayUseCredentials = address.isLoopback || (address.isSecure && isServerChecked)
        context = AuthorizationContext(
            registryName: address.authorityText, registry: WebAddress(address, target: Array("/v2".utf8)),
            scope: "repository:\(repository):pull", permitsInsecureRealm: !isServerChecked && !mayUseCredentials)
    }

    /// The repository in `/v2/NAME/manifests/…` or `/v2/NAME/blobs/…`.
    private static func repository(in address: WebAddress) -> String? {
        let path = address.pathAndQuery.utf8.prefix { $0 != UInt8(ascii: "?") }
        let segments = path.split(separator: UInt8(ascii: "/")).map { String(decoding: Array($0), as: UTF8.self) }
        guard segments.count >= 4, segments[0] == "v2", ["manifests", "blobs"].contains(segments[segments.count - 2])
        else { return nil }
        return segments[1..<(segments.count - 2)].joined(separator: "/")
    }
}
