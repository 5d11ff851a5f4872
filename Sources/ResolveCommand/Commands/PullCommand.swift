import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve pull`.
struct PullCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "pull", _superCommandName: "resolve",
        abstract: "Fetch images, each for this host or for the platforms wanted.",
        discussion: """
            Prints one line an image: repository@sha256:… of the platform's manifest. --platform may be given several \
            times; it also takes host, which is the default, and all.
            """)
    /// Layers, and so bars.
    static let fetchesLayers = true

    /// The images.
    @Argument(help: "Images, as [registry/]repository[:tag][@digest].")
    var images: [String] = []

    /// A list of images.
    @Option(
        name: .customLong("file"), help: .value("list", "Images, one a line, each with a --platform=P; - is stdin."))
    var list: FilePath?

    /// Where images go.
    @Option(name: [.customShort("o"), .customLong("output")], help: .output, transform: OutputPlace.output)
    var place: PullOutput?

    /// The rest in spite of a failure.
    @Flag(name: .customLong("keep-going"), help: "Go on with the other images after one has failed.")
    var keepsGoing = false

    /// What every network command takes.
    @OptionGroup
    var network: NetworkOptions

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: OutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// How progress is asked for.
    var progress: ProgressStyle.Choice { network.registry.progress }

    /// Refuses to pull nothing.
    func validate() throws {
        if images.isEmpty && list == nil { throw ValidationError("an image or --file is missing") }
    }

    /// Pulls the images in their order.
    func perform(_ console: Console) async throws(ResolverError) {
        var requests = images.map { PullRequest(image: $0) }
        if let list { requests += try PullListFile.requests(in: list.text) }
        let resolver = Resolver(options: network.resolverOptions(), events: console.report)
        let run = PullRun(requests: requests, output: place ?? .localStore, keepsGoing: keepsGoing)
        try await run.perform(by: resolver, console: console)
    }
}

extension ArgumentHelp {
    /// What `-o` is for.
    fileprivate static let output = ArgumentHelp(
        """
        An OCI layout to write to, as DIR or oci:DIR; the local store unless given. Environment: RESOLVE_HOME, else \
        XDG_DATA_HOME, for the local store.
        """, valueName: "dir")
}
