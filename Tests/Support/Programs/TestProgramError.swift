import Foundation

/// Why a program could not be run, or did not do what was waited for.
public enum TestProgramError: Error, CustomStringConvertible {
    /// The program could not be started; `code` is the errno.
    case notStarted(program: String, code: Int32)
    /// The line did not come; `output` is what came instead.
    case lineMissing(program: String, text: String, output: String)
    /// Nothing was found where the program should be.
    case notFound(program: String, looked: [String])
    /// The program ended with another status than 0.
    case failed(program: String, status: Int32, errors: String)

    /// The error as one sentence.
    public var description: String {
        switch self {
        case .notStarted(let program, let code): "'\(program)' did not start: \(String(cString: strerror(code)))"
        case .lineMissing(let program, let text, let output): "'\(program)' never said '\(text)', but: \(output)"
        case .notFound(let program, let looked): "'\(program)' is at none of \(looked.joined(separator: ", "))"
        case .failed(let program, let status, let errors): "'\(program)' ended with status \(status): \(errors)"
        }
    }
}
