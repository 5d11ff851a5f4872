import ErrorMapping
import ProgramRunner
import RegistryProtocol

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A credential helper, the program `docker-credential-NAME` (docker-credential-helpers).
package struct CredentialHelper: Hashable, Sendable {
    /// The program's file name, which is looked up on the `PATH`.
    package let fileName: String

    /// An action of a helper; the word is its only argument.
    enum Verb: String, Sendable {
        /// Return a credential; the input is the server's address.
        case get
        /// Store a credential; the input is an object with the address, the name and the secret.
        case store
        /// Delete a credential; the input is the server's address.
        case erase
    }

    /// The largest output accepted, in bytes; an answer consists of a name and a token.
    private static let answerLimit = 64 << 10

    /// Rejects names with other characters than letters, digits, `.`, `_` and `-`: a slash would bypass the `PATH`.
    package init(named name: String) throws(CredentialError) {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isPlain, !name.isEmpty, name.utf8.count <= 100 else { throw CredentialError(.helperName) }
        fileName = "docker-credential-" + name
    }

    /// Runs the helper with `input` on its standard input, and ends it when it takes longer than `timeoutSeconds`.
    ///
    /// The program's environment, including its `PATH`, is `variables`.
    func run(
        _ verb: Verb, input: [UInt8], variables: [String: String], timeoutSeconds: Int
    ) async throws(CredentialError) -> HelperAnswer {
        var program = Program(fileName, [verb.rawValue], variables: variables)
        program.input = input
        program.timeLimitMilliseconds = timeoutSeconds * 1_000
        // A helper may ask for a passphrase on the terminal.
        program.grouping = .shared
        program.graceMilliseconds = 0
        let run = program
        let (ending, output) = try await mapError(
            { problem($0, timeoutSeconds: timeoutSeconds) }, awaiting: try await run.collect(limit: Self.answerLimit))
        return HelperAnswer(helper: self, ending: ending, output: output)
    }

    private func problem(_ error: ProgramError, timeoutSeconds: Int) -> CredentialError {
        switch error {
        case .missing: CredentialError(.helperMissing(program: fileName))
        case .outputTooLong: CredentialError(.helperAnswer(program: fileName))
        case .timedOut: CredentialError(.helperTimedOut(program: fileName, seconds: timeoutSeconds))
        case .workingDirectory, .notStarted, .inputTooLong, .cancelled:
            CredentialError(.helperUnusable(program: fileName))
        }
    }
}

/// The unexamined output of a helper. It contains secrets, and its description is redacted.
package struct HelperAnswer: Sendable, CustomStringConvertible {
    /// The helper.
    let helper: CredentialHelper
    /// How the program ended.
    let ending: ProgramEnding
    /// Its standard output.
    let output: [UInt8]

    /// The result of one run.
    package init(helper: CredentialHelper, ending: ProgramEnding, output: [UInt8]) {
        self.helper = helper
        self.ending = ending
        self.output = output
    }

    /// The credential in the output; nil if the helper does not have one, which is not an error.
    ///
    /// In the protocol of docker-credential-helpers the output is a JSON object on success, and a message with a nonzero
    /// status on failure. The user name `<token>` indicates that the secret is an identity token.
    package func credential() throws(CredentialError) -> Credential? {
        if case .exited(let status) = ending, status != 0, reportsNotFound { return nil }
        try checkSuccess()
        guard let account = try? JSONDecoder().decode(Account.self, from: Data(output)) else {
            throw CredentialError(.helperAnswer(program: helper.fileName))
        }
        guard !account.secret.isEmpty else { return nil }
        guard account.username == "<token>" else {
            return .basic(username: account.username, password: Secret(account.secret))
        }
        return .identityToken(Secret(account.secret))
    }

    /// Throws if the helper failed.
    package func checkSuccess() throws(CredentialError) {
        switch ending {
        case .exited(0): return
        case .exited(let status): throw CredentialError(.helperFailed(program: helper.fileName, status: status))
        case .signalled(let signal): throw CredentialError(.helperKilled(program: helper.fileName, signal: signal))
        }
    }

    /// The program and how it ended, without its output.
    package var description: String { "\(helper.fileName) \(ending), <redacted>" }

    private var reportsNotFound: Bool {
        output.prefix(4096).firstRange(of: "credentials not found in native keychain".utf8) != nil
    }

    private struct Account: Decodable {
        let username: String
        let secret: String

        private enum CodingKeys: String, CodingKey {
            case username = "Username"
            case secret = "Secret"
        }
    }
}

/// Runs helpers for lookups and caches their credentials: forty images of one registry start its helper once.
///
/// A failed lookup is not cached.
actor HelperCache {
    private typealias Answer = Result<Credential?, CredentialError>
    private struct Query: Hashable {
        let helper: CredentialHelper
        let server: String
    }

    private let variables: [String: String]
    private let timeoutSeconds: Int
    private var answers: [Query: Task<Answer, Never>] = [:]

    /// An empty cache.
    init(variables: [String: String], timeoutSeconds: Int) {
        self.variables = variables
        self.timeoutSeconds = timeoutSeconds
    }

    /// The credential of the helper called `name` for the first of `servers` that it has one for; nil if it has none.
    func credential(from name: String, for servers: [String]) async throws(CredentialError) -> Credential? {
        let helper = try CredentialHelper(named: name)
        for server in servers {
            if let found = try await credential(for: Query(helper: helper, server: server)) { return found }
        }
        return nil
    }

    private func credential(for query: Query) async throws(CredentialError) -> Credential? {
        while true {
            let task = answers[query] ?? started(query)
            answers[query] = task
            let answer = await withTaskCancellationHandler {
                await task.value
            } onCancel: {
                task.cancel()
            }
            // Failed or cancelled lookups are not kept; another task may have started a new one meanwhile.
            if task.isCancelled || answer.isFailure, answers[query] == task { answers[query] = nil }
            // Another image waiting for the same answer was cancelled, and the program with it: start again.
            if task.isCancelled, !Task.isCancelled { continue }
            return try answer.get()
        }
    }

    private func started(_ query: Query) -> Task<Answer, Never> {
        Task { [variables, timeoutSeconds] in
            await outcome { () async throws(CredentialError) in
                let answer = try await query.helper.run(
                    .get, input: Array(query.server.utf8), variables: variables, timeoutSeconds: timeoutSeconds)
                return try answer.credential()
            }
        }
    }
}

extension Result {
    fileprivate var isFailure: Bool {
        if case .failure = self { true } else { false }
    }
}
