/// The ways in which a client can authenticate.
package enum Credential: Hashable, Sendable {
    /// A user name and a password.
    case basic(username: String, password: Secret)
    /// A token that a token server exchanges for an access token (OAuth's refresh token).
    case identityToken(Secret)
    /// A token that is sent to the registry itself.
    case bearer(Secret)
    /// No credential.
    case anonymous
}

/// A credential with the location where it was found.
package struct SourcedCredential: Hashable, Sendable {
    /// The credential for the registry or its token server.
    package let credential: Credential
    /// The file and key, or the helper program, that errors and warnings name.
    package let source: String

    /// A credential found in `source`.
    package init(_ credential: Credential, source: String) {
        self.credential = credential
        self.source = source
    }

    /// The source of a credential in the options of a command.
    package static let commandLine = "the command line"

    /// No credential.
    package static let anonymous = SourcedCredential(.anonymous, source: "anonymous access")
}

/// A password or a token. It prints as `<redacted>`, also when it is dumped.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself, only for the request or the process that needs it.
    package let revealed: String

    /// Hides `text`.
    package init(_ text: String) {
        revealed = text
    }

    /// `<redacted>`.
    package var description: String { "<redacted>" }

    /// `<redacted>`.
    package var debugDescription: String { description }

    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension HTTPHeader {
    /// `Authorization: Basic …` (RFC 7617).
    static func basicAuthorization(username: String, password: Secret) -> HTTPHeader {
        HTTPHeader(name: "Authorization", value: "Basic \(Base64.encoded("\(username):\(password.revealed)".utf8))")
    }

    /// `Authorization: Bearer …` (RFC 6750).
    static func bearerAuthorization(_ token: Secret) -> HTTPHeader {
        HTTPHeader(name: "Authorization", value: "Bearer \(token.revealed)")
    }
}
