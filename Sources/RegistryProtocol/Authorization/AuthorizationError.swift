import ImageModel

/// Why a registry does not let a request in.
package enum AuthorizationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It answered 401 and did not say what it wants.
    case noChallenge(registry: String)
    /// It wants something that is not spoken here.
    case unsupportedSchemes([String], registry: String)
    /// Its token server is not asked.
    case realm(RealmError, registry: String)
    /// It wants credentials, and there are none.
    case credentialsMissing(registry: String, StatusFailure?)
    /// It, or its token server, refused the credentials from `source`.
    case refused(registry: String, source: String, StatusFailure)
    /// Its token server gave no token, for a reason that is not the credential's.
    case token(TokenError, registry: String)
    /// A step came that does not follow from the last: a mistake of this program.
    case outOfOrder

    /// What kind of failure it is.
    package var subject: FailureSubject {
        switch self {
        case .noChallenge, .unsupportedSchemes, .credentialsMissing, .refused, .token(.refused, _): .credentials
        case .token(.failed(let failure), _): failure.subject == .rateLimited ? .rateLimited : .network
        case .realm, .token(.malformed, _), .outOfOrder: .network
        }
    }

    /// Whether the same request may succeed when it is sent again.
    package var isTransient: Bool {
        guard case .token(let error, _) = self else { return false }
        return error.isTransient
    }

    /// What went wrong, naming where a refused credential was found.
    package var description: String {
        switch self {
        case .noChallenge(let registry):
            "'\(Printable.escaped(registry))' answered 401 without saying which credentials it wants"
        case .unsupportedSchemes(let schemes, let registry):
            "'\(Printable.escaped(registry))' wants \(Printable.escaped(schemes.joined(separator: ", "))) authorization, "
                + "not Bearer or Basic"
        case .realm(let error, let registry): "'\(Printable.escaped(registry))': \(error)"
        case .credentialsMissing(let registry, let failure):
            "'\(Printable.escaped(registry))' wants credentials, and there are none for it"
                + (failure.map { " (\($0))" } ?? "")
        case .refused(let registry, let source, let failure):
            "'\(Printable.escaped(registry))' refused the credentials from \(source) (\(failure))"
        case .token(let error, let registry): "'\(Printable.escaped(registry))': \(error)"
        case .outOfOrder: "a step of the authorization came out of order"
        }
    }
}
