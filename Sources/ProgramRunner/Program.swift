/// A program that is run once, with everything it is given.
package struct Program: Sendable {
    /// A path if it contains a slash, otherwise a name that is searched for on the `PATH` of ``variables``.
    package var name: String
    /// The arguments, without the program's own name.
    package var arguments: [String]
    /// The whole environment of the program.
    package var variables: [String: String]
    /// The program's working directory; `nil` is the one of this process.
    package var workingDirectory: String?
    /// The program's standard input, at most ``inputLimit`` bytes.
    package var input: [UInt8] = []
    /// The time that the program may take; `nil` is no limit.
    package var timeLimitMilliseconds: Int?
    /// Which processes are stopped when the program is stopped early.
    package var grouping = Grouping.own
    /// The time between SIGTERM and SIGKILL when the program is stopped early.
    package var graceMilliseconds = 2_000

    /// The bytes that every pipe can hold: writing them never blocks.
    package static let inputLimit = 4_096

    /// The process group of a program.
    package enum Grouping: Sendable {
        /// A session of its own, without a terminal: the program is stopped together with every program it has started.
        case own
        /// The session of this process: the program can prompt the user on the terminal, and is stopped alone.
        case shared
    }

    /// A program with its arguments and its environment.
    package init(_ name: String, _ arguments: [String] = [], variables: [String: String]) {
        self.name = name
        self.arguments = arguments
        self.variables = variables
    }
}

/// One of the two streams that a program writes.
package enum ProgramStream: Hashable, Sendable {
    /// Standard output.
    case output
    /// Standard error.
    case error
}

/// How a program ended.
package enum ProgramEnding: Hashable, Sendable {
    /// It exited with this status.
    case exited(Int32)
    /// This signal ended it.
    case signalled(Int32)

    /// The status as a shell reports it: 128 plus the signal's number for a program that a signal ended.
    package var status: Int32 {
        switch self {
        case .exited(let status): status
        case .signalled(let signal): 128 &+ signal
        }
    }
}

/// Why a program did not run to its own end.
package enum ProgramError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The program does not exist or is not executable.
    case missing(program: String)
    /// The working directory cannot be entered.
    case workingDirectory(String, program: String)
    /// The system did not start the program, or lost track of it.
    case notStarted(program: String)
    /// The standard input is longer than a pipe holds.
    case inputTooLong(program: String, limit: Int)
    /// The program wrote more than `limit` bytes and was stopped.
    case outputTooLong(program: String, limit: Int)
    /// The program ran longer than its limit and was stopped.
    case timedOut(program: String, milliseconds: Int)
    /// The task that ran the program was cancelled, and the program was stopped.
    case cancelled(program: String)

    /// One sentence with the program's name as it was given.
    package var description: String {
        switch self {
        case .missing(let program): "program '\(program)' not found"
        case .workingDirectory(let folder, let program): "'\(program)' cannot run in the directory '\(folder)'"
        case .notStarted(let program): "the system could not run '\(program)'"
        case .inputTooLong(let program, let limit): "the input for '\(program)' has more than \(limit) bytes"
        case .outputTooLong(let program, let limit): "'\(program)' wrote more than \(limit) bytes"
        case .timedOut(let program, let milliseconds):
            "'\(program)' was stopped after \(Self.duration(milliseconds))"
        case .cancelled(let program): "'\(program)' was stopped on request"
        }
    }

    private static func duration(_ milliseconds: Int) -> String {
        milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000) s" : "\(milliseconds) ms"
    }
}
