import ArgumentParser
import CommandRendering
import ImageResolver
import TaskRunner

/// `resolve task run`.
struct TaskRunCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a task: build, check, push and list images, and run others.",
        discussion: """
            buildah, docker buildx or podman builds, each image for the platform that its tag or its words name, without a \
            cache; what comes out is checked before it may be pushed. Pushes and docker manifest need no engine; other \
            commands run their image with podman or docker. A file in which lint finds an error is not run. What steps \
            say stands on stderr after their names. The exit status is 13 when a step fails.
            """)

    /// The task, and what it leaves open.
    @OptionGroup(title: "Task")
    var task: TaskOptions

    /// Run in spite of lint.
    @Flag(name: .customLong("no-lint"), help: "Run the task although lint finds errors.")
    var skipsLint = false

    /// Connections and transfers.
    @OptionGroup
    var network: ListOptions

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: OutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// How progress is asked for.
    var progress: ProgressStyle.Choice { network.registry.progress }

    /// Runs the steps, and prints what became of each.
    func perform(_ console: Console) async throws(ResolverError) {
        let contents = try task.input.contents()
        try lint(contents, console)
        let environment = Environment.snapshot()
        let plan = try task.input.plan(of: contents, task.values(environment))
        let tools: TaskTools
        do throws(TaskToolsProblem) {
            tools = try await TaskTools.find(for: plan, variables: environment)
        } catch {
            throw ResolverError(.malformed, error.description, hint: "install one of them; nothing was run")
        }
        let resolver = Resolver(options: network.resolverOptions(), events: console.report)
        let log = TaskLog(console)
        let run = TaskRun(
            plan: plan, tools: tools, images: ResolverTaskImages(resolver: resolver),
            catalog: try task.input.platforms(),
            context: task.input.absoluteContext, variables: environment, report: log.tell)
        let reports: [TaskSchedule.Report]
        do throws(TaskImageFailure) {
            reports = try await run.perform()
        } catch {
            throw ResolverError(.disk, error.sentence)
        }
        let rendering = TaskRunRendering(plan, reports: reports, file: task.file.text)
        console.print(mode.isJSON ? [rendering.json.pretty] : rendering.lines)
        if Task.isCancelled { throw ResolverError(.interrupted, "interrupted", retryable: true) }
        if let sentence = rendering.failure { throw ResolverError(.step, sentence) }
    }

    /// Says what lint has found, and refuses what cannot come out right.
    private func lint(_ contents: [UInt8], _ console: Console) throws(ResolverError) {
        let rendering = FindingRendering(task.input.findings(in: contents), file: task.file.text)
        if rendering.isEmpty { return }
        console.log(rendering.lines)
        guard let failure = rendering.failure, !skipsLint else { return }
        throw ResolverError(.malformed, failure, hint: "--no-lint runs the task all the same")
    }
}
