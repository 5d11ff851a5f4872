/// Why a place gave no credential. It never holds what the file or the helper said.
package enum CredentialProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no file where somebody said there is one.
    case missing
    /// The system refused to give the file; `reason` is its text for that.
    case unreadable(reason: String)
    /// The file has more than `limit` bytes.
    case tooLarge(limit: Int)
    /// The file is no JSON object of the known form.
    case malformed
    /// The entry is no JSON object.
    case entryIsNoObject
    /// The member `auth` is not base64 of `user:password`.
    case wrongPair
    /// A token holds a byte that no header may hold.
    case wrongToken
    /// The helper's name is no plain word, and so names no program.
    case helperName
    /// There is no such program on the `PATH`.
    case helperMissing(program: String)
    /// The program could not be started, or its answer not be read.
    case helperUnusable(program: String)
    /// The program ended with a status that is not 0.
    case helperFailed(program: String, status: Int32)
    /// A signal ended the program.
    case helperKilled(program: String, signal: Int32)
    /// The program did not answer in time, and was ended.
    case helperTimedOut(program: String, seconds: Int)
    /// The program's answer is not the protocol's JSON object.
    case helperAnswer(program: String)

    /// What was wrong, and what was expected.
    package var description: String {
        switch self {
        case .missing: "there is no such file"
        case .unreadable(let reason): "the file cannot be read: \(reason)"
        case .tooLarge(let limit): "the file has more than \(limit) bytes"
        case .malformed: "the file is not a JSON object with 'auths', 'credHelpers' or 'credsStore' of the known form"
        case .entryIsNoObject: "the entry is not a JSON object"
        case .wrongPair: "'auth' is not base64 of user:password"
        case .wrongToken: "the token holds a character that no header may hold"
        case .helperName: "the credential helper's name is not made of letters, digits, '.', '_' and '-'"
        case .helperMissing(let program): "the credential helper '\(program)' is not on the PATH"
        case .helperUnusable(let program): "the credential helper '\(program)' could not be run"
        case .helperFailed(let program, let status): "the credential helper '\(program)' ended with status \(status)"
        case .helperKilled(let program, let signal): "the credential helper '\(program)' was ended by signal \(signal)"
        case .helperTimedOut(let program, let seconds):
            "the credential helper '\(program)' did not answer within \(seconds) s"
        case .helperAnswer(let program):
            "the credential helper '\(program)' did not answer with a JSON object holding Username and Secret"
        }
    }
}
