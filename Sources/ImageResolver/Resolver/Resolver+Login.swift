import ClientConfiguration
import ErrorMapping
import ImageModel
import RegistryClient
import RegistryProtocol

/// A login that was stored.
package struct LoginResult: Sendable {
    /// The registry: `docker.io` for all names of Docker Hub.
    package let registry: String
    /// The user name.
    package let username: String
    /// The file and key, or the helper, as shown to people.
    package let location: String
    /// The configuration file.
    package let file: String
    /// The helper that stores it; `nil` for the file itself, which everyone who can read the file can use.
    package let helper: String?
    /// Whether the registry has checked the credential.
    package let isChecked: Bool
    /// Whether a token from the registry is stored instead of the password.
    package let isToken: Bool
}

/// The result of a logout.
package struct LogoutResult: Sendable {
    /// The registry: `docker.io` for all names of Docker Hub.
    package let registry: String
    /// The files or helpers that a login was removed from, as shown to people; empty if there was none.
    package let locations: [String]
}

extension Resolver {
    /// Checks a user name and password with a registry, and stores them where Docker does unless they are refused.
    ///
    /// The storage is determined first, so no password is sent if it could not be stored.
    package func login(
        to registry: String, username: String, password: String
    ) async throws(ResolverError) -> LoginResult {
        let host = try RegistryHost(parsing: registry)
        return try await bounded(registry, at: host.reference.registry) { () async throws(ResolverError) in
            guard !username.isEmpty, !username.utf8.contains(UInt8(ascii: ":")), !password.isEmpty else {
                throw ResolverError(.usage, "a login needs a user name without a colon, and a password")
            }
            try requireNetwork("a login is checked with the registry")
            let password = Secret(password)
            let store = try loginStore()
            _ = try mapError(ResolverError.init(login:), try store.location(for: host.reference))
            let answer = try await check(
                .basic(username: username, password: password), at: host.reference, named: registry)
            let login = Login(
                username: username, secret: answer.identityToken ?? password, isToken: answer.identityToken != nil)
            let location = try await mapError(
                ResolverError.init(login:), awaiting: try await store.save(login, for: host.reference))
            return LoginResult(
                registry: host.reference.registry, username: username, location: location.description,
                file: location.path, helper: location.helperName, isChecked: answer.isChecked, isToken: login.isToken)
        }
    }

    /// Removes the login for a registry that ``login(to:username:password:)`` has stored.
    package func logout(of registry: String) async throws(ResolverError) -> LogoutResult {
        let host = try RegistryHost(parsing: registry)
        return try await bounded(registry, at: host.reference.registry) { () async throws(ResolverError) in
            let store = try loginStore()
            let removed = try await mapError(
                ResolverError.init(login:), awaiting: try await store.remove(host.reference))
            for credential in await network.credentials(for: host.reference) {
                events(.warning("there are still credentials for '\(host.reference.registry)': \(credential.source)"))
            }
            return LogoutResult(registry: host.reference.registry, locations: removed.map(\.description))
        }
    }

    private func check(
        _ credential: Credential, at reference: Reference, named text: String
    ) async throws(ResolverError) -> LoginOutcome {
        let sourced = SourcedCredential(credential, source: SourcedCredential.commandLine)
        let session = try await network.login(to: reference, showing: sourced, image: text)
        return try await mapError(ResolverError.init(registry:), awaiting: try await session.login())
    }

    private func loginStore() throws(ResolverError) -> LoginStore {
        try mapError(
            ResolverError.init(login:),
            try LoginStore(environment: ClientEnvironment(options), authFile: options.authFile))
    }
}

/// The name of a registry, as `login` and `logout` accept it.
struct RegistryHost: Sendable {
    /// A repository of the registry, because requests and configuration are per repository.
    let reference: Reference

    /// Parses `host[:port]`, and the addresses that Docker's configuration file uses as keys.
    init(parsing text: String) throws(ResolverError) {
        reference = try mapError(ResolverError.concerning(text, registry: text), try Self.reference(text))
    }

    private static func reference(_ text: String) throws(ResolverError) -> Reference {
        if let user = UserInformation(in: text) {
            throw ResolverError(
                .usage, "a user name and a password are not part of the name of a registry",
                hint: "resolve login \(Printable.escaped(user.remainder)) -u USER --password-stdin")
        }
        let quoted = "'\(Printable.escaped(text))'"
        if text.utf8.starts(with: "http://".utf8) {
            throw ResolverError(
                .usage, "\(quoted): the name of a registry does not contain 'http://'",
                hint: "--plain-http uses plain HTTP for it")
        }
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if text.utf8.starts(with: "https://".utf8) { parts.removeFirst(2) }
        if parts.last == "" { parts.removeLast() }
        if parts.count == 2, ["v1", "v2"].contains(parts[1]) { parts.removeLast() }
        guard parts.count == 1, let host = parts.first, !host.isEmpty else {
            throw ResolverError(.usage, "\(quoted) is not a registry: the form is host[:port], without a path")
        }
        let reference = try mapError(
            { (error: ReferenceError) in ResolverError(.usage, "\(quoted) is not a registry: \(error)") },
            try Reference(parsing: "\(host)/login"))
        // A first component without a dot, a port or capitals is part of a repository's name.
        guard reference.repository == "login" || reference.repository == "library/login" else {
            throw ResolverError(
                .usage, "\(quoted) is not a registry: its name must have a dot or a port, or be localhost")
        }
        return reference
    }
}

extension ResolverError {
    /// An error of the storage for logins.
    fileprivate init(login error: CredentialError) {
        switch error.subject {
        case .usage: self.init(.usage, error.description)
        case .configuration: self.init(.malformed, error.description)
        case .storage: self.init(.disk, error.description)
        }
    }
}
