import PlatformModel

/// A step as it will run: everything expanded.
package struct PlannedStep: Sendable {
    /// Its name.
    package let id: String
    /// The line of the file.
    package let line: Int
    /// What it does.
    package let action: Action
    /// The steps it waits for.
    package let dependencies: [Int]
    /// How long and how often it runs.
    package let timing: StepTiming
    /// Its environment, as `name=value`; a later entry of a name replaces an earlier one.
    package let environment: [String]
    /// The folder that it works in, as the file names it.
    package let workingDirectory: String?
    /// What concerns its container.
    package let container: ContainerOptions

    /// What a step does.
    package enum Action: Hashable, Sendable {
        /// Builds an image for a platform, where its tag or its words name one; with the full names that it gets.
        case build(BuildCommand, platform: Platform?, names: [String])
        /// Pushes images.
        case push([String])
        /// Does something about a list.
        case manifest(ManifestListCommand)
        /// Runs an image with arguments.
        case command([String])

        /// The property of the file that it comes from.
        package var kind: String {
            switch self {
            case .build: "build"
            case .push: "push"
            case .manifest, .command: "cmd"
            }
        }
    }
}

/// How long and how often a step runs.
package struct StepTiming: Hashable, Sendable {
    /// The seconds that it may take, with all its repetitions.
    package var timeout = 600
    /// The seconds before it begins.
    package var startDelay = 0
    /// How often it is tried again when it ends with a status other than 0.
    package var retries = 0
    /// The seconds before each of these.
    package var retryDelay = 0
    /// How often it runs again when it has succeeded.
    package var repetitions = 0
    /// Whether the task goes on when it fails.
    package var ignoresErrors = false

    /// The usual times.
    package init() {}
}

/// What concerns the container of a step.
package struct ContainerOptions: Hashable, Sendable {
    package var entryPoint: String?
    package var user: String?
    package var network: String?
    package var isolation: String?
    package var ports: [String] = []
    package var expose: [String] = []
    /// Volumes by name, each with its place in the container.
    package var mounts: [Mount] = []
    package var keepsWorkingDirectory = false
    package var isDetached = false
    package var isKept = false
    package var isPulled = false
    package var isPrivileged = false

    /// A volume in a container.
    package struct Mount: Hashable, Sendable {
        package let volume: String
        package let path: String
    }
}
