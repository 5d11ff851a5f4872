import ArgumentParser

/// The program: its commands, and what its help says of all of them.
struct Resolve: AsyncParsableCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Resolve a multi-platform container image for this host, say why, and pull it.",
        discussion: """
            Exit status: 0 done · 1 unexpected · 3 no entry suits the platform · 4 content of another platform \
            · 5 digest or size differs · 6 not found · 7 credentials · 8 rate limited · 9 network · 10 local disk \
            · 11 malformed or not supported · 12 some of several images failed · 13 a step of a task failed · 14 a tag stands for something else · 64 usage · 130, 143 interrupted.

            Environment: RESOLVE_PLATFORM, DOCKER_DEFAULT_PLATFORM, RESOLVE_HOME, REGISTRY_AUTH_FILE, DOCKER_CONFIG, \
            HTTPS_PROXY, HTTP_PROXY, NO_PROXY, SSL_CERT_FILE, NO_COLOR.

            Completions: resolve --generate-completion-script bash|zsh|fish.
            """,
        version: "resolve \(ProgramVersion.current)",
        subcommands: [
            HostCommand.self, ExplainCommand.self, DigestCommand.self, InspectCommand.self, PullCommand.self,
            PushCommand.self, CopyCommand.self, ImportCommand.self, ManifestCommand.self, ListCommand.self,
            TagsCommand.self,
            MirrorsCommand.self, LoginCommand.self, LogoutCommand.self, TaskCommand.self, ServeCommand.self,
            VectorsCommand.self,
        ])
}
