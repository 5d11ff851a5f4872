#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a token server gave.
package struct TokenAnswer: Hashable, Sendable {
    /// The token for the registry.
    package let token: Secret
    /// What may be kept in place of the credential that was shown; `nil` where the server gives none.
    package let identityToken: Secret?
    /// How long it lives, from the answer on.
    package let lifetimeSeconds: Int

    /// What a token lives when its server does not say (distribution, "Token Authentication Specification").
    package static let defaultLifetimeSeconds = 60
    /// The longest answer that is read, in bytes.
    package static let mostBytes = 1 << 20

    /// Reads `{"token" or "access_token", "expires_in"}`.
    package init(parsing body: [UInt8]) throws(TokenAnswerError) {
        guard body.count <= Self.mostBytes else { throw .tooLong(bytes: body.count) }
        guard let document = try? JSONDecoder().decode(TokenDocument.self, from: Data(body)) else {
            throw .notJSON(firstLine: FirstLine.of(body))
        }
        guard let token = document.token else { throw .noToken }
        guard Self.isToken(token) else { throw .malformedToken }
        self.token = Secret(token)
        identityToken = document.identityToken.flatMap { Self.isToken($0) ? Secret($0) : nil }
        let lifetime = document.lifetimeSeconds ?? Self.defaultLifetimeSeconds
        lifetimeSeconds = lifetime > 0 ? min(lifetime, Self.longestLifetimeSeconds) : Self.defaultLifetimeSeconds
    }

    private static func isToken(_ text: String) -> Bool { text.utf8.allSatisfy { (0x21...0x7E).contains($0) } }

    private static let longestLifetimeSeconds = 366 * 86400
}
