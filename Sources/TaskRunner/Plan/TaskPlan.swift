import ErrorMapping
import PlatformModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A task with every variable replaced, ready to run.
package struct TaskPlan: Sendable {
    /// The steps, in file order.
    package let steps: [PlannedStep]
    /// The networks to create.
    package let networks: [Network]
    /// Whether the task declares networks, created or not.
    package let declaresNetworks: Bool
    /// The files of each volume, by the volume's name.
    package let volumes: [String: [VolumeFile]]
    /// Removes secrets from everything that is printed.
    package let redactor: Redactor

    /// A network to create.
    package struct Network: Hashable, Sendable {
        package let name: String
        package let driver: String?
        package let ipv6: Bool
    }

    /// A file of a volume.
    package struct VolumeFile: Hashable, Sendable {
        package let name: String
        package let bytes: [UInt8]
    }

    /// Replaces the variables of `file` by `values`; steps without a valid order are refused.
    package init(_ file: TaskFile, values: TaskValues, catalog: PlatformCatalog) throws(TaskError) {
        let graph = StepGraph(file.steps)
        if let finding = OrderRules.findings(of: graph, steps: file.steps).first {
            throw TaskError(finding.line, .order(finding.sentence))
        }
        let expander = StepExpander(file: file, values: values, catalog: catalog)
        for volume in file.volumes { try expander.checkNames(of: volume) }
        var steps: [PlannedStep] = []
        for (index, step) in file.steps.enumerated() {
            steps.append(try expander.planned(step, dependencies: graph.dependencies[index]))
        }
        self.steps = steps
        declaresNetworks = !file.networks.isEmpty
        networks = try file.networks.filter { !$0.skipsCreation }.map { network throws(TaskError) in
            Network(
                name: try expander.text(network.name), driver: try network.driver.map(expander.text),
                ipv6: network.ipv6)
        }
        var volumes: [String: [VolumeFile]] = [:]
        for volume in file.volumes { volumes[volume.name] = try expander.files(of: volume) }
        self.volumes = volumes
        redactor = values.redactor
    }

    /// What a plan of `file` refuses whatever values its variables have, with the id of the step.
    ///
    /// Each value is read as a plan reads it; one whose variables have no value yet is left to the plan.
    static func faults(
        in file: TaskFile, catalog: PlatformCatalog
    ) -> [(step: String?, error: TaskError)] {
        let expander = StepExpander(file: file, values: TaskValues(), catalog: catalog)
        var checks: [(step: String?, check: StepExpander.Check)] = []
        checks += expander.checks(of: file).map { (nil, $0) }
        for step in file.steps { checks += expander.checks(of: step).map { (step.id, $0) } }
        return checks.compactMap { step, check in
            do throws(TaskError) {
                try check()
                return nil
            } catch {
                if case .file(_, .noValue) = error { return nil }
                return (step, error)
            }
        }
    }
}

/// Replaces the variables of the steps of a task.
private struct StepExpander {
    let file: TaskFile
    let values: TaskValues
    let catalog: PlatformCatalog

    /// Reads one value, and discards it.
    typealias Check = () throws(TaskError) -> Void

    func text(_ text: TaskText) throws(TaskError) -> String {
        for case .secret(let id) in text.variables where !file.secrets.contains(where: { $0.id == id }) {
            throw TaskError(text.line, .undeclaredSecret(.secret(id)))
        }
        return try text.expanded { values.value(of: $0) }
    }

    /// The checks of the values outside steps.
    func checks(of file: TaskFile) -> [Check] {
        let texts =
            file.networks.flatMap { [$0.name, $0.driver] } + [file.workingDirectory]
        var checks = file.environment.map { item in check { () throws(TaskError) in try variable(item) } }
        checks += texts.compactMap(\.self).map { item in check { () throws(TaskError) in try text(item) } }
        checks.append(check { () throws(TaskError) in try file.stepTimeout.value { values.value(of: $0) } })
        for volume in file.volumes {
            checks.append(check { () throws(TaskError) in try checkNames(of: volume) })
            checks += volume.files.map { item in check { () throws(TaskError) in try bytes(of: item, in: volume) } }
        }
        return checks
    }

    /// The checks of the values of a step.
    func checks(of step: TaskStep) -> [Check] {
        let settings = step.settings
        let timing = step.timing
        let texts =
            step.action.texts + settings.ports + settings.expose
            + [
                settings.workingDirectory, settings.entryPoint, settings.user, settings.network, settings.isolation,
                settings.cpus,
            ].compactMap(\.self)
        let numbers = [timing.timeout, timing.startDelay, timing.retries, timing.retryDelay, timing.repetitions]
        var checks = texts.map { item in check { () throws(TaskError) in try text(item) } }
        checks += settings.environment.map { item in check { () throws(TaskError) in try variable(item) } }
        checks += numbers.map { item in
            check { () throws(TaskError) in try item.value { values.value(of: $0) } }
        }
        checks += settings.mounts.map { item in check { () throws(TaskError) in try self.mount(item) } }
        checks.append(check { () throws(TaskError) in try checkAction(of: step) })
        return checks
    }

    private func check<Value>(_ read: @escaping () throws(TaskError) -> Value) -> Check {
        { () throws(TaskError) in _ = try read() }
    }

    /// Parses the command of a step with its variables in place, and reads its platform unless a variable gives it.
    private func checkAction(of step: TaskStep) throws(TaskError) {
        let action = try PlannedAction(step.action, registry: nil, expand: \.unexpanded)
        guard action.platform?.contains("{{") != true else { return }
        _ = try platform(of: action, line: step.action.texts.first?.line ?? step.line)
    }

    func planned(_ step: TaskStep, dependencies: [Int]) throws(TaskError) -> PlannedStep {
        let settings = step.settings
        let directory = settings.workingDirectory ?? file.workingDirectory
        let action = try PlannedAction(step.action, registry: values.facts[.registry], expand: text)
        return PlannedStep(
            id: step.id, line: step.line, action: action,
            platform: try platform(of: action, line: step.action.texts.first?.line ?? step.line),
            dependencies: dependencies, timing: try timing(step.timing),
            environment: try (file.environment + settings.environment).map(variable),
            workingDirectory: try directory.map(text), container: try container(settings))
    }

    /// The files of a volume, decoded from base64.
    func files(of volume: TaskVolume) throws(TaskError) -> [TaskPlan.VolumeFile] {
        try volume.files.map { file throws(TaskError) in
            TaskPlan.VolumeFile(name: file.name, bytes: try bytes(of: file, in: volume))
        }
    }

    private func bytes(of file: TaskVolume.File, in volume: TaskVolume) throws(TaskError) -> [UInt8] {
        let content = try text(file.content).filter { !$0.isWhitespace }
        guard let bytes = Data(base64Encoded: content) else {
            throw TaskError(file.content.line, .base64(volume: volume.name, file: file.name))
        }
        return Array(bytes)
    }

    /// Refuses names of files that are no names in a folder.
    func checkNames(of volume: TaskVolume) throws(TaskError) {
        for file in volume.files
        where file.name.isEmpty || file.name == "." || file.name == ".." || file.name.contains("/") {
            throw TaskError(file.content.line, .file(path: file.name, reason: "not a valid file name"))
        }
    }

    /// The platform in the words of a build, or otherwise in the first of its names that contains one.
    private func platform(of action: PlannedAction, line: Int) throws(TaskError) -> Platform? {
        guard case .build(let command, _) = action else {
            // That of a pull is only checked.
            if let text = action.platform { _ = try platform(text, host: nil, line: line) }
            return nil
        }
        let tagged = command.tags.lazy.compactMap { PlatformWord(ofImage: $0, catalog: catalog) }.first?.platform
        guard let text = command.platform else { return tagged }
        guard !text.contains(",") else { throw TaskError(line, .severalPlatforms(text)) }
        return try platform(text, host: tagged, line: line)
    }

    private func platform(_ text: String, host: Platform?, line: Int) throws(TaskError) -> Platform {
        let fallback = Platform(os: "linux", architecture: values.facts[.architecture] ?? "")
        return try mapError(
            { (error: SpecifierError) in TaskError(line, .platform(error.description)) },
            try catalog.parse(text, host: host ?? fallback))
    }

    private func timing(_ timing: TaskStep.Timing) throws(TaskError) -> StepTiming {
        func number(_ number: TaskNumber) throws(TaskError) -> Int { try number.value { values.value(of: $0) } }
        var result = StepTiming()
        // A time limit of 0 means the limit of the task.
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

    private func variable(_ item: TaskText) throws(TaskError) -> String {
        let entry = try text(item)
        guard let equals = entry.firstIndex(of: "="), equals > entry.startIndex else {
            throw TaskError(item.line, .environment(item.unexpanded))
        }
        return entry
    }

    private func mount(_ mount: TaskStep.Mount) throws(TaskError) -> ContainerOptions.Mount {
        guard file.volumes.contains(where: { $0.name == mount.name }) else {
            throw TaskError(mount.line, .unknownVolume(mount.name))
        }
        return ContainerOptions.Mount(volume: mount.name, path: try text(mount.path))
    }

    private func container(_ settings: TaskStep.Settings) throws(TaskError) -> ContainerOptions {
        var options = ContainerOptions()
        options.entryPoint = try settings.entryPoint.map(text)
        options.user = try settings.user.map(text)
        options.network = try (settings.network ?? file.networks.first { $0.isDefault }?.name).map(text)
        options.isolation = try settings.isolation.map(text)
        options.ports = try settings.ports.map(text)
        options.expose = try settings.expose.map(text)
        options.processors = try settings.cpus.map(text)
        options.mounts = try settings.mounts.map(mount)
        options.keepsWorkingDirectory = settings.keepsWorkingDirectory
        options.isDetached = settings.isDetached
        options.isKept = settings.isKept
        options.isPulled = settings.isPulled
        options.isPrivileged = settings.isPrivileged
        return options
    }
}
