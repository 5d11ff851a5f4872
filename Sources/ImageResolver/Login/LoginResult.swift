import ClientConfiguration

/// A login that is kept.
package struct LoginResult: Sendable {
    /// The registry: `docker.io` for all names of Docker Hub.
    package let registry: String
    /// The user's name.
    package let username: String
    /// The file and the key, or the helper, for people.
    package let place: String
    /// The configuration file.
    package let file: String
    /// The helper that keeps it; `nil` where the file itself does, which anybody can read who may read the file.
    package let helper: String?
    /// Whether the registry has looked at the credential.
    package let isChecked: Bool
    /// Whether a token of the registry's is kept, not the password.
    package let isToken: Bool
}

/// What became of a logout.
package struct LogoutResult: Sendable {
    /// The registry: `docker.io` for all names of Docker Hub.
    package let registry: String
    /// The places where there was a login, for people; none where there was nothing to be taken away.
    package let places: [String]
}
