import PlatformModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Puts values in the place of variables.
struct StepExpander {
    let file: TaskFile
    let values: TaskValues
    let catalog: PlatformCatalog

    /// A text with its variables replaced.
    func text(_ text: TaskText) throws(TaskProblem) -> String {
        try text.expanded { values.value(of: $0) }
    }

    /// A step with everything expanded.
    func planned(_ step: TaskStep, dependencies: [Int]) throws(TaskProblem) -> PlannedStep {
        let further = step.surroundings
        let directory = further.workingDirectory ?? file.workingDirectory
        return PlannedStep(
            id: step.id, line: step.line, action: try action(step), dependencies: dependencies,
            timing: try timing(step.timing),
            environment: try variables(file.environment) + variables(further.environment),
            workingDirectory: try directory.map(text), container: try container(further))
    }

    /// The files of a volume, out of base64.
    func files(of volume: TaskVolume) throws(TaskProblem) -> [VolumeFile] {
        try volume.files.map { file throws(TaskProblem) in
            let content = try text(file.content).filter { !$0.isWhitespace }
            guard let bytes = Data(base64Encoded: content) else {
                throw TaskProblem(file.content.line, .base64(volume: volume.name, file: file.name))
            }
            guard !file.name.isEmpty, file.name != ".", file.name != "..", !file.name.contains("/") else {
                throw TaskProblem(file.content.line, .file(path: file.name, reason: "this is no file's name"))
            }
            return VolumeFile(name: file.name, bytes: Array(bytes))
        }
    }

    private func action(_ step: TaskStep) throws(TaskProblem) -> PlannedStep.Action {
        switch step.action {
        case .build(let words):
            let command = try BuildCommand(try text(words), line: words.line)
            let names = command.tags.map { ImageName.full($0, registry: values.facts[.registry]) }
            return .build(command, platform: try platform(of: command, line: words.line), names: names)
        case .push(let names):
            let registry = values.facts[.registry]
            return .push(
                try names.map { name throws(TaskProblem) in ImageName.full(try text(name), registry: registry) })
        case .command(let line):
            let words = try Words.split(try text(line), line: line.line)
            if let command = try ManifestListCommand(words, line: line.line) { return .manifest(command) }
            return .command(words)
        }
    }

    /// What the words of a build say, or else the first of its names that speaks of a platform.
    private func platform(of command: BuildCommand, line: Int) throws(TaskProblem) -> Platform? {
        let words = command.tags.lazy.compactMap { name in
            ImageName.tag(name).flatMap { PlatformWord(in: $0, catalog: catalog) }
                ?? PlatformWord(in: ImageName.repository(name), catalog: catalog)
        }
        let tagged = words.first?.platform
        guard let text = command.platform else { return tagged }
        guard !text.contains(",") else { throw TaskProblem(line, .severalPlatforms(text)) }
        let fallback = Platform(os: "linux", architecture: values.facts[.architecture] ?? "")
        do throws(SpecifierError) {
            return try catalog.parse(text, host: tagged ?? fallback)
        } catch {
            throw TaskProblem(line, .platform(error.description))
        }
    }

    private func timing(_ timing: TaskStep.Timing) throws(TaskProblem) -> StepTiming {
        func number(_ number: TaskNumber) throws(TaskProblem) -> Int { try number.value { values.value(of: $0) } }
        var result = StepTiming()
        // No time at all is what a file says that leaves the limit to the task.
        let own = try number(timing.timeout)
        let shared = try number(file.stepTimeout)
        result.timeout = own > 0 ? own : shared > 0 ? shared : result.timeout
        result.startDelay = try number(timing.startDelay)
        result.retries = try number(timing.retries)
        result.retryDelay = try number(timing.retryDelay)
        result.repetitions = try number(timing.repetitions)
        result.ignoresErrors = timing.ignoresErrors
        return result
    }

    private func variables(_ texts: [TaskText]) throws(TaskProblem) -> [String] {
        try texts.map { item throws(TaskProblem) in
            let entry = try text(item)
            guard let equals = entry.firstIndex(of: "="), equals > entry.startIndex else {
                throw TaskProblem(item.line, .environment(item.unexpanded))
            }
            return entry
        }
    }

    private func container(_ further: TaskStep.Surroundings) throws(TaskProblem) -> ContainerOptions {
        var options = ContainerOptions()
        options.entryPoint = try further.entryPoint.map(text)
        options.user = try further.user.map(text)
        options.network = try (further.network ?? file.networks.first { $0.isDefault }?.name).map(text)
        options.isolation = try further.isolation.map(text)
        options.ports = try further.ports.map(text)
        options.expose = try further.expose.map(text)
        options.mounts = try further.mounts.map { mount throws(TaskProblem) in
            guard file.volumes.contains(where: { $0.name == mount.name }) else {
                throw TaskProblem(mount.line, .unknownVolume(mount.name))
            }
            return ContainerOptions.Mount(volume: mount.name, path: try text(mount.path))
        }
        options.keepsWorkingDirectory = further.keepsWorkingDirectory
        options.isDetached = further.isDetached
        options.isKept = further.isKept
        options.isPulled = further.isPulled
        options.isPrivileged = further.isPrivileged
        return options
    }
}
