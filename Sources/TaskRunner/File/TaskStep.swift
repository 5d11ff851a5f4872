import YAMLParsing

/// A step of a task file.
package struct TaskStep: Hashable, Sendable {
    /// The line on which it begins.
    package let line: Int
    /// Its own id, or `acb_step_N` with N counted from 0.
    package let id: String
    /// What it does.
    package let action: StepAction
    /// The ids of the steps that it waits for; `nil` means the previous step.
    package let when: [TaskText]?
    /// How long and how often it runs.
    package let timing: Timing
    /// Its environment and the options of its container.
    package let settings: Settings

    /// How long and how often a step runs; all times are in seconds.
    package struct Timing: Hashable, Sendable {
        /// The time limit for all attempts together.
        package let timeout: TaskNumber
        /// The delay before the first attempt.
        package let startDelay: TaskNumber
        /// How often the step is retried after a status other than 0.
        package let retries: TaskNumber
        /// The delay before each retry.
        package let retryDelay: TaskNumber
        /// How often the step runs again after it has succeeded.
        package let repetitions: TaskNumber
        /// Whether the task continues when the step fails.
        package let ignoresErrors: Bool
    }

    /// The environment of a step and the options of its container; see ``ContainerOptions``.
    package struct Settings: Hashable, Sendable {
        package let environment: [TaskText]
        package let workingDirectory: TaskText?
        package let keepsWorkingDirectory: Bool
        package let entryPoint: TaskText?
        package let user: TaskText?
        package let network: TaskText?
        package let isolation: TaskText?
        package let cpus: TaskText?
        package let ports: [TaskText]
        package let expose: [TaskText]
        package let mounts: [Mount]
        package let isDetached: Bool
        package let isKept: Bool
        package let isPulled: Bool
        package let isPrivileged: Bool
    }

    /// A volume that is mounted in a container.
    package struct Mount: Hashable, Sendable {
        /// The line of the entry.
        package let line: Int
        /// The name of the volume.
        package let name: String
        /// The path in the container.
        package let path: TaskText
    }
}

/// Reads the steps of a task file one after the other.
struct StepReader {
    /// The steps read so far.
    private(set) var steps: [TaskStep] = []
    /// The properties that steps do not have.
    private(set) var unknownProperties: [UnknownProperty] = []

    private let texts: TextReader
    private let timeout: TaskNumber

    /// The properties of every step.
    private static let common = ["env", "id", "ignoreErrors", "startDelay", "timeout", "when"]
    /// The properties of steps that run a program.
    private static let further = [
        "retries", "retryDelay", "repeat", "detach", "keep", "pull", "privileged", "entryPoint", "expose", "ports",
        "network", "isolation", "user", "cpus", "secret", "volumeMounts", "workingDirectory",
        "disableWorkingDirectoryOverride",
    ]
    /// The properties that ACR Tasks knows and that have no effect here, each with the reason.
    private static let ignored = [
        "cache": "builds never use a layer cache",
        "retryOnErrors": "'retries' follow every status other than 0",
        "downloadRetries": "the container engine decides how often it retries a download",
        "downloadRetryDelay": "the container engine decides how often it retries a download",
        "cmdDownloadRetries": "the container engine decides how often it retries a download",
        "cmdDownloadRetryDelay": "the container engine decides how often it retries a download",
        "exitedWith": "ACR Tasks does not evaluate it either",
        "exitedWithout": "ACR Tasks does not evaluate it either",
    ]

    /// A reader of steps with the default time limit `timeout`.
    init(texts: TextReader, timeout: TaskNumber) {
        self.texts = texts
        self.timeout = timeout
    }

    /// Reads the next step.
    mutating func read(_ node: YAMLNode) throws(TaskError) {
        let fields = try Fields(node, key: "step", texts: texts)
        let id = try fields.text("id")?.unexpanded ?? "acb_step_\(steps.count)"
        let action = try StepAction(fields, aliases: texts.aliases)
        guard Self.isID(id) else { throw TaskError(fields.line(of: "id"), .stepID(id)) }
        if !action.runsProgram, let name = Self.further.first(where: { fields.has($0) }) {
            throw TaskError(fields.line(of: name), .property(name, kind: action.property))
        }
        steps.append(
            TaskStep(
                line: fields.line, id: id, action: action, when: try when(fields),
                timing: try timing(fields), settings: try settings(fields)))
        unknownProperties += fields.unknown(
            StepAction.properties + Self.common + Self.further, ignored: Self.ignored, step: id)
    }

    private func when(_ fields: Fields) throws(TaskError) -> [TaskText]? {
        guard let ids = try fields.list("when"), !ids.isEmpty else { return nil }
        return ids
    }

    private func timing(_ fields: Fields) throws(TaskError) -> TaskStep.Timing {
        TaskStep.Timing(
            timeout: try fields.number("timeout", or: timeout),
            startDelay: try fields.number("startDelay", or: TaskNumber("startDelay", 0)),
            retries: try fields.number("retries", or: TaskNumber("retries", 0)),
            retryDelay: try fields.number("retryDelay", or: TaskNumber("retryDelay", 0)),
            repetitions: try fields.number("repeat", or: TaskNumber("repeat", 0)),
            ignoresErrors: try fields.flag("ignoreErrors"))
    }

    private func settings(_ fields: Fields) throws(TaskError) -> TaskStep.Settings {
        TaskStep.Settings(
            environment: try fields.list("env") ?? [],
            workingDirectory: try fields.text("workingDirectory"),
            keepsWorkingDirectory: try fields.flag("disableWorkingDirectoryOverride"),
            entryPoint: try fields.text("entryPoint"), user: try fields.text("user"),
            network: try fields.text("network"), isolation: try fields.text("isolation"),
            cpus: try fields.text("cpus"), ports: try fields.list("ports") ?? [],
            expose: try fields.list("expose") ?? [],
            mounts: try fields.mappings("volumeMounts").map { mount throws(TaskError) in
                guard let name = try mount.text("name"), let path = try mount.text("mountPath") else {
                    throw TaskError(mount.line, .nameless(key: "volumeMounts"))
                }
                return TaskStep.Mount(line: mount.line, name: name.unexpanded, path: path)
            },
            isDetached: try fields.flag("detach"), isKept: try fields.flag("keep"), isPulled: try fields.flag("pull"),
            isPrivileged: try fields.flag("privileged"))
    }

    private static func isID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 128
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
    }
}
