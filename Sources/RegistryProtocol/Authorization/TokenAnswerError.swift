/// Why a token server's answer is of no use. The answer itself is not kept: it may hold a token.
package enum TokenAnswerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is longer than any answer with a token.
    case tooLong(bytes: Int)
    /// It is not a JSON object; `firstLine` is escaped.
    case notJSON(firstLine: String?)
    /// It has neither `token` nor `access_token`.
    case noToken
    /// The token holds a character that cannot stand in a header.
    case malformedToken

    /// What is wrong.
    package var description: String {
        switch self {
        case .tooLong(let bytes): "the token server's answer has \(bytes) bytes, more than \(1 << 20)"
        case .notJSON(let firstLine?): "the token server's answer is not JSON, its first line is '\(firstLine)'"
        case .notJSON(nil): "the token server's answer is empty"
        case .noToken: "the token server's answer has neither 'token' nor 'access_token'"
        case .malformedToken: "the token server's answer has a token with characters that no header can hold"
        }
    }
}
