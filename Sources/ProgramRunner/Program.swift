/// A program to be run once, with all that it is given.
package struct Program: Sendable {
    /// The program: a path where there is a slash in it, else a name to be found on the `PATH` of ``variables``.
    package var name: String
    /// What it is called with; its name is none of them.
    package var arguments: [String]
    /// The environment that it gets: these variables and no others.
    package var variables: [String: String]
    /// The folder that it works in; ours unless given.
    package var workingDirectory: String?
    /// What it reads, and then finds the end of. At most ``inputLimit`` bytes.
    package var input: [UInt8] = []
    /// The time that it may take; no limit unless given.
    package var timeLimitMilliseconds: Int?
    /// Whom an early end concerns.
    package var grouping = Grouping.own
    /// The time between asking it to end (SIGTERM) and ending it (SIGKILL), where it is ended early.
    package var graceMilliseconds = 2_000

    /// The bytes that every pipe holds, so that writing them never waits.
    package static let inputLimit = 4_096

    /// Whose process group a program belongs to.
    package enum Grouping: Sendable {
        /// A session of its own, without a terminal: it is ended with every program that it has started.
        case own
        /// The session of this process: it may ask the user something on the terminal, and is ended alone.
        case shared
    }

    /// A program with its arguments and its environment.
    package init(_ name: String, _ arguments: [String] = [], variables: [String: String]) {
        self.name = name
        self.arguments = arguments
        self.variables = variables
    }
}
