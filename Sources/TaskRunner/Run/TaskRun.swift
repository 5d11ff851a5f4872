import PlatformModel
import ProgramRunner

/// Runs the steps of a plan, each when its time has come.
package struct TaskRun: Sendable {
    /// What is run.
    package let plan: TaskPlan
    /// With what.
    package let tools: TaskTools
    /// The registries.
    package let images: any TaskImages
    /// All that is known about platforms.
    package let catalog: PlatformCatalog
    /// The folder that `/workspace` stands for, as an absolute path.
    package let context: String
    /// The environment of this process.
    package let variables: [String: String]
    /// Hears of what happens, from any thread.
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

    /// What one of the tasks of a run has to say.
    private enum Message: Sendable {
        case ended(step: Int, StepOutcome)
        case tick
    }

    /// Runs the steps, and gives how each ended; when the task is cancelled, so are they.
    package func perform() async throws(TaskImageFailure) -> [TaskSchedule.Report] {
        let parent = variables["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        guard let scratch = ScratchFolder(in: parent) else {
            throw TaskImageFailure(status: 10, "\(parent) takes no folder")
        }
        defer { scratch.remove() }
        let volumes = try writeVolumes(in: scratch)
        let networks = try await makeNetworks()
        let shared = StepRunner.Surroundings(
            tools: tools, images: images, built: BuiltImages(), catalog: catalog, context: context,
            variables: variables, scratch: scratch, volumes: volumes)
        let reports = await steps(shared)
        await removeNetworks(networks)
        return reports
    }

    private func steps(_ shared: StepRunner.Surroundings) async -> [TaskSchedule.Report] {
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
                    tell(step, outcome, schedule)
                case .tick: tick = nil
                case nil: schedule.cancel()
                }
                if Task.isCancelled { schedule.cancel() }
            }
        }
        return schedule.reports.compactMap(\.self)
    }

    private func begin(
        _ index: Int, _ attempt: Int, _ limit: Int64, _ shared: StepRunner.Surroundings,
        in group: inout TaskGroup<Message>
    ) {
        let step = plan.steps[index]
        let report = report
        let log = StepLog(redactor: plan.redactor) { report(.line(step: step.id, $0)) }
        report(.began(step: step.id, attempt: attempt, what: plan.redactor.redacted(step.summary)))
        let runner = StepRunner(
            step: step, index: index, attempt: attempt, limitMilliseconds: limit, shared: shared, log: log)
        group.addTask { .ended(step: index, await runner.run()) }
    }

    private func tell(_ index: Int, _ outcome: StepOutcome, _ schedule: TaskSchedule) {
        let seconds = schedule.reports[index].map { Double($0.milliseconds) / 1_000 } ?? 0
        report(.ended(step: plan.steps[index].id, outcome.redacted(plan.redactor), seconds: seconds))
    }
}

extension StepOutcome {
    /// The outcome without secrets in its sentence.
    package func redacted(_ redactor: Redactor) -> StepOutcome {
        guard case .failed(let status, let sentence) = self else { return self }
        return .failed(status: status, redactor.redacted(sentence))
    }
}
