import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve login`.
struct LoginCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Verify a user name and password with a registry, and store them.",
        discussion: """
            They are stored in Docker's configuration file, or by the credential helper that it names. Without \
            --password-stdin, a prompt asks for what is missing. Environment: DOCKER_CONFIG, REGISTRY_AUTH_FILE.
            """)

    @Argument(help: "The registry, as host[:port]; docker.io is Docker Hub.")
    var registry: String

    @OptionGroup(title: "Account")
    var account: PasswordOptions

    @OptionGroup
    var network: TargetOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { network.transfer.progress }

    /// Logs in, and prints where the credentials are stored.
    func perform(_ console: Console) async throws(ResolverError) {
        let (username, password) = try account.account(console)
        let resolver = Resolver(options: network.resolverOptions(), events: console.report)
        let login = try await resolver.login(to: registry, username: username, password: password)
        for note in LoginRendering.notes(login) { console.report(.warning(note)) }
        console.print([mode.isJSON ? LoginRendering.json(login).line : LoginRendering.line(login)])
    }
}

/// The user name and password of a login.
struct PasswordOptions: ParsableArguments, Sendable {
    @Option(name: [.customShort("u"), .customLong("username")], help: .value("name", "The user name."))
    var username: String?

    @Flag(name: .customLong("password-stdin"), help: "Read the password from stdin; needs --username.")
    var readsStdin = false

    @Option(
        name: [.customShort("p"), .customLong("password")],
        help: .value("password", "The password. Other users can see it in the process list."))
    var password: String?

    func validate() throws {
        if readsStdin && password != nil { throw ValidationError("--password and --password-stdin cannot be combined") }
        if readsStdin && username == nil { throw ValidationError("--password-stdin needs --username") }
        if password != nil && username == nil { throw ValidationError("--password needs --username") }
    }

    /// The user name and password, from the options or from prompts.
    func account(_ console: Console) throws(ResolverError) -> (username: String, password: String) {
        if let password, let username {
            console.report(
                .warning("--password exposes the password to other users and the shell history; use --password-stdin"))
            return (username, password)
        }
        if readsStdin, let username { return (username, try Self.passwordOnStdin()) }
        guard Prompt.isPossible else {
            throw ResolverError(
                .usage, "cannot prompt for a password: stdin is not a terminal", hint: "use --password-stdin")
        }
        let name = if let username { username } else { try Prompt.line("Username: ") }
        return (name, try Prompt.hiddenLine("Password: "))
    }

    /// All of stdin without a final line break, which is not part of the password.
    private static func passwordOnStdin() throws(ResolverError) -> String {
        let bytes = try InputFile.contents(of: "-", limit: 64 << 10)
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw ResolverError(.usage, "the password on stdin is not valid UTF-8")
        }
        if text.unicodeScalars.last == "\n" { text.unicodeScalars.removeLast() }
        if text.unicodeScalars.last == "\r" { text.unicodeScalars.removeLast() }
        guard !text.isEmpty else { throw ResolverError(.usage, "the password on stdin is empty") }
        return text
    }
}

/// `resolve logout`.
struct LogoutCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Remove stored credentials for a registry.",
        discussion: "No registry is contacted. Environment: DOCKER_CONFIG, REGISTRY_AUTH_FILE.")
    static let connects = false

    @Argument(help: "The registry, as host[:port].")
    var registry = "docker.io"

    @Option(
        help: .value("file", "The file to remove them from. Environment: REGISTRY_AUTH_FILE, DOCKER_CONFIG."))
    var authFile: FilePath?

    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// Logs out, and prints where credentials were removed.
    func perform(_ console: Console) async throws(ResolverError) {
        var options = ResolverOptions.withProcessEnvironment()
        options.authFile = authFile?.text
        let logout = try await Resolver(options: options, events: console.report).logout(of: registry)
        console.print(mode.isJSON ? [LoginRendering.json(logout).line] : LoginRendering.lines(logout))
    }
}
