import ImageResolver

/// The output of `resolve login` and `resolve logout`; it never contains a secret.
package enum LoginRendering {
    /// The line that reports a login.
    package static func line(_ login: LoginResult) -> String {
        "logged in to \(Shown.text(login.registry)) as '\(Shown.text(login.username))'; "
            + "stored in \(Shown.sentence(login.location))"
    }

    /// Warnings about a login.
    package static func notes(_ login: LoginResult) -> [String] {
        var notes: [String] = []
        if !login.isChecked {
            notes.append("'\(login.registry)' does not require authentication, so the credentials were not verified")
        }
        if login.helper == nil {
            let secret = login.isToken ? "token" : "password"
            notes.append(
                "the \(secret) is stored unencrypted in \(login.file); configure a credential helper (credsStore) to avoid this"
            )
        }
        return notes
    }

    /// A login for `--json`.
    package static func json(_ login: LoginResult) -> JSONValue {
        .object([
            "registry": .text(login.registry), "username": .text(login.username), "file": .text(login.file),
            "helper": .optional(login.helper), "checked": .bool(login.isChecked),
            "identityToken": .bool(login.isToken),
        ])
    }

    /// The lines that report a logout.
    package static func lines(_ logout: LogoutResult) -> [String] {
        guard !logout.locations.isEmpty else { return ["not logged in to \(Shown.text(logout.registry))"] }
        return logout.locations.map {
            "logged out of \(Shown.text(logout.registry)); removed from \(Shown.sentence($0))"
        }
    }

    /// A logout for `--json`.
    package static func json(_ logout: LogoutResult) -> JSONValue {
        .object(["registry": .text(logout.registry), "removed": .list(logout.locations.map(JSONValue.text))])
    }
}
