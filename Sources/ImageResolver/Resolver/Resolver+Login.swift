import ClientConfiguration
import ImageModel
import RegistryClient
import RegistryProtocol

extension Resolver {
    /// Shows a name and a password to a registry, and keeps them where Docker does, unless they are refused.
    ///
    /// Where they would be kept is found out first: no password is sent for nothing.
    package func login(
        to registry: String, username: String, password: String
    ) async throws(ResolverError) -> LoginResult {
        try await concerning(registry) { host throws(ResolverError) in
            guard !username.isEmpty, !username.utf8.contains(UInt8(ascii: ":")), !password.isEmpty else {
                throw ResolverError(.usage, "a login needs a user name without a colon, and a password")
            }
            guard !options.offline else {
                throw ResolverError(.usage, "a login is checked with the registry, and --offline asks nobody")
            }
            let password = Secret(password)
            let store = try await loginStore()
            try await keeping { () throws(LoginError) in _ = try store.place(for: host.reference) }
            let answer = try await checked(
                .basic(username: username, password: password), at: host.reference, named: registry)
            let login = Login(
                username: username, secret: answer.identityToken ?? password, isToken: answer.identityToken != nil)
            let place = try await keeping { () async throws(LoginError) in
                try await store.keep(login, for: host.reference)
            }
            return LoginResult(
                registry: host.reference.registry, username: username, place: place.description, file: place.path,
                helper: place.helperName, isChecked: answer.isChecked, isToken: login.isToken)
        }
    }

    /// Takes the login for a registry away, from where ``login(to:username:password:)`` keeps it.
    package func logout(of registry: String) async throws(ResolverError) -> LogoutResult {
        try await concerning(registry) { host throws(ResolverError) in
            let store = try await loginStore()
            let dropped = try await keeping { () async throws(LoginError) in
                try await store.drop(host.reference)
            }
            for credential in await network.credentials(for: host.reference) {
                events(.warning("there are still credentials for '\(host.reference.registry)': \(credential.source)"))
            }
            return LogoutResult(registry: host.reference.registry, places: dropped.map(\.description))
        }
    }

    /// Does `work` for the registry that `text` names; errors name it, too.
    private func concerning<Value: Sendable>(
        _ text: String, _ work: @escaping @Sendable (RegistryHost) async throws(ResolverError) -> Value
    ) async throws(ResolverError) -> Value {
        try await bounded(text) { () async throws(ResolverError) in
            var registry = text
            do throws(ResolverError) {
                let host = try RegistryHost(parsing: text)
                registry = host.reference.registry
                return try await work(host)
            } catch {
                throw error.concerning(image: text, registry: registry)
            }
        }
    }

    private func checked(
        _ credential: Credential, at reference: Reference, named text: String
    ) async throws(ResolverError) -> LoginAnswer {
        let shown = SourcedCredential(credential, source: "the command line")
        let session = try await network.login(to: reference, showing: shown, image: text)
        do throws(FetchError) {
            return try await session.login()
        } catch {
            throw ResolverError(fetch: error)
        }
    }

    private func loginStore() async throws(ResolverError) -> LoginStore {
        try await keeping { () throws(LoginError) in
            try LoginStore(environment: ClientEnvironment(options), authFile: options.authFile)
        }
    }

    private func keeping<Value>(_ work: () async throws(LoginError) -> Value) async throws(ResolverError) -> Value {
        do throws(LoginError) {
            return try await work()
        } catch {
            throw ResolverError(login: error)
        }
    }
}

extension ResolverError {
    /// Why a login cannot be kept, as the command line sorts it.
    fileprivate init(login error: LoginError) {
        switch error.subject {
        case .usage: self.init(.usage, error.description)
        case .configuration: self.init(.malformed, error.description)
        case .storage: self.init(.disk, error.description)
        }
    }
}

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

/// A registry by itself, as `login` and `logout` name it.
struct RegistryHost: Sendable {
    /// A repository of the registry: what is asked and configured of registries goes by images.
    let reference: Reference

    /// Reads `host[:port]`; the addresses that Docker's file has for keys are understood, too.
    init(parsing text: String) throws(ResolverError) {
        if text.utf8.starts(with: "http://".utf8) {
            throw ResolverError(
                .usage, "'\(Printable.escaped(text))': a registry is named without 'http://'",
                hint: "--plain-http speaks plain HTTP to it")
        }
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if text.utf8.starts(with: "https://".utf8) { parts.removeFirst(2) }
        if parts.last == "" { parts.removeLast() }
        if parts.count == 2, ["v1", "v2"].contains(parts[1]) { parts.removeLast() }
        guard parts.count == 1, let host = parts.first, !host.isEmpty else {
            throw ResolverError(
                .usage, "'\(Printable.escaped(text))' is not a registry: one is named as host[:port], without a path")
        }
        let reference: Reference
        do throws(ReferenceError) {
            reference = try Reference(parsing: "\(host)/login")
        } catch {
            throw ResolverError(.usage, "'\(Printable.escaped(text))' is not a registry: \(error)")
        }
        // A word without a dot, a port and capitals is read as a part of a repository's name.
        guard reference.repository == "login" || reference.repository == "library/login" else {
            throw ResolverError(
                .usage, "'\(Printable.escaped(text))' is not a registry: its name has a dot or a port, or is localhost")
        }
        self.reference = reference
    }
}
