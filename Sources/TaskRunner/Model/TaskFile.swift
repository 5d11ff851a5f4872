/// A task: what its file says, with what it leaves open.
package struct TaskFile: Hashable, Sendable {
    /// The version of the format.
    package var version: TaskVersion
    /// The seconds that a step may take which says nothing itself.
    package var stepTimeout: TaskNumber
    /// The folder that steps work in; `/workspace` is the context.
    package var workingDirectory: TaskText?
    /// Variables for each step, as `name=value`.
    package var environment: [TaskText]
    /// What is not written into the file.
    package var secrets: [TaskSecret]
    /// Networks that containers share.
    package var networks: [TaskNetwork]
    /// Files for containers.
    package var volumes: [TaskVolume]
    /// The steps, in the file's order.
    package var steps: [TaskStep]
    /// Properties that the format does not know.
    package var unknownProperties: [UnknownProperty]

    /// A key that means nothing where it stands.
    package struct UnknownProperty: Hashable, Sendable {
        /// The line.
        package let line: Int
        /// The step that it stands in, if it does.
        package let step: String?
        /// The key.
        package let name: String
        /// The key that was probably meant.
        package let nearest: String?
    }
}

/// The versions of the format.
package enum TaskVersion: String, Hashable, Sendable {
    /// The first.
    case plain = "v1.0.0"
    /// With aliases.
    case withAliases = "v1.1.0"

    /// The version of files that name none.
    package static let latest = withAliases
}
