import ErrorMapping
import ImageModel
import PlatformModel
import ProgramRunner
import SystemFiles

/// Runs the steps of a plan in their order.
package struct TaskRun: Sendable {
    /// The plan to run.
    package let plan: TaskPlan
    /// The programs that build and run images.
    package let tools: TaskTools
    /// The registry operations.
    package let images: any TaskImages
    /// The known platforms.
    package let catalog: PlatformCatalog
    /// The absolute path of the folder that the steps see as `/workspace`.
    package let context: String
    /// The environment of this process.
    package let variables: [String: String]
    /// Receives events, on any thread.
    package let report: @Sendable (TaskEvent) -> Void

    /// A run of `plan`.
    package init(
        plan: TaskPlan, tools: TaskTools, images: any TaskImages, catalog: PlatformCatalog, context: String,
        variables: [String: String], report: @escaping @Sendable (TaskEvent) -> Void
    ) {
        self.plan = plan
        self.tools = tools
        self.images = images
        self.catalog = catalog
        self.context = context
        self.variables = variables
        self.report = report
    }

    /// How the steps of a run ended.
    package struct Result: Sendable {
        /// How each step ended, in file order.
        package let steps: [TaskSchedule.Report]
        /// The images and lists that this program has pushed, as `registry/repository@digest`.
        package let pushed: [String]
    }

    /// Runs the steps and returns how they ended; cancelling the task stops them.
    /// - Throws: ``TaskError/failed(status:_:)`` if the folders or networks of the run cannot be created.
    package func perform() async throws(TaskError) -> Result {
        let scratch = try ScratchFolder(in: variables["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp")
        defer { scratch.remove() }
        let volumes = try writeVolumes(in: scratch)
        let containers = ContainerRun(name: scratch.name, network: plan.needsNetwork ? scratch.name : nil)
        let networks = try await createNetworks(containers)
        let shared = StepRunner.Shared(
            tools: tools, images: images, known: RunImages(), catalog: catalog, context: context,
            variables: variables, scratch: scratch, volumes: volumes, containers: containers)
        let reports = await runSteps(shared)
        // A task of its own: the programs that clean up have to run to their end even if this one is cancelled.
        await Task {
            if plan.runsImages {
                await tools.engine?.removeContainers(containers, variables: variables)
            }
            await removeNetworks(networks)
        }.value
        return Result(steps: reports, pushed: await shared.known.pushed)
    }

    /// What the scheduling loop waits for.
    private enum Message: Sendable {
        case ended(step: Int, StepOutcome)
        case tick
    }

    private func runSteps(_ shared: StepRunner.Shared) async -> [TaskSchedule.Report] {
        var schedule = TaskSchedule(
            plan.steps.map { TaskSchedule.Step(dependencies: $0.dependencies, timing: $0.timing) })
        let start = ContinuousClock.now
        func now() -> Int64 { Int64((ContinuousClock.now - start) / .milliseconds(1)) }
        await withTaskGroup(of: Message.self) { group in
            var tick: Int64?
            while true {
                for case .begin(let step, let attempt, let limit) in schedule.actions(at: now()) {
                    begin(step, attempt, limit, shared, in: &group)
                }
                guard !schedule.isOver else { return group.cancelAll() }
                if schedule.hasFailed { group.cancelAll() }
                if let wake = schedule.wakeTime, tick.map({ wake < $0 }) ?? true {
                    tick = wake
                    let pause = wake - now()
                    group.addTask {
                        try? await Task.sleep(for: .milliseconds(pause))
                        return .tick
                    }
                }
                switch await group.next() {
                case .ended(let step, let outcome):
                    schedule.attemptEnded(step: step, outcome, at: now())
                    reportEnd(of: step, outcome, schedule)
                case .tick: tick = nil
                case nil: schedule.cancel()
                }
                if Task.isCancelled { schedule.cancel() }
            }
        }
        return schedule.reports.compactMap(\.self)
    }

    private func begin(
        _ index: Int, _ attempt: Int, _ limit: Int64, _ shared: StepRunner.Shared,
        in group: inout TaskGroup<Message>
    ) {
        let step = plan.steps[index]
        let report = report
        let log = StepLog(redactor: plan.redactor) { report(.line(step: step.id, $0)) }
        report(.began(step: step.id, attempt: attempt, command: plan.redactor.redacted(step.action.summary)))
        let runner = StepRunner(
            step: step, index: index, attempt: attempt, limitMilliseconds: limit, shared: shared, log: log)
        group.addTask { .ended(step: index, await runner.run()) }
    }

    private func reportEnd(of index: Int, _ outcome: StepOutcome, _ schedule: TaskSchedule) {
        let seconds = schedule.reports[index].map { Double($0.milliseconds) / 1_000 } ?? 0
        report(.ended(step: plan.steps[index].id, outcome.redacted(plan.redactor), seconds: seconds))
    }
}

/// An event of a running task, without secrets.
package enum TaskEvent: Hashable, Sendable {
    /// An attempt at a step begins.
    case began(step: String, attempt: Int, command: String)
    /// A step writes a line.
    case line(step: String, String)
    /// An attempt at a step has ended.
    case ended(step: String, StepOutcome, seconds: Double)
}

extension ContainerEngine {
    /// Removes the containers of a run, or only those of one name, with their processes.
    func removeContainers(
        _ run: ContainerRun, named step: String? = nil, variables: [String: String]
    ) async {
        var listing = Program(rawValue, run.listing(named: step), variables: variables)
        listing.timeLimitMilliseconds = 60_000
        let found = await listing.words()
        guard !found.isEmpty else { return }
        var removal = Program(rawValue, ["rm", "--force"] + found, variables: variables)
        removal.timeLimitMilliseconds = 60_000
        _ = await removal.succeeds()
    }
}

extension TaskPlan {
    /// Whether a step runs an image; the words of docker itself go to the engine.
    fileprivate var runsImages: Bool {
        steps.contains { step in
            if case .command(let words) = step.action { words.first != "docker" } else { false }
        }
    }

    /// Whether the containers need a network of the run, because the task declares none.
    fileprivate var needsNetwork: Bool { !declaresNetworks && runsImages }
}

// Volumes and networks.
extension TaskRun {
    /// Writes the files of the volumes, and returns the folder of each volume by its name.
    private func writeVolumes(in scratch: ScratchFolder) throws(TaskError) -> [String: String] {
        var folders: [String: String] = [:]
        for (number, volume) in plan.volumes.sorted(by: { $0.key < $1.key }).enumerated() {
            let folder = try scratch.folder("volume-\(number)")
            for file in volume.value {
                try mapError(
                    { (_: SystemError) in
                        TaskError.failed(.disk, "cannot write the file '\(file.name)' in '\(folder)'")
                    },
                    try SmallFile.create("\(folder)/\(file.name)", with: file.bytes))
            }
            folders[volume.key] = folder
        }
        return folders
    }

    /// Creates the networks of the task, or that of the run, if containers are run, and returns their names.
    private func createNetworks(_ containers: ContainerRun) async throws(TaskError) -> [String] {
        guard let engine = tools.engine else { return [] }
        var created: [String] = []
        let own = containers.network.map { [TaskPlan.Network(name: $0, driver: nil, ipv6: false)] } ?? []
        for network in own + plan.networks {
            let options = (network.driver.map { ["--driver", $0] } ?? []) + (network.ipv6 ? ["--ipv6"] : [])
            guard await succeeds(engine, ["network", "create"] + options + [network.name]) else {
                await removeNetworks(created)
                throw .failed(.unexpected, "\(engine.rawValue) could not create the network '\(network.name)'")
            }
            created.append(network.name)
        }
        return created
    }

    private func removeNetworks(_ names: [String]) async {
        guard let engine = tools.engine else { return }
        for name in names { _ = await succeeds(engine, ["network", "rm", name]) }
    }

    private func succeeds(_ engine: ContainerEngine, _ arguments: [String]) async -> Bool {
        var program = Program(engine.rawValue, arguments, variables: variables)
        program.timeLimitMilliseconds = 60_000
        return await program.succeeds()
    }
}
