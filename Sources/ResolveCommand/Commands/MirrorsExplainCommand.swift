import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve mirrors explain`.
struct MirrorsExplainCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "List the places that are asked for an image, in order, and which configuration says so.",
        discussion: """
            Places come from --mirror, containerd's hosts.toml, podman's registries.conf and Docker's daemon.json, in this \
            order; the registry itself comes last. Nobody is asked. Environment: XDG_CONFIG_HOME, CONTAINERS_REGISTRIES_CONF.
            """)

    /// The image.
    @Argument(help: "The image, as [registry/]repository[:tag][@digest].")
    var image: String

    /// Connections.
    @OptionGroup(title: "Registry")
    var connection: ConnectionOptions

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// Prints the list.
    func perform(_ console: Console) async throws(ResolverError) {
        var options = ResolverOptions()
        options.environment = Environment.snapshot()
        connection.apply(to: &options)
        let places = try await Resolver(options: options, events: console.report).places(of: image)
        let rendering = MirrorsRendering(places.plan, credentials: places.credentials, faults: places.faults)
        console.print(mode.isJSON ? [rendering.json.pretty] : rendering.lines)
    }
}
