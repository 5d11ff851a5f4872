/// Why there is no token.
package enum TokenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The token server does not want this credential, or wants one (400, 401, 403).
    case refused(StatusFailure)
    /// The token server did not answer, or with another error.
    case failed(TransferFailure)
    /// It answered with something else than a token.
    case malformed(TokenAnswerError)

    /// Whether asking again may help.
    package var isTransient: Bool {
        guard case .failed(let failure) = self else { return false }
        return failure.isTransient
    }

    /// What went wrong.
    package var description: String {
        switch self {
        case .refused(let failure): "the token server refused: \(failure)"
        case .failed(let failure): "the token server failed: \(failure)"
        case .malformed(let error): error.description
        }
    }
}
