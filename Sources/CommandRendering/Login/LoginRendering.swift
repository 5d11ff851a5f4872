import ImageResolver

/// What `resolve login` and `resolve logout` print: names and places, never a secret.
package enum LoginRendering {
    /// The line of a login for people.
    package static func line(_ login: LoginResult) -> String {
        "logged in to \(Shown.text(login.registry)) as '\(Shown.text(login.username))'; "
            + "kept in \(Shown.sentence(login.place))"
    }

    /// What the user should know of a login.
    package static func notes(_ login: LoginResult) -> [String] {
        var notes: [String] = []
        if !login.isChecked {
            notes.append("'\(login.registry)' lets everybody in, and has not looked at the credentials")
        }
        if login.helper == nil {
            let secret = login.isToken ? "token" : "password"
            notes.append(
                "the \(secret) is not encrypted in \(login.file); a credential helper (credsStore) would do that")
        }
        return notes
    }

    /// A login for programs.
    package static func json(_ login: LoginResult) -> JSONValue {
        .object([
            "registry": .text(login.registry), "username": .text(login.username), "file": .text(login.file),
            "helper": .optional(login.helper), "checked": .bool(login.isChecked),
            "identityToken": .bool(login.isToken),
        ])
    }

    /// The lines of a logout for people.
    package static func lines(_ logout: LogoutResult) -> [String] {
        guard !logout.places.isEmpty else { return ["not logged in to \(Shown.text(logout.registry))"] }
        return logout.places.map {
            "logged out of \(Shown.text(logout.registry)); taken from \(Shown.sentence($0))"
        }
    }

    /// A logout for programs.
    package static func json(_ logout: LogoutResult) -> JSONValue {
        .object(["registry": .text(logout.registry), "removed": .list(logout.places.map(JSONValue.text))])
    }
}
