import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve plan`.
struct PlanCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a pull would fetch, without fetching a layer.",
        discussion: """
            Shows for each image its layers, and the bytes and requests that a pull into the same output would take now; for \
            several images, a blob that they share counts once. The size of the unpacked image is not shown, because only \
            the layers themselves tell it.
            """)

    @OptionGroup
    var sources: ImageListOptions

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: .value("output", "The output of the pull, as for 'resolve pull' (default: the local store)."),
        completion: .directory, transform: PullOutput.init(parsing:))
    var destination: PullOutput?

    @Flag(name: .customLong("artifact"), help: "Also accept what is not an image, such as a Helm chart or a model.")
    var takesArtifacts = false

    @OptionGroup
    var lock: LockOptions

    @OptionGroup
    var network: NetworkOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { network.transfer.progress }

    func validate() throws {
        if sources.isEmpty && !lock.isLocked { throw ValidationError("an image or --file is missing") }
    }

    /// Prints the plan of each image, and the total of several.
    ///
    /// The error of a single image is thrown unchanged; of several images, all are planned that can be.
    func perform(_ console: Console) async throws(ResolverError) {
        let options = network.resolverOptions()
        let listed = try lock.locking(sources.requests(), isOffline: options.offline, console.report)
        let requests = listed.map { request in
            var request = request
            request.takesArtifacts = takesArtifacts
            return request
        }
        let resolver = Resolver(options: options, events: console.report).withClockRunning()
        let plan = try await resolver.plan(requests, to: destination ?? .localStore)
        let failures = plan.outcomes.compactMap(\.failure)
        if requests.count == 1, let failure = failures.first { throw failure }
        for failure in failures { console.print(failure) }
        let rendering = PlanRendering(plan)
        console.print(mode.isJSON ? rendering.json.map(\.line) : rendering.lines)
        if !failures.isEmpty { throw ImageListOptions.partial(failures: failures.count, of: requests.count) }
    }
}
