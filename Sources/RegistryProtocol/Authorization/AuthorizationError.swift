import ImageModel

/// Why a registry does not authorize a request.
package struct AuthorizationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened.
    package enum Cause: Hashable, Sendable {
        /// The registry returned 401 without a challenge.
        case noChallenge
        /// The registry requires an unsupported authentication scheme.
        case unsupportedSchemes([String])
        /// The challenge names no token server.
        case noTokenServer
        /// The token server's address is not usable.
        case malformedTokenServer(WebAddressError)
        /// The token server would be contacted over plain HTTP.
        case insecureTokenServer(WebAddress)
        /// The token server is private, link-local or loopback, and the registry is not.
        case inwardTokenServer(WebAddress)
        /// The registry requires credentials, and none are available.
        case credentialsMissing(StatusFailure?)
        /// The registry, or its token server, refused the credentials from `source`.
        case refused(source: String, StatusFailure)
        /// The token for the credentials from `source`, or for no credentials (`nil`), does not grant all of `scope`, which the
        /// request needs.
        case insufficientScope(source: String?, scope: String, StatusFailure)
        /// The token server refused the credential, or requires one (400, 401, 403).
        case tokenRefused(StatusFailure)
        /// The token request failed for a reason that is not the credential.
        case tokenRequest(TransferFailure)
        /// The token server's response is longer than `limit` bytes.
        case tokenResponseTooLong(bytes: Int, limit: Int)
        /// The token server's response is not a JSON object; `firstLine` is escaped. No more is kept: it may hold a token.
        case tokenResponseNotJSON(firstLine: String?)
        /// The token server's response has neither `token` nor `access_token`.
        case noToken
        /// The token contains a character that is not allowed in a header.
        case malformedToken
        /// An event arrived in the wrong state: a programming error.
        case outOfOrder
    }

    /// The registry's name, for display.
    package let registry: String
    /// What happened.
    package let cause: Cause

    /// An error of the given registry.
    package init(_ registry: String, _ cause: Cause) {
        self.registry = registry
        self.cause = cause
    }

    /// The kind of failure.
    package var subject: FailureSubject {
        switch cause {
        case .noChallenge, .unsupportedSchemes, .credentialsMissing, .refused, .insufficientScope, .tokenRefused:
            .credentials
        case .tokenRequest(let failure): failure.subject == .rateLimited ? .rateLimited : .network
        case .noTokenServer, .malformedTokenServer, .insecureTokenServer, .inwardTokenServer, .tokenResponseTooLong,
            .tokenResponseNotJSON, .noToken, .malformedToken, .outOfOrder:
            .network
        }
    }

    /// The failure of a token request, which ``RetryPolicy`` judges like that of any other request.
    package var tokenRequestFailure: TransferFailure? {
        guard case .tokenRequest(let failure) = cause else { return nil }
        return failure
    }

    /// Whether the same request may succeed when it is sent again.
    package var isTransient: Bool { tokenRequestFailure?.mayPass ?? false }

    /// What happened, with the location of refused credentials.
    package var description: String {
        let name = "'\(Printable.escaped(registry))'"
        return switch cause {
        case .noChallenge: "\(name) returned 401 without a challenge"
        case .unsupportedSchemes(let schemes):
            "\(name) requires \(Printable.escaped(schemes.joined(separator: ", "))) authorization, not Bearer or Basic"
        case .noTokenServer: "\(name): the challenge names no token server"
        case .malformedTokenServer(let error): "\(name): the token server's address is refused: \(error)"
        case .insecureTokenServer(let realm):
            "\(name): the token server '\(realm)' is refused: its address is not https"
        case .inwardTokenServer(let realm):
            "\(name): the token server '\(realm)' is refused: "
                + "a public registry must not name a private, link-local or loopback address"
        case .credentialsMissing(let failure):
            "\(name) requires credentials, but none were found" + (failure.map { " (\($0))" } ?? "")
        case .refused(let source, let failure): "\(name) refused the credentials from \(source) (\(failure))"
        case .insufficientScope(let source?, let scope, let failure):
            "\(name): the token for the credentials from \(source) lacks \(TokenScope(scope).rights) (\(failure))"
        case .insufficientScope(nil, let scope, let failure):
            "\(name) requires credentials, but none were found: a token without them lacks "
                + "\(TokenScope(scope).rights) (\(failure))"
        case .tokenRefused(let failure): "\(name): the token server refused: \(failure)"
        case .tokenRequest(let failure): "\(name): the token server failed: \(failure)"
        case .tokenResponseTooLong(let bytes, let limit):
            "\(name): the token server's response has \(bytes) bytes, more than \(limit)"
        case .tokenResponseNotJSON(let firstLine?):
            "\(name): the token server's response is not JSON; its first line is '\(firstLine)'"
        case .tokenResponseNotJSON(nil): "\(name): the token server's response is empty"
        case .noToken: "\(name): the token server's response has neither 'token' nor 'access_token'"
        case .malformedToken: "\(name): the token server's token has characters that are not allowed in a header"
        case .outOfOrder: "an authorization event arrived out of order"
        }
    }
}
