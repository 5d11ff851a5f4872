import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve login`.
struct LoginCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "login", _superCommandName: "resolve",
        abstract: "Check a name and a password with a registry, and keep them.",
        discussion: """
            They are kept in Docker's configuration file, or by the credential helper that it names. Without --password-stdin \
            they are asked for at the terminal. Environment: DOCKER_CONFIG, REGISTRY_AUTH_FILE.
            """)

    /// The registry.
    @Argument(help: "The registry, as host[:port]; docker.io is Docker Hub.")
    var registry: String

    /// The account.
    @OptionGroup(title: "Account")
    var account: PasswordOptions

    /// Connections and transfers.
    @OptionGroup
    var network: RegistryOptions

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: OutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// How progress is asked for.
    var progress: ProgressStyle.Choice { network.progress }

    /// Logs in.
    func perform(_ console: Console) async throws(ResolverError) {
        let (username, password) = try account.account(console)
        let resolver = Resolver(options: network.resolverOptions(), events: console.report)
        let login = try await resolver.login(to: registry, username: username, password: password)
        for note in LoginRendering.notes(login) { console.report(.warning(note)) }
        console.print([console.mode.isJSON ? LoginRendering.json(login).line : LoginRendering.line(login)])
    }
}
