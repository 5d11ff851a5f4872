import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve mirrors`.
struct MirrorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mirrors",
        abstract: "Show which mirrors and registries an image is pulled from.",
        subcommands: [MirrorsExplainCommand.self])
}

/// `resolve mirrors explain`.
struct MirrorsExplainCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "List the mirrors and the registry for an image in the order of use, each with its configuration.",
        discussion: """
            Mirrors are read from --mirror, containerd's hosts.toml, registries.yaml of k3s or RKE2 and the hosts.toml that \
            they generate, podman's registries.conf, and Docker's hosts.toml and daemon.json, in this order; the registry \
            itself is last. No registry is contacted. Environment: XDG_CONFIG_HOME, \
            CONTAINERS_REGISTRIES_CONF, CONTAINERS_REGISTRIES_CONF_OVERRIDE.
            """)
    static let connects = false

    @Argument(help: "The image, as [registry/]repository[:tag][@digest].")
    var image: String

    @OptionGroup(title: "Registry")
    var connection: ConnectionOptions

    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// Prints the endpoints in order, and the URL of each request.
    func perform(_ console: Console) async throws(ResolverError) {
        var options = ResolverOptions.withProcessEnvironment()
        connection.apply(to: &options)
        let endpoints = try await Resolver(options: options, events: console.report).endpoints(of: image)
        let rendering = MirrorsRendering(
            endpoints.plan, credentials: endpoints.credentials, faults: endpoints.faults, other: endpoints.other)
        console.print(mode.isJSON ? [rendering.json.pretty] : rendering.lines)
    }
}
