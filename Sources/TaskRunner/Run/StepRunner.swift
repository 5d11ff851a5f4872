import ErrorMapping
import ImageModel
import PlatformModel
import ProgramRunner
import Scheduling

/// The registry operations of a task.
package protocol TaskImages: Sendable {
    /// Pushes the only image of an OCI layout under a name.
    /// - Throws: ``TaskError/failed(status:_:)``.
    func push(layout: String, to name: String, log: @escaping @Sendable (String) -> Void) async throws(TaskError)

    /// Runs a command on manifest lists, and returns the lines that docker would print.
    /// - Throws: ``TaskError/failed(status:_:)``.
    func perform(_ command: ManifestListCommand) async throws(TaskError) -> [String]
}

/// One attempt at a step.
struct StepRunner: Sendable {
    /// What all steps of a run share.
    struct Shared: Sendable {
        let tools: TaskTools
        let images: any TaskImages
        let built: BuiltImages
        let catalog: PlatformCatalog
        /// The folder that the steps see as `/workspace`.
        let context: String
        /// The environment of this process.
        let variables: [String: String]
        /// The folder for OCI layouts.
        let scratch: ScratchFolder
        /// The folders of the volumes, by name.
        let volumes: [String: String]
        /// What the containers have in common.
        let containers: ContainerRun
    }

    let step: PlannedStep
    let index: Int
    let attempt: Int
    let limitMilliseconds: Int64
    let shared: Shared
    let log: StepLog

    /// Runs the step once.
    func run() async -> StepOutcome {
        do throws(TaskError) {
            switch step.action {
            case .build(let command, let names): try await build(command, names)
            case .push(let names): try await limited { () async throws(TaskError) in try await push(names) }
            case .manifest(let command):
                try await limited { () async throws(TaskError) in
                    for line in try await shared.images.perform(command) { log.add(line: line) }
                }
            case .command(let words): try await run(words)
            }
            return .succeeded
        } catch {
            return Task.isCancelled ? .cancelled : StepOutcome(error)
        }
    }

    private func build(_ command: BuildCommand, _ names: [String]) async throws(TaskError) {
        guard let builder = shared.tools.builder else { throw .failed(.unexpected, "no builder is available") }
        let layout = try layoutFolder()
        let arguments = builder.arguments(for: command, platform: step.platform, layout: layout)
        try await run(
            builder.program, arguments, in: WorkingDirectory.onHost(step.workingDirectory, context: shared.context))
        guard let name = command.tags.first else { return }
        let image = try await exported(name, by: builder, to: layout)
        try check(image.platform, is: step.platform, names: command.tags)
        await shared.built.add(image, names: names)
    }

    private func push(_ names: [String]) async throws(TaskError) {
        for name in names {
            let image = try await image(named: name)
            try check(image.platform, is: nil, names: [name])
            log.add(line: "pushing \(name)" + (image.platform.map { " (\($0.short))" } ?? ""))
            try await shared.images.push(layout: image.layout, to: name) { log.add(line: $0) }
        }
    }

    private func run(_ words: [String]) async throws(TaskError) {
        guard let engine = shared.tools.engine else { throw .failed(.unexpected, "no container engine is available") }
        if attempt > 1, words.first != "docker" {
            await engine.removeContainers(shared.containers, named: step.id, variables: shared.variables)
        }
        let arguments = engine.arguments(
            for: words, of: step, run: shared.containers, context: shared.context, volumes: shared.volumes)
        try await run(engine.rawValue, arguments, in: shared.context)
    }

    /// The image that a step of this run has built, or that the builder has under that name.
    private func image(named name: String) async throws(TaskError) -> BuiltImage {
        if let image = await shared.built.image(named: name) { return image }
        let missing = TaskError.failed(.notFound, "no step of this run has built '\(name)'")
        guard let builder = shared.tools.builder, builder.exportArguments(image: name, layout: "") != nil else {
            throw missing
        }
        let layout = try layoutFolder()
        do throws(TaskError) {
            return try await exported(name, by: builder, to: layout)
        } catch {
            switch error {
            case .timedOut, .cancelled: throw error
            case .file, .noBuilder, .noEngine, .failed: throw missing
            }
        }
    }

    /// Writes an image to a layout, unless the build has already done so.
    private func exported(
        _ name: String, by builder: Builder, to layout: String
    ) async throws(TaskError) -> BuiltImage {
        if let arguments = builder.exportArguments(image: name, layout: layout) {
            try await run(builder.program, arguments, in: shared.context)
        }
        return try BuiltImage(layout: layout)
    }

    /// Refuses an image for another platform than the requested one, or than the one in its names.
    private func check(_ found: Platform?, is wanted: Platform?, names: [String]) throws(TaskError) {
        guard let found else { return }
        if let wanted, PlatformWord.contradict(found, wanted, catalog: shared.catalog) {
            throw .failed(.mismatch, "the built image is for \(found.short), not for \(wanted.short)")
        }
        for name in names {
            guard let word = ImageName.tag(name).flatMap({ PlatformWord(in: $0, catalog: shared.catalog) }),
                PlatformWord.contradict(found, word.platform, catalog: shared.catalog)
            else { continue }
            throw .failed(.mismatch, "the built image is for \(found.short), but its name is '\(name)'")
        }
    }

    private func layoutFolder() throws(TaskError) -> String {
        try shared.scratch.folder("\(index)-\(attempt)-\(UInt32.random(in: 0...UInt32.max))")
    }
}

// Programs and time limits.
extension StepRunner {
    /// Runs a program to its end and logs its output.
    private func run(_ name: String, _ arguments: [String], in folder: String) async throws(TaskError) {
        var program = Program(name, arguments, variables: environment)
        program.workingDirectory = folder
        program.timeLimitMilliseconds = Int(limitMilliseconds)
        defer { log.finish() }
        let seconds = step.timing.timeout
        let ending = try await mapError(
            { TaskError($0, seconds: seconds) }, awaiting: try await program.run { log.add($0, $1) })
        switch ending {
        case .exited(0): return
        case .exited(let status): throw .failed(status: status, "\(name) exited with status \(status)")
        case .signalled(let signal): throw .failed(status: ending.status, "\(name) was killed by signal \(signal)")
        }
    }

    /// Does work that is not a program within the time limit of the step.
    private func limited(
        _ work: @escaping @Sendable () async throws(TaskError) -> Void
    ) async throws(TaskError) {
        let deadline = ContinuousClock.now + .milliseconds(limitMilliseconds)
        guard try await withDeadline(deadline, work) != nil else { throw .timedOut(seconds: step.timing.timeout) }
    }

    /// The environment of this process, changed by that of the step.
    private var environment: [String: String] {
        var variables = shared.variables
        for entry in step.environment {
            guard let equals = entry.firstIndex(of: "=") else { continue }
            variables[String(entry[..<equals])] = String(entry[entry.index(after: equals)...])
        }
        return variables
    }
}

extension TaskError {
    /// A program that did not run to its end; 126 and 127 are the statuses that a shell reports.
    fileprivate init(_ error: ProgramError, seconds: Int) {
        self =
            switch error {
            case .timedOut: .timedOut(seconds: seconds)
            case .cancelled: .cancelled
            case .missing: .failed(status: 127, error.description)
            case .workingDirectory, .notStarted, .inputTooLong, .outputTooLong:
                .failed(status: 126, error.description)
            }
    }
}

extension StepOutcome {
    /// The outcome of an attempt that ended with `error`.
    fileprivate init(_ error: TaskError) {
        self =
            switch error {
            case .failed(let status, let sentence): .failed(status: status, sentence)
            case .timedOut(let seconds): .timedOut(seconds: seconds)
            case .cancelled: .cancelled
            case .file, .noBuilder, .noEngine:
                .failed(status: ExitStatus.malformed.rawValue, error.description)
            }
    }
}
