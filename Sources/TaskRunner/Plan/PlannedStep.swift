import PlatformModel

/// A step with every variable replaced, ready to run.
package struct PlannedStep: Sendable {
    /// The id of the step.
    package let id: String
    /// The line of the file on which it begins.
    package let line: Int
    /// What it does.
    package let action: PlannedAction
    /// The platform of the image that it builds, if its words or its tag name one.
    package let platform: Platform?
    /// The steps that it waits for.
    package let dependencies: [Int]
    /// How long and how often it runs.
    package let timing: StepTiming
    /// Its environment, as `name=value`; the last entry of a name counts.
    package let environment: [String]
    /// Its working directory, as the file names it.
    package let workingDirectory: String?
    /// The options of its container.
    package let container: ContainerOptions
}

/// How long and how often a step runs.
package struct StepTiming: Hashable, Sendable {
    /// The time limit for all attempts together, in seconds.
    package var timeout = 600
    /// The delay before the first attempt, in seconds.
    package var startDelay = 0
    /// How often the step is retried after a status other than 0.
    package var retries = 0
    /// The delay before each retry, in seconds.
    package var retryDelay = 0
    /// How often the step runs again after it has succeeded.
    package var repetitions = 0
    /// Whether the task continues when the step fails.
    package var ignoresErrors = false

    /// The defaults of the format.
    package init() {}
}

/// The options of the container of a step.
package struct ContainerOptions: Hashable, Sendable {
    /// Replaces the entry point of the image.
    package var entryPoint: String?
    /// The user of the processes.
    package var user: String?
    /// The network; without one, that of the run, or the default of the engine if the task declares networks.
    package var network: String?
    /// The isolation technology of Windows containers.
    package var isolation: String?
    /// The number of processors that the container may use, as the file writes it.
    package var processors: String?
    /// The published ports, as `host:container`.
    package var ports: [String] = []
    /// The ports that are open to other containers.
    package var expose: [String] = []
    /// The mounted volumes.
    package var mounts: [Mount] = []
    /// Whether the working directory of the image is used.
    package var keepsWorkingDirectory = false
    /// Whether the step ends while the container runs, which it does until the run ends.
    package var isDetached = false
    /// Whether the container remains after the step, until the run ends.
    package var isKept = false
    /// Whether the image is always pulled.
    package var isPulled = false
    /// Whether the container has extended privileges.
    package var isPrivileged = false

    /// A volume and its path in the container.
    package struct Mount: Hashable, Sendable {
        package let volume: String
        package let path: String
    }
}
