import ImageModel
import RegistryProtocol

/// Keeps logins, and takes them away: in Docker's file, or with the helper that the file names for the registry.
///
/// A file that cannot be read is never written.
package struct LoginStore: Sendable {
    /// The file's path.
    package let path: String
    private let environment: ClientEnvironment
    private let timeoutSeconds: Int

    /// The store that `--auth-file`, `REGISTRY_AUTH_FILE`, `DOCKER_CONFIG` or the home folder names; a helper gets
    /// `helperTimeoutSeconds`: it may have to ask its user.
    package init(
        environment: ClientEnvironment, authFile: String? = nil, helperTimeoutSeconds: Int = 60
    ) throws(LoginError) {
        guard let path = CredentialPlace.forLogins(environment: environment, authFile: authFile) else {
            throw .noPlace
        }
        self.path = path
        self.environment = environment
        timeoutSeconds = helperTimeoutSeconds
    }

    /// Where a login for the registry of `reference` would be kept: the file's entry, or a helper.
    package func place(for reference: Reference) throws(LoginError) -> CredentialSource {
        try place(in: try contents(), for: reference)
    }

    /// Keeps `login` for the registry of `reference`, and gives the place.
    package func keep(_ login: Login, for reference: Reference) async throws(LoginError) -> CredentialSource {
        let place = try self.place(for: reference)
        if let helper = place.helperName {
            let server = CredentialKey.loginKey(of: reference)
            try await run(helper, .store, login.question(server: server), from: place)
        }
        // Read after the helper has run: that may take as long as its user wants.
        var file = try file(parsing: try contents())
        if place.helperName == nil { file.keep(login, for: reference) } else { file.noteHelper(for: reference) }
        try write(file)
        return place
    }

    /// Takes the login for the registry of `reference` away, and gives the places where there was one.
    package func drop(_ reference: Reference) async throws(LoginError) -> [CredentialSource] {
        let place = try self.place(for: reference)
        var dropped: [CredentialSource] = []
        if let helper = place.helperName, try await drop(reference, from: helper, place) { dropped.append(place) }
        var file = try file(parsing: try contents())
        let keys = file.keys(of: reference)
        if file.drop(reference) {
            try write(file)
            // An entry beside a helper's only says that there is one.
            if place.helperName == nil || dropped.isEmpty {
                dropped += keys.map { CredentialSource(path: path, part: .entry(key: $0)) }
            }
        }
        return dropped
    }

    private func drop(
        _ reference: Reference, from helper: String, _ place: CredentialSource
    ) async throws(LoginError) -> Bool {
        var isDropped = false
        for server in CredentialKey.serverAddresses(of: reference) {
            let question = Array(server.utf8)
            // Helpers differ in what they say when they are to forget what they do not know.
            let answer = try await answer(of: helper, .get, question, from: place)
            do throws(CredentialProblem) {
                guard try answer.credential() != nil else { continue }
            } catch {
                throw .helper(error, source: place)
            }
            try await run(helper, .erase, question, from: place)
            isDropped = true
        }
        return isDropped
    }

    private func run(
        _ helper: String, _ verb: HelperVerb, _ question: [UInt8], from place: CredentialSource
    ) async throws(LoginError) {
        let answer = try await answer(of: helper, verb, question, from: place)
        do throws(CredentialProblem) {
            try answer.succeeded()
        } catch {
            throw .helper(error, source: place)
        }
    }

    private func answer(
        of helper: String, _ verb: HelperVerb, _ question: [UInt8], from place: CredentialSource
    ) async throws(LoginError) -> HelperAnswer {
        do throws(CredentialProblem) {
            let run = HelperRun(
                program: try HelperProgram(named: helper), verb: verb, question: question,
                variables: environment.variables, timeoutSeconds: timeoutSeconds)
            return try await run.answer()
        } catch {
            throw .helper(error, source: place)
        }
    }

    private func place(in bytes: [UInt8], for reference: Reference) throws(LoginError) -> CredentialSource {
        _ = try file(parsing: bytes)
        let entry = CredentialSource(path: path, part: .entry(key: CredentialKey.loginKey(of: reference)))
        do throws(CredentialProblem) {
            let step = CredentialPlan.helper(in: try CredentialsFile(parsing: bytes), path: path, reference: reference)
            guard case .helper(let name, let source) = step else { return entry }
            _ = try HelperProgram(named: name)
            return source
        } catch {
            throw self.error(error)
        }
    }

    private func contents() throws(LoginError) -> [UInt8] {
        do throws(CredentialProblem) {
            return try FileText.bytes(of: path) ?? []
        } catch {
            throw self.error(error)
        }
    }

    private func file(parsing bytes: [UInt8]) throws(LoginError) -> LoginFile {
        do throws(CredentialProblem) {
            return try LoginFile(parsing: bytes)
        } catch {
            throw self.error(error)
        }
    }

    private func write(_ file: LoginFile) throws(LoginError) {
        do throws(FileFailure) {
            try PrivateFile.write(file.bytes, to: path)
        } catch {
            throw .file(path: path, reason: error.reason)
        }
    }

    private func error(_ problem: CredentialProblem) -> LoginError {
        switch problem {
        case .unreadable(let reason): .file(path: path, reason: reason)
        case .tooLarge(let limit): .tooLarge(path: path, limit: limit)
        case .helperName: .helper(problem, source: CredentialSource(path: path))
        default: .malformed(path: path)
        }
    }
}
