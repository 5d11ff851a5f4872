import RegistryProtocol

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a helper said, before anybody judges it. It holds secrets, and so prints nothing of itself.
package struct HelperAnswer: Sendable, CustomStringConvertible {
    /// The program that said it.
    let program: HelperProgram
    /// How it ended.
    let ending: Ending
    /// Its standard output.
    let output: [UInt8]

    /// How a program ends.
    package enum Ending: Hashable, Sendable {
        /// By itself, with this status.
        case exited(Int32)
        /// By this signal.
        case signalled(Int32)
    }

    /// Holds what the program left behind.
    package init(program: HelperProgram, ending: Ending, output: [UInt8]) {
        self.program = program
        self.ending = ending
        self.output = output
    }

    /// The credential in the answer; nil when the helper knows none, which is no problem.
    ///
    /// The protocol (docker-credential-helpers): on success a JSON object, on failure a text and a status other than 0.
    /// The user name `<token>` says that the secret is an identity token.
    package func credential() throws(CredentialProblem) -> Credential? {
        switch ending {
        case .exited(0): return try account()
        case .exited where saysNotFound: return nil
        case .exited(let status): throw .helperFailed(program: program.fileName, status: status)
        case .signalled(let signal): throw .helperKilled(program: program.fileName, signal: signal)
        }
    }

    /// Whether it did what it was asked to do, where there is nothing to say but that.
    package func succeeded() throws(CredentialProblem) {
        switch ending {
        case .exited(0): return
        case .exited(let status): throw .helperFailed(program: program.fileName, status: status)
        case .signalled(let signal): throw .helperKilled(program: program.fileName, signal: signal)
        }
    }

    /// Never more than the program and its ending.
    package var description: String { "\(program.fileName) \(ending), <redacted>" }

    private var saysNotFound: Bool {
        output.prefix(4096).firstRange(of: "credentials not found in native keychain".utf8) != nil
    }

    private func account() throws(CredentialProblem) -> Credential? {
        guard let account = try? JSONDecoder().decode(Account.self, from: Data(output)) else {
            throw .helperAnswer(program: program.fileName)
        }
        guard !account.secret.isEmpty else { return nil }
        guard account.username == "<token>" else {
            return .basic(username: account.username, password: Secret(account.secret))
        }
        return .identityToken(Secret(account.secret))
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
