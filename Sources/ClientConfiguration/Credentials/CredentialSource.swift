import ImageModel
import MirrorModel
import RegistryProtocol

/// A source of credentials. ``CredentialStore`` lists all sources in order of precedence.
protocol CredentialSource: Sendable {
    /// The credentials for the repository of `reference`.
    func credentials(for reference: Reference) async -> CredentialLookup
}

/// The result of a search for credentials.
package struct CredentialLookup: Hashable, Sendable {
    /// The credentials to try, the most specific first; if empty, the registry is accessed anonymously.
    package var candidates: [SourcedCredential] = []
    /// The sources that could not be used.
    package var failures: [CredentialError] = []

    /// The failures as warnings, one sentence each.
    package var warnings: [String] { failures.map { "\($0); continuing without it" } }
}

/// The location of a credential: a file, or an entry in it.
package struct CredentialLocation: Hashable, Sendable, CustomStringConvertible {
    /// The configuration file.
    package let path: String
    /// The part of the file; nil for the whole file.
    package let part: Part?

    /// A part of a file that defines a credential.
    package enum Part: Hashable, Sendable {
        /// An entry of `auths`.
        case entry(key: String)
        /// An entry of `configs` in `registries.yaml`.
        case config(key: String)
        /// A helper in `credHelpers`.
        case helper(key: String, name: String)
        /// A helper in `credHelpers` whose name is not a string.
        case oddHelper(key: String)
        /// The helper in `credsStore`.
        case defaultHelper(name: String)
    }

    /// The helper named by the part; nil for an entry and for the whole file.
    package var helperName: String? {
        switch part {
        case .helper(_, let name), .defaultHelper(let name): name
        case .entry, .config, .oddHelper, nil: nil
        }
    }

    /// Names a file or a part of it.
    package init(path: String, part: Part? = nil) {
        self.path = path
        self.part = part
    }

    /// The file and the key, for messages.
    package var description: String {
        let file = Printable.escaped(path, limit: 1024)
        switch part {
        case nil: return file
        case .entry(let key): return "\(file), auths '\(Printable.escaped(key))'"
        case .config(let key): return "\(file), configs '\(Printable.escaped(key))'"
        case .helper(let key, let name):
            return "\(file), credHelpers '\(Printable.escaped(key))': '\(Printable.escaped(name))'"
        case .oddHelper(let key): return "\(file), credHelpers '\(Printable.escaped(key))'"
        case .defaultHelper(let name): return "\(file), credsStore '\(Printable.escaped(name))'"
        }
    }
}

/// A credential that cannot be read or stored. It never contains a secret or any other content of a file or helper.
package struct CredentialError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package let problem: Problem
    /// Where it is wrong, once that is known.
    package let location: CredentialLocation?

    /// A problem, with its location if known.
    package init(_ problem: Problem, at location: CredentialLocation? = nil) {
        self.problem = problem
        self.location = location
    }

    /// The same error with its location.
    func located(at location: CredentialLocation) -> CredentialError {
        CredentialError(problem, at: self.location ?? location)
    }

    /// One sentence, beginning with the location.
    package var description: String {
        location.map { "\($0): \(problem)" } ?? problem.description
    }

    /// What is wrong with a credential.
    package enum Problem: Hashable, Sendable {
        /// A file named by the user does not exist.
        case missing
        /// The file cannot be read or written.
        case file(ConfigurationError.Problem)
        /// The file is not a JSON object of the expected form.
        case malformed
        /// The file for storing logins is malformed and is therefore left unchanged.
        case malformedAndUnchanged
        /// An entry is not a JSON object.
        case entryIsNoObject
        /// The name of a helper is not a string.
        case helperIsNoText
        /// The member `auth` is not base64 of `user:password`.
        case wrongPair
        /// A token contains a byte that is not allowed in a header.
        case wrongToken
        /// There is no location for storing logins.
        case noLocation
        /// The helper's name contains characters other than letters, digits, `.`, `_` and `-`.
        case helperName
        /// The helper is not on the `PATH`.
        case helperMissing(program: String)
        /// The helper could not be started, or its output could not be read.
        case helperUnusable(program: String)
        /// The helper exited with a nonzero status.
        case helperFailed(program: String, status: Int32)
        /// A signal ended the helper.
        case helperKilled(program: String, signal: Int32)
        /// The helper did not finish in time and was ended.
        case helperTimedOut(program: String, seconds: Int)
        /// The helper's output is not the JSON object of the protocol.
        case helperAnswer(program: String)
    }

    /// The area that an error in storing a login belongs to.
    package enum Subject: Hashable, Sendable {
        /// The environment of the command.
        case usage
        /// The content of a configuration file.
        case configuration
        /// The disk, or the helper that stores credentials instead.
        case storage
    }

    /// The area that the error belongs to.
    package var subject: Subject {
        switch problem {
        case .noLocation: .usage
        case .file(.tooLarge), .missing, .malformed, .malformedAndUnchanged, .entryIsNoObject, .helperIsNoText,
            .wrongPair,
            .wrongToken, .helperName, .helperMissing:
            .configuration
        case .file, .helperUnusable, .helperFailed, .helperKilled, .helperTimedOut, .helperAnswer: .storage
        }
    }
}

extension CredentialError.Problem: CustomStringConvertible {
    /// What is wrong, and what was expected.
    package var description: String {
        switch self {
        case .missing: "there is no such file"
        case .file(let problem): problem.description
        case .malformed:
            "the file is not a JSON object with 'auths', 'credHelpers' or 'credsStore' in the expected form"
        case .malformedAndUnchanged: "\(Self.malformed); it was left unchanged"
        case .entryIsNoObject: "the entry is not a JSON object"
        case .helperIsNoText: "the name of the credential helper is not a string"
        case .wrongPair: "'auth' is not base64 of user:password"
        case .wrongToken: "the token contains a character that is not allowed in a header"
        case .noLocation: "there is no location for credentials: neither HOME nor DOCKER_CONFIG is set"
        case .helperName:
            "the name of the credential helper contains characters other than letters, digits, '.', '_' and '-'"
        case .helperMissing(let program): "the credential helper '\(program)' is not on the PATH"
        case .helperUnusable(let program): "the credential helper '\(program)' could not be run"
        case .helperFailed(let program, let status): "the credential helper '\(program)' exited with status \(status)"
        case .helperKilled(let program, let signal): "the credential helper '\(program)' was killed by signal \(signal)"
        case .helperTimedOut(let program, let seconds):
            "the credential helper '\(program)' did not respond within \(seconds) s"
        case .helperAnswer(let program):
            "the credential helper '\(program)' did not return a JSON object with Username and Secret"
        }
    }
}
