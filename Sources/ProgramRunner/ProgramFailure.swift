/// Why a program has no ending that it chose itself.
package enum ProgramFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no such program, or none that may be run.
    case missing(program: String)
    /// The folder that it was to work in cannot be entered.
    case workingDirectory(String, program: String)
    /// The system did not start it, or lost it.
    case notStarted(program: String)
    /// Its standard input is longer than a pipe holds.
    case inputTooLong(program: String, limit: Int)
    /// It wrote more than `limit` bytes, and was ended.
    case outputTooLong(program: String, limit: Int)
    /// It ran longer than it may, and was ended.
    case timedOut(program: String, milliseconds: Int)
    /// The task that ran it was cancelled, and the program was ended.
    case cancelled(program: String)

    /// One sentence; the program's name stands as it was given.
    package var description: String {
        switch self {
        case .missing(let program): "there is no program '\(program)'"
        case .workingDirectory(let folder, let program): "'\(program)' cannot work in the folder '\(folder)'"
        case .notStarted(let program): "the system did not run '\(program)'"
        case .inputTooLong(let program, let limit): "what '\(program)' is to read has more than \(limit) bytes"
        case .outputTooLong(let program, let limit): "'\(program)' wrote more than \(limit) bytes"
        case .timedOut(let program, let milliseconds):
            "'\(program)' was ended after \(Self.seconds(milliseconds))"
        case .cancelled(let program): "'\(program)' was ended, as was asked for"
        }
    }

    private static func seconds(_ milliseconds: Int) -> String {
        guard milliseconds % 1_000 == 0 else { return "\(milliseconds) ms" }
        return "\(milliseconds / 1_000) s"
    }
}
