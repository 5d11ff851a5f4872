/// A step of a task.
package struct TaskStep: Hashable, Sendable {
    /// The line on which it begins.
    package let line: Int
    /// Its name: its own, or `acb_step_N`, N counted from 0.
    package let id: String
    /// What it does.
    package let action: Action
    /// After which steps it comes; `nil` for after the previous one.
    package let when: [TaskText]?
    /// How long and how often it runs.
    package let timing: Timing
    /// What concerns its containers, and its environment.
    package let surroundings: Surroundings

    /// What a step does.
    package enum Action: Hashable, Sendable {
        /// Builds an image, with these words of `docker build`.
        case build(TaskText)
        /// Pushes images.
        case push([TaskText])
        /// Runs an image with arguments, or one of docker's commands.
        case command(TaskText)

        /// The property's name.
        package var kind: String {
            switch self {
            case .build: "build"
            case .push: "push"
            case .command: "cmd"
            }
        }
    }

    /// How long and how often a step runs; all times are seconds.
    package struct Timing: Hashable, Sendable {
        /// The time that it may take, with all its repetitions.
        package let timeout: TaskNumber
        /// The pause before it begins.
        package let startDelay: TaskNumber
        /// How often it is tried again when it ends with a status other than 0.
        package let retries: TaskNumber
        /// The pause before each of these.
        package let retryDelay: TaskNumber
        /// How often it runs again when it has succeeded.
        package let repetitions: TaskNumber
        /// Whether the task goes on when it fails.
        package let ignoresErrors: Bool
    }

    /// What concerns a step's container and its environment.
    package struct Surroundings: Hashable, Sendable {
        package let environment: [TaskText]
        package let workingDirectory: TaskText?
        package let keepsWorkingDirectory: Bool
        package let entryPoint: TaskText?
        package let user: TaskText?
        package let network: TaskText?
        package let isolation: TaskText?
        package let ports: [TaskText]
        package let expose: [TaskText]
        package let mounts: [TaskMount]
        package let isDetached: Bool
        package let isKept: Bool
        package let isPulled: Bool
        package let isPrivileged: Bool
    }

    /// The texts that its action is made of.
    package var actionTexts: [TaskText] {
        switch action {
        case .build(let text), .command(let text): [text]
        case .push(let texts): texts
        }
    }
}
