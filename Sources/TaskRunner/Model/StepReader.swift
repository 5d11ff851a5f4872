/// Reads the steps of a task file, one after the other.
struct StepReader {
    /// The steps so far.
    private(set) var steps: [TaskStep] = []
    /// The keys that steps do not have.
    private(set) var unknownProperties: [TaskFile.UnknownProperty] = []

    private let texts: TextReader
    private let timeout: TaskNumber

    private static let actions = ["build", "push", "cmd"]
    /// What every step has, a push too.
    private static let common = ["env", "id", "ignoreErrors", "startDelay", "timeout", "when"]
    private static let further = [
        "retries", "retryDelay", "repeat", "detach", "keep", "pull", "privileged", "entryPoint", "expose", "ports",
        "network", "isolation", "user", "secret", "volumeMounts", "workingDirectory", "disableWorkingDirectoryOverride",
    ]

    /// Reads steps whose usual time limit is `timeout`.
    init(texts: TextReader, timeout: TaskNumber) {
        self.texts = texts
        self.timeout = timeout
    }

    /// Reads the next step.
    mutating func read(_ node: YAMLNode) throws(TaskProblem) {
        let fields = try Fields(node, key: "step", texts: texts)
        let id = try fields.text("id")?.unexpanded ?? "acb_step_\(steps.count)"
        let action = try action(fields)
        guard Self.isID(id) else { throw TaskProblem(fields.line(of: "id"), .stepID(id)) }
        if case .push = action, let name = Self.further.first(where: { fields.has($0) }) {
            throw TaskProblem(fields.line(of: name), .property(name, kind: "push"))
        }
        steps.append(
            TaskStep(
                line: fields.line, id: id, action: action, when: try when(fields),
                timing: try timing(fields), surroundings: try surroundings(fields)))
        unknownProperties += fields.unknown(Self.actions + Self.common + Self.further, step: id)
    }

    private func action(_ fields: Fields) throws(TaskProblem) -> TaskStep.Action {
        let kinds = Self.actions.filter { fields.has($0) }
        guard kinds.count == 1, let kind = kinds.first else {
            throw TaskProblem(fields.line, .action(count: kinds.count))
        }
        let empty = TaskProblem(fields.line(of: kind), .emptyAction(kind))
        guard kind != "push" else {
            let references = try fields.list(kind) ?? []
            guard !references.isEmpty, references.allSatisfy({ !Self.isBlank($0) }) else { throw empty }
            return .push(references)
        }
        guard let text = try fields.text(kind), !Self.isBlank(text) else { throw empty }
        return kind == "build" ? .build(text) : .command(withImage(text))
    }

    /// The command with its first word replaced, where that is an alias of an image.
    private func withImage(_ text: TaskText) -> TaskText {
        guard case .literal(let literal) = text.parts.first else { return text }
        let rest = literal.drop(while: \.isWhitespace)
        let word = rest.prefix { !$0.isWhitespace }
        guard let image = texts.aliases.image(String(word)) else { return text }
        let remainder = TaskText.Part.literal(String(rest.dropFirst(word.count)))
        return TaskText(line: text.line, parts: image.parts + [remainder] + text.parts.dropFirst())
    }

    private func when(_ fields: Fields) throws(TaskProblem) -> [TaskText]? {
        guard let ids = try fields.list("when"), !ids.isEmpty else { return nil }
        return ids
    }

    private func timing(_ fields: Fields) throws(TaskProblem) -> TaskStep.Timing {
        TaskStep.Timing(
            timeout: try fields.number("timeout", or: timeout),
            startDelay: try fields.number("startDelay", or: TaskNumber("startDelay", 0)),
            retries: try fields.number("retries", or: TaskNumber("retries", 0)),
            retryDelay: try fields.number("retryDelay", or: TaskNumber("retryDelay", 0)),
            repetitions: try fields.number("repeat", or: TaskNumber("repeat", 0)),
            ignoresErrors: try fields.flag("ignoreErrors"))
    }

    private func surroundings(_ fields: Fields) throws(TaskProblem) -> TaskStep.Surroundings {
        TaskStep.Surroundings(
            environment: try fields.list("env") ?? [],
            workingDirectory: try fields.text("workingDirectory"),
            keepsWorkingDirectory: try fields.flag("disableWorkingDirectoryOverride"),
            entryPoint: try fields.text("entryPoint"), user: try fields.text("user"),
            network: try fields.text("network"), isolation: try fields.text("isolation"),
            ports: try fields.list("ports") ?? [], expose: try fields.list("expose") ?? [],
            mounts: try fields.mappings("volumeMounts").map { mount throws(TaskProblem) in
                guard let name = try mount.text("name"), let path = try mount.text("mountPath") else {
                    throw TaskProblem(mount.line, .nameless(key: "volumeMounts"))
                }
                return TaskMount(line: mount.line, name: name.unexpanded, path: path)
            },
            isDetached: try fields.flag("detach"), isKept: try fields.flag("keep"), isPulled: try fields.flag("pull"),
            isPrivileged: try fields.flag("privileged"))
    }

    private static func isBlank(_ text: TaskText) -> Bool {
        text.unexpanded.allSatisfy(\.isWhitespace)
    }

    private static func isID(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 128
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
    }
}
