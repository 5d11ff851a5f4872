import BinaryModel
import LayerModel

/// What is started one after another when a container starts, and what is wrong with it.
package struct StartChain: Hashable, Sendable {
    /// One file that is started or loaded.
    package struct Step: Hashable, Sendable {
        /// What the file does.
        package enum Role: Hashable, Sendable {
            /// It is the program that the image names.
            case program
            /// A script names it behind `#!`.
            case interpreter
            /// A script has `env` look for it, or a program such as tini or a shell starts it.
            case command
            /// A program names it as its loader.
            case loader
        }

        /// What the file does.
        package let role: Role
        /// The path, as it was named.
        package let path: String
        /// What is at the path; `nil` if nothing is.
        package let file: FileTree.File?
        /// The links that were followed to it.
        package let links: [FileTree.File]
        /// For what it was built, or what else it is; `nil` if it was not read.
        package let content: String?
    }

    /// Something that is wrong.
    package struct Finding: Hashable, Sendable {
        /// What is wrong.
        package let cause: StartCause
        /// Whether the container does not start; otherwise it is something to know.
        package let isFailure: Bool

        /// Describes what is wrong.
        package init(cause: StartCause, isFailure: Bool) {
            self.cause = cause
            self.isFailure = isFailure
        }
    }

    /// The program and its arguments; empty if the image names none.
    package let command: [String]
    /// The files, in the order in which they are opened.
    package internal(set) var steps: [Step] = []
    /// What is wrong, in the order of the steps.
    package internal(set) var findings: [Finding] = []

    init(command: [String]) {
        self.command = command
    }

    /// Why the container does not start; `nil` if nothing speaks against it.
    package var failure: StartCause? { findings.first(where: \.isFailure)?.cause }

    mutating func fail(_ cause: StartCause) {
        findings.append(Finding(cause: cause, isFailure: true))
    }

    mutating func warn(_ cause: StartCause) {
        findings.append(Finding(cause: cause, isFailure: false))
    }
}
