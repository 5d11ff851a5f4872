#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The content of a token server's response.
package struct TokenResponse: Hashable, Sendable {
    /// The token for the registry.
    package let token: Secret
    /// A token to store in place of the credential; `nil` if the server sent none.
    package let identityToken: Secret?
    /// The token's lifetime, from the response on.
    package let lifetimeSeconds: Int

    /// The lifetime of a token whose server names none (distribution, "Token Authentication Specification").
    package static let defaultLifetimeSeconds = 60
    /// The longest response that is read, in bytes.
    package static let mostBytes = 1 << 20

    /// Reads `{"token" or "access_token", "expires_in", "refresh_token"}`; `registry` is named in errors.
    package init(parsing body: [UInt8], registry: String) throws(AuthorizationError) {
        guard body.count <= Self.mostBytes else {
            throw AuthorizationError(registry, .tokenResponseTooLong(bytes: body.count, limit: Self.mostBytes))
        }
        guard let document = try? JSONDecoder().decode(TokenDocument.self, from: Data(body)) else {
            throw AuthorizationError(registry, .tokenResponseNotJSON(firstLine: ErrorBody.firstLine(of: body)))
        }
        guard let token = document.token else { throw AuthorizationError(registry, .noToken) }
        guard Self.isToken(token) else { throw AuthorizationError(registry, .malformedToken) }
        self.token = Secret(token)
        identityToken = document.identityToken.flatMap { Self.isToken($0) ? Secret($0) : nil }
        let lifetime = document.lifetimeSeconds ?? Self.defaultLifetimeSeconds
        lifetimeSeconds = lifetime > 0 ? min(lifetime, Self.longestLifetimeSeconds) : Self.defaultLifetimeSeconds
    }

    private static func isToken(_ text: String) -> Bool { text.utf8.allSatisfy { (0x21...0x7E).contains($0) } }

    private static let longestLifetimeSeconds = 366 * 86400
}

/// The relevant members of a token server's response. A member of an unexpected type counts as absent.
private struct TokenDocument: Decodable {
    /// `token`, or `access_token` under OAuth's name.
    let token: String?
    /// `refresh_token`.
    let identityToken: String?
    /// `expires_in`, a number or a text with a number in it.
    let lifetimeSeconds: Int?

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        func text(_ key: Key) -> String? {
            guard let text = try? values.decode(String.self, forKey: key), !text.isEmpty else { return nil }
            return text
        }
        token = text(.token) ?? text(.accessToken)
        identityToken = text(.identityToken)
        if let number = try? values.decode(Double.self, forKey: .lifetime) {
            lifetimeSeconds = Int(exactly: number.rounded(.down))
        } else {
            lifetimeSeconds = text(.lifetime)?.decimalNumber.flatMap { Int(exactly: $0) }
        }
    }

    private enum Key: String, CodingKey {
        case token
        case accessToken = "access_token"
        case identityToken = "refresh_token"
        case lifetime = "expires_in"
    }
}

/// A token with the time until which it is used. All times are in seconds on one clock of the caller's.
package struct AccessToken: Hashable, Sendable {
    /// The token itself.
    package let secret: Secret
    /// The identity token that came with it.
    package let identityToken: Secret?
    /// The time from which on a new token is fetched: shortly before this one expires.
    package let renewalSeconds: Double

    /// A token received at `nowSeconds`.
    ///
    /// A quarter of the lifetime is left unused, at most 30 s: requests take time, and clocks differ. The server's `issued_at` is
    /// ignored because it refers to another clock.
    package init(_ response: TokenResponse, nowSeconds: Double) {
        secret = response.token
        identityToken = response.identityToken
        let lifetime = Double(response.lifetimeSeconds)
        renewalSeconds = nowSeconds + lifetime - min(30, lifetime / 4)
    }

    /// Whether the token may still be used at `nowSeconds`.
    package func isFresh(nowSeconds: Double) -> Bool { nowSeconds < renewalSeconds }
}

/// Where a token came from, which decides the meaning of its refusal.
package enum TokenOrigin: Hashable, Sendable {
    /// The cache: it may have expired or been revoked since.
    case cached
    /// The token server, just now.
    case fetched
}

/// The tokens that can be reused. Times are in seconds on one clock of the caller's.
package struct TokenCache: Sendable {
    private var tokens: [TokenDemand: AccessToken] = [:]

    /// An empty cache.
    package init() {}

    /// The token for `demand` that may still be used at `nowSeconds`, unless it is the one that was just `refused`.
    package func token(for demand: TokenDemand, nowSeconds: Double, unless refused: Secret? = nil) -> AccessToken? {
        guard let token = tokens[demand], token.isFresh(nowSeconds: nowSeconds), token.secret != refused else {
            return nil
        }
        return token
    }

    /// Stores `token` for `demand` and removes expired ones.
    package mutating func store(_ token: AccessToken, for demand: TokenDemand, nowSeconds: Double) {
        tokens = tokens.filter { $0.value.isFresh(nowSeconds: nowSeconds) }
        tokens[demand] = token
    }
}
