import ArgumentParser
import CommandRendering
import ErrorMapping
import ImageResolver
import TaskRunner

/// `resolve task`: the commands on multi-step tasks.
struct TaskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task",
        abstract: "Check and run multi-step tasks in the YAML of ACR Tasks.",
        subcommands: [TaskRunCommand.self, TaskLintCommand.self, TaskPlanCommand.self])
}

/// `resolve task run`.
struct TaskRunCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a task: build, check and push images, create manifest lists, and run containers.",
        discussion: """
            buildah, docker buildx or podman builds the images without a layer cache, each for the platform that its tag \
            or its options name. Every image is checked before it can be pushed. Pushes and docker manifest, pull, tag and \
            push need no engine; other commands run their image with podman or docker. A file with lint errors is not run. \
            The output of steps goes to stderr, each line after the id of its step. The exit status is 13 when a step fails, \
            and 4 when a build made an image for another platform.
            """)

    @OptionGroup(title: "Task")
    var task: TaskOptions

    @Flag(name: .customLong("no-lint"), help: "Run the task without looking for mistakes first.")
    var skipsLint = false

    @Flag(
        inversion: .prefixedNo,
        help: "Check whether the programs in built images are for their platform, as 'resolve check' does.")
    var check = true

    @OptionGroup
    var network: RegistryOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { network.transfer.progress }

    /// Runs the steps and prints how each ended.
    func perform(_ console: Console) async throws(ResolverError) {
        let contents = try task.input.contents()
        let environment = Environment.snapshot()
        let values = try task.values()
        if !skipsLint { try lint(contents, values, environment, console) }
        let plan = try task.plan(of: contents, values, environment)
        let tools = try await mapError(
            { (error: TaskError) in
                ResolverError(.malformed, error.description, hint: "install one of them; nothing was run")
            },
            awaiting: try await TaskTools.find(for: plan, variables: environment))
        let run = TaskRun(
            plan: plan, tools: tools,
            images: ResolverTaskImages(
                options: network.dockerResolverOptions(), checksBuilds: check, report: console.report),
            catalog: try task.input.catalog(),
            context: RunFacts.absolutePath(of: task.input.context), variables: environment
        ) { event in
            let rendering = TaskEventRendering(event)
            console.log([console.isStructured ? rendering.json.line : rendering.line])
        }
        let result = try await mapError(
            { (error: TaskError) in ResolverError(.disk, error.sentence) }, awaiting: try await run.perform())
        let rendering = TaskRunRendering(plan, result, file: task.file.text)
        if mode.isJSON {
            console.print([rendering.json.pretty])
        } else {
            console.print(mode.isQuiet ? rendering.references : rendering.lines)
        }
        if Task.isCancelled { throw ResolverError(.interrupted, "interrupted", retryable: true) }
        if let failure = rendering.failure { throw ResolverError(failure.kind, failure.sentence) }
    }

    /// Shows the findings of lint, and refuses a task with errors.
    private func lint(
        _ contents: [UInt8], _ values: TaskValues, _ environment: [String: String], _ console: Console
    ) throws(ResolverError) {
        let rendering = FindingRendering(try task.input.findings(in: contents, values), file: task.file.text)
        if rendering.isEmpty { return }
        console.log(rendering.lines)
        guard let failure = rendering.failure else { return }
        let isRunnable = (try? task.plan(of: contents, values, environment)) != nil
        throw ResolverError(.malformed, failure, hint: isRunnable ? "--no-lint runs the task anyway" : nil)
    }
}

/// `resolve task lint`.
struct TaskLintCommand: LocalCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Find mistakes in a task file and suggest corrections.",
        discussion: """
            Nothing is run and no registry is contacted; variables are not replaced. With an error the exit status is 11, \
            with warnings alone it is 0.
            """)

    @Argument(help: "The task file; - is stdin.")
    var file: FilePath

    @Option(help: .value("dir", "The directory of alias files (default: the current one)."))
    var context: FolderPath?

    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// Prints the findings.
    func perform(_ writer: inout ConsoleWriter) throws(ResolverError) {
        let input = TaskInput(file: file.text, context: context?.text ?? ".")
        let rendering = FindingRendering(try input.findings(in: input.contents()), file: file.text)
        writer.print(mode.isJSON ? [rendering.json.pretty] : rendering.lines)
        if let sentence = rendering.failure { throw ResolverError(.malformed, sentence) }
    }
}

/// `resolve task plan`.
struct TaskPlanCommand: LocalCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show the steps of a task in order, with every variable replaced.",
        discussion: "Nothing is run and no registry is contacted; secrets are not shown.")

    @OptionGroup(title: "Task")
    var task: TaskOptions

    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// Prints the plan.
    func perform(_ writer: inout ConsoleWriter) throws(ResolverError) {
        let plan = try task.plan(of: task.input.contents(), task.values(), Environment.snapshot())
        let rendering = TaskPlanRendering(plan, file: task.file.text)
        writer.print(mode.isJSON ? [rendering.json.pretty] : rendering.lines)
    }
}
