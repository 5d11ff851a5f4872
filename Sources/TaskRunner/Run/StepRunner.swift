import ErrorMapping
import ImageModel
import PlatformModel
import ProgramRunner
import Scheduling

/// One attempt at a step.
struct StepRunner: Sendable {
    /// What all steps of a run share.
    struct Shared: Sendable {
        let tools: TaskTools
        let images: any TaskImages
        let known: RunImages
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
                    let lines = try await shared.images.perform(command)
                    for line in lines { log.add(line: line) }
                    if case .push(let list, _, _) = command, let digest = lines.first {
                        await shared.known.addPushed(list, digest: digest)
                    }
                }
            case .image(let command, let names): try await perform(command, names)
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
        if let export = builder.exportArguments(image: name, layout: layout) {
            try await run(builder.program, export, in: shared.context)
        }
        let built = try BuiltLayout(layout)
        try check(built.platform, is: step.platform, names: command.tags)
        try await shared.images.check(built.image) { log.add(line: $0) }
        if let engine = shared.tools.engine, !engine.shares(builder) {
            try await load(built, names: command.tags, into: engine)
        }
        await shared.known.set(built.image, names: names)
    }

    /// Gives the engine an image that is only in its layout, under the names that the step wrote.
    private func load(_ built: BuiltLayout, names: [String], into engine: ContainerEngine) async throws(TaskError) {
        try built.writeDockerManifest(names: names.map(engine.localName))
        let archive = "\(try layoutFolder()).tar"
        defer { ScratchFolder.remove(archive) }
        try await run("tar", ["-C", built.folder, "-cf", archive, DockerManifest.file, "blobs"], in: shared.context)
        try await run(engine.rawValue, ["load", "--input", archive], in: shared.context)
    }

    private func push(_ names: [String]) async throws(TaskError) {
        for name in names { try await push(try await image(named: name), to: name) }
    }

    private func push(_ image: TaskImage, to name: String) async throws(TaskError) {
        try check(image.platform, is: nil, names: [name])
        log.add(line: "pushing \(name)" + (image.platform.map { " (\($0.short))" } ?? ""))
        let digest = try await shared.images.push(image, to: name) { log.add(line: $0) }
        await shared.known.addPushed(name, digest: digest)
    }

    /// Pulls, tags or pushes images: in the engine if the task uses one, else without.
    private func perform(_ command: ImageCommand, _ names: [String]) async throws(TaskError) {
        guard shared.tools.engine == nil else {
            try await run(command.words)
            switch command.verb {
            case .pull: await shared.known.set(nil, names: names)
            case .tag:
                await shared.known.set(await shared.known.image(named: names[0]), names: Array(names.dropFirst()))
            case .push: break
            }
            return
        }
        try await limited { () async throws(TaskError) in
            switch command.verb {
            case .pull(let platform): try await pull(command.names[0], platform: platform, as: names)
            case .tag: await shared.known.set(try await image(named: names[0]), names: Array(names.dropFirst()))
            case .push:
                let target = try reference(command.names[0])
                try await push(try await image(named: names[0]), to: target.description)
            }
        }
    }

    /// Looks up an image at its registry. Its layers stay there until a step pushes it.
    private func pull(_ name: String, platform: String?, as names: [String]) async throws(TaskError) {
        let reference = try reference(name)
        let image = try await shared.images.image(reference, platform: platform)
        if case .registry(let found) = image.source {
            log.add(line: found.description + (image.platform.map { " (\($0.short))" } ?? ""))
        }
        // Docker Hub's images can be named in full, too.
        await shared.known.set(image, names: names + [ImageName.full(reference.description, registry: nil)])
    }

    private func reference(_ name: String) throws(TaskError) -> Reference {
        try mapError(
            { (error: ReferenceError) in TaskError.failed(.malformed, error.description) }, try Reference(parsing: name)
        )
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

    /// The image that a step of this run has built or pulled, or that the builder or the engine has under that name.
    private func image(named name: String) async throws(TaskError) -> TaskImage {
        if let image = await shared.known.image(named: name) { return image }
        let stores = [shared.tools.builder, shared.tools.engine == .podman ? .podman : nil].compactMap(\.self)
        for store in stores {
            let layout = try layoutFolder()
            guard let arguments = store.exportArguments(image: name, layout: layout) else { continue }
            if try await succeeds(store.program, arguments) { return try BuiltLayout(layout).image }
        }
        if shared.tools.engine == .docker {
            let archive = "\(try layoutFolder())/image.tar"
            if try await succeeds("docker", ["save", "--output", archive, name]) {
                return TaskImage(.archive(archive), platform: await dockerPlatform(of: name))
            }
        }
        throw .failed(.notFound, "no step of this run has built or pulled '\(name)'")
    }

    /// Runs a program that may fail, and returns whether it has succeeded.
    private func succeeds(_ name: String, _ arguments: [String]) async throws(TaskError) -> Bool {
        do throws(TaskError) {
            try await run(name, arguments, in: shared.context)
            return true
        } catch {
            switch error {
            case .timedOut, .cancelled: throw error
            case .file, .noBuilder, .noEngine, .failed: return false
            }
        }
    }

    /// The platform that the config of an image in docker's store states.
    private func dockerPlatform(of name: String) async -> Platform? {
        let format = "{{.Os}}/{{.Architecture}}{{if .Variant}}/{{.Variant}}{{end}}"
        let words = await Program(
            "docker", ["image", "inspect", "--format", format, name], variables: shared.variables
        ).words()
        return words.first.flatMap { try? shared.catalog.parse($0, host: Platform(os: "linux", architecture: "")) }
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
