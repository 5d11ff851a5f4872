import PlatformModel
import ProgramRunner

/// Does what one step says, once.
struct StepRunner: Sendable {
    /// What all steps of a run share.
    struct Surroundings: Sendable {
        let tools: TaskTools
        let images: any TaskImages
        let built: BuiltImages
        let catalog: PlatformCatalog
        /// The folder that `/workspace` stands for.
        let context: String
        /// The environment of this process.
        let variables: [String: String]
        /// Where layouts go.
        let scratch: ScratchFolder
        /// The folders of volumes.
        let volumes: [String: String]
    }

    let step: PlannedStep
    let index: Int
    let attempt: Int
    let limitMilliseconds: Int64
    let shared: Surroundings
    let log: StepLog

    /// Does it, and says how it ended.
    func run() async -> StepOutcome {
        do throws(StepFailure) {
            switch step.action {
            case .build(let command, let platform, let names): try await build(command, platform, names)
            case .push(let names): try await limited { () async throws(StepFailure) in try await push(names) }
            case .manifest(let command):
                try await limited { () async throws(StepFailure) in try await perform(command) }
            case .command(let words): try await run(words)
            }
            return .succeeded
        } catch {
            return Task.isCancelled ? .cancelled : error.outcome
        }
    }

    private func build(
        _ command: BuildCommand, _ platform: Platform?, _ names: [String]
    ) async throws(StepFailure) {
        guard let builder = shared.tools.builder else { throw StepFailure(1, "nothing builds here") }
        let layout = try layoutFolder()
        let arguments = builder.arguments(for: command, platform: platform, layout: layout)
        try await run(
            builder.program, arguments, in: WorkingDirectory.onHost(step.workingDirectory, context: shared.context))
        guard let name = command.tags.first else { return }
        let found = try await exported(name, by: builder, to: layout)
        try check(found, is: platform, names: command.tags)
        await shared.built.add(BuiltImages.Image(layout: layout, platform: found), names: names)
    }

    /// Writes an image to a layout, unless it is there already, and gives what it is for.
    private func exported(
        _ name: String, by builder: Builder, to layout: String
    ) async throws(StepFailure) -> Platform? {
        if let arguments = builder.exportArguments(image: name, layout: layout) {
            try await run(builder.program, arguments, in: shared.context)
        }
        do throws(TaskImageFailure) {
            return try LayoutPlatform.read(layout)
        } catch {
            throw StepFailure(error)
        }
    }

    /// Refuses an image that is for another platform than was asked for, or than one of its names says.
    private func check(_ found: Platform?, is wanted: Platform?, names: [String]) throws(StepFailure) {
        guard let found else { return }
        if let wanted, PlatformWord.contradict(found, wanted, catalog: shared.catalog) {
            throw StepFailure(4, "the image that was built is for \(found.short), not for \(wanted.short)")
        }
        for name in names {
            guard let word = ImageName.tag(name).flatMap({ PlatformWord(in: $0, catalog: shared.catalog) }),
                PlatformWord.contradict(found, word.platform, catalog: shared.catalog)
            else { continue }
            throw StepFailure(4, "the image that was built is for \(found.short), and is called '\(name)'")
        }
    }

    private func push(_ names: [String]) async throws(StepFailure) {
        for name in names {
            let image = try await image(named: name)
            try check(image.platform, is: nil, names: [name])
            log.line("pushing \(name)" + (image.platform.map { " (\($0.short))" } ?? ""))
            do throws(TaskImageFailure) {
                try await shared.images.push(layout: image.layout, to: name) { log.line($0) }
            } catch {
                throw StepFailure(error)
            }
        }
    }

    /// What a step of this run has built, or what the builder has under that name.
    private func image(named name: String) async throws(StepFailure) -> BuiltImages.Image {
        if let image = await shared.built.image(named: name) { return image }
        guard let builder = shared.tools.builder, builder.exportArguments(image: name, layout: "") != nil else {
            throw StepFailure(6, "no step of this run has built '\(name)'")
        }
        let layout = try layoutFolder()
        do throws(StepFailure) {
            let platform = try await exported(name, by: builder, to: layout)
            return BuiltImages.Image(layout: layout, platform: platform)
        } catch {
            throw error.isTimeout ? error : StepFailure(6, "no step of this run has built '\(name)'")
        }
    }

    private func perform(_ command: ManifestListCommand) async throws(StepFailure) {
        do throws(TaskImageFailure) {
            for line in try await shared.images.perform(command) { log.line(line) }
        } catch {
            throw StepFailure(error)
        }
    }

    private func run(_ words: [String]) async throws(StepFailure) {
        guard let engine = shared.tools.engine else { throw StepFailure(1, "nothing runs images here") }
        let place = ContainerEngine.Place(context: shared.context, volumes: shared.volumes)
        let arguments = engine.arguments(for: words, of: step, in: place)
        try await run(engine.rawValue, arguments, in: shared.context)
    }

    private func layoutFolder() throws(StepFailure) -> String {
        guard let folder = shared.scratch.folder("\(index)-\(attempt)-\(UInt32.random(in: 0...UInt32.max))") else {
            throw StepFailure(10, "\(shared.scratch.path) takes no folder")
        }
        return folder
    }
}
