import ErrorMapping
import ImageModel
import MirrorModel
import RegistryProtocol

/// Stores and removes logins, in Docker's file or with the helper that the file names for the registry.
///
/// A file that cannot be read is never written.
package struct LoginStore: Sendable {
    /// The file's path.
    package let path: String
    private let environment: ClientEnvironment
    private let timeoutSeconds: Int

    /// The store selected by `--auth-file`, `REGISTRY_AUTH_FILE`, `DOCKER_CONFIG` or the home directory.
    ///
    /// A helper may run for `helperTimeoutSeconds`, since it may have to prompt the user.
    package init(
        environment: ClientEnvironment, authFile: String? = nil, helperTimeoutSeconds: Int = 60
    ) throws(CredentialError) {
        guard let path = CredentialFile.pathForLogins(environment: environment, authFile: authFile) else {
            throw CredentialError(.noLocation)
        }
        self.path = path
        self.environment = environment
        timeoutSeconds = helperTimeoutSeconds
    }

    /// Where a login for the registry of `reference` would be stored: an entry of the file, or a helper.
    package func location(for reference: Reference) throws(CredentialError) -> CredentialLocation {
        let bytes = try contents()
        _ = try file(parsing: bytes)
        let step = CredentialPlan.helper(
            in: try mapError(forLogin, try CredentialDocument(parsing: bytes)), path: path, reference: reference)
        guard case .helper(let helper, let location) = step else {
            return CredentialLocation(path: path, part: .entry(key: CredentialKey.loginKey(of: reference)))
        }
        guard let name = helper else { throw CredentialError(.helperIsNoText, at: location) }
        _ = try mapError(forLogin, try CredentialHelper(named: name))
        return location
    }

    /// Saves `login` for the registry of `reference`, and returns its location.
    package func save(_ login: Login, for reference: Reference) async throws(CredentialError) -> CredentialLocation {
        let location = try self.location(for: reference)
        if let helper = location.helperName {
            let input = login.helperInput(server: CredentialKey.loginKey(of: reference))
            try await run(helper, .store, input, at: location)
        }
        // Read after the helper has run, which may have waited for its user.
        var file = try file(parsing: try contents())
        if location.helperName == nil { file.store(login, for: reference) } else { file.noteHelper(for: reference) }
        try write(file)
        return location
    }

    /// Removes the login for the registry of `reference`, and returns the locations where there was one.
    package func remove(_ reference: Reference) async throws(CredentialError) -> [CredentialLocation] {
        let location = try self.location(for: reference)
        var removed: [CredentialLocation] = []
        if let helper = location.helperName, try await remove(reference, from: helper, location) {
            removed.append(location)
        }
        var file = try file(parsing: try contents())
        let keys = file.keys(of: reference)
        if file.remove(reference) {
            try write(file)
            // An entry beside a helper's login only records that the login exists.
            if location.helperName == nil || removed.isEmpty {
                removed += keys.map { CredentialLocation(path: path, part: .entry(key: $0)) }
            }
        }
        return removed
    }

    private func remove(
        _ reference: Reference, from helper: String, _ location: CredentialLocation
    ) async throws(CredentialError) -> Bool {
        var isRemoved = false
        for server in CredentialKey.serverAddresses(of: reference) {
            let input = Array(server.utf8)
            // Helpers differ in how they respond to `erase` for an unknown server.
            let answer = try await answer(of: helper, .get, input, at: location)
            guard try mapError(adding(location), try answer.credential()) != nil else { continue }
            try await run(helper, .erase, input, at: location)
            isRemoved = true
        }
        return isRemoved
    }

    private func run(
        _ helper: String, _ verb: CredentialHelper.Verb, _ input: [UInt8], at location: CredentialLocation
    ) async throws(CredentialError) {
        let answer = try await answer(of: helper, verb, input, at: location)
        try mapError(adding(location), try answer.checkSuccess())
    }

    private func answer(
        of helper: String, _ verb: CredentialHelper.Verb, _ input: [UInt8], at location: CredentialLocation
    ) async throws(CredentialError) -> HelperAnswer {
        let program = try mapError(adding(location), try CredentialHelper(named: helper))
        return try await mapError(
            adding(location),
            awaiting: try await program.run(
                verb, input: input, variables: environment.variables, timeoutSeconds: timeoutSeconds))
    }

    private func adding(_ location: CredentialLocation) -> (CredentialError) -> CredentialError {
        { $0.located(at: location) }
    }

    private func contents() throws(CredentialError) -> [UInt8] {
        try mapError(fileError, try ConfigurationFile.bytes(of: path)) ?? []
    }

    private func file(parsing bytes: [UInt8]) throws(CredentialError) -> LoginFile {
        try mapError(forLogin, try LoginFile(parsing: bytes))
    }

    private func write(_ file: LoginFile) throws(CredentialError) {
        try mapError(fileError, try ConfigurationFile.replace(path, with: file.bytes))
    }

    private func fileError(_ error: ConfigurationError) -> CredentialError {
        CredentialError(.file(error.problem), at: CredentialLocation(path: path))
    }

    /// A malformed file is reported together with the fact that it was not changed.
    private func forLogin(_ error: CredentialError) -> CredentialError {
        CredentialError(
            error.problem == .malformed ? .malformedAndUnchanged : error.problem, at: CredentialLocation(path: path))
    }
}
