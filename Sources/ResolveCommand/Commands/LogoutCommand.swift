import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve logout`.
struct LogoutCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "logout", _superCommandName: "resolve",
        abstract: "Take the credentials for a registry away.",
        discussion: "No registry is asked. Environment: DOCKER_CONFIG, REGISTRY_AUTH_FILE.")

    /// The registry.
    @Argument(help: "The registry, as host[:port].")
    var registry = "docker.io"

    /// The file.
    @Option(help: .value("file", "The file to take them from. Environment: REGISTRY_AUTH_FILE, DOCKER_CONFIG."))
    var authFile: FilePath?

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// Logs out.
    func perform(_ console: Console) async throws(ResolverError) {
        var options = ResolverOptions()
        options.environment = Environment.snapshot()
        options.authFile = authFile?.text
        let logout = try await Resolver(options: options, events: console.report).logout(of: registry)
        console.print(console.mode.isJSON ? [LoginRendering.json(logout).line] : LoginRendering.lines(logout))
    }
}
