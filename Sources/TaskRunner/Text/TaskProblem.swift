/// Why a task file is not taken as it is.
package struct TaskProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1; 0 where the file as a whole is meant.
    package let line: Int
    /// What is wrong.
    package let reason: Reason

    /// A problem on a line.
    init(_ line: Int, _ reason: Reason) {
        self.line = line
        self.reason = reason
    }

    /// A file that a task names and that cannot be read.
    package static func unreadable(_ path: String, reason: String) -> TaskProblem {
        TaskProblem(0, .file(path: path, reason: reason))
    }

    /// What can be wrong with a file.
    package enum Reason: Hashable, Sendable {
        /// The file is no YAML, or more than is read.
        case yaml(YAMLProblem)
        case notUTF8
        case privateCharacter
        /// A value is of another kind than its place asks for.
        case kind(key: String, found: String, wanted: String)
        /// Braces hold something that is no variable.
        case unknownVariable(String)
        /// A variable has no value.
        case noValue(TaskVariable)
        case version(String)
        case noSteps
        /// A step has none, or more than one, of build, push and cmd.
        case action(count: Int)
        case emptyAction(String)
        /// A property that this kind of step does not take.
        case property(String, kind: String)
        case number(key: String, text: String)
        case flag(key: String, text: String)
        case stepID(String)
        /// An entry of `env` without an equals sign.
        case environment(String)
        /// What the order of the steps gets wrong.
        case order(String)
        case aliasName(String)
        case aliasLength(String, limit: Int)
        case aliasCount(limit: Int)
        /// `alias.src` names something on the network.
        case aliasURL(String)
        case file(path: String, reason: String)
        case unclosedQuote
        /// A name is missing in a network, a volume, a mount or a secret.
        case nameless(key: String)
        case unknownVolume(String)
        case base64(volume: String, file: String)
        /// An option of a command that takes a value stands at its end.
        case optionWithoutValue(String)
        case manifestCommand(String)
        /// A build for several platforms at once.
        case severalPlatforms(String)
        /// What `--platform` says is none.
        case platform(String)
    }

    /// The line and what is wrong.
    package var description: String { line > 0 ? "line \(line): \(sentence)" : sentence }
}
