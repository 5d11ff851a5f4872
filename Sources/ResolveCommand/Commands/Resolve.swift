import ArgumentParser
import CommandRendering

/// The root command.
struct Resolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Resolve a multi-platform container image for this host, explain the choice, and pull it.",
        discussion: """
            Exit status: 0 success · 1 internal error · 3 no image matches the platform · 4 content contradicts its \
            platform · 5 digest or size mismatch · 6 not found · 7 credentials · 8 rate limited · 9 network · 10 local disk \
            · 11 malformed or not supported · 12 some of several images failed · 13 a step of a task failed · 14 conflict \
            with a tag · 64 usage · 130, 143 interrupted.

            Environment: RESOLVE_PLATFORM, DOCKER_DEFAULT_PLATFORM, RESOLVE_HOME, REGISTRY_AUTH_FILE, DOCKER_CONFIG, \
            HTTPS_PROXY, HTTP_PROXY, NO_PROXY, SSL_CERT_FILE, NO_COLOR.

            Completions: resolve --generate-completion-script bash|zsh|fish.
            """,
        version: ProgramVersion.text,
        subcommands: [
            HostCommand.self, ExplainCommand.self, CheckCommand.self, WhyCommand.self, DigestCommand.self,
            InspectCommand.self, CatCommand.self, ExportCommand.self, PullCommand.self, PlanCommand.self,
            LockCommand.self, PushCommand.self, CopyCommand.self, ImportCommand.self, ManifestCommand.self,
            ListCommand.self, TagsCommand.self, MirrorsCommand.self, LoginCommand.self, LogoutCommand.self,
            TaskCommand.self, ServeCommand.self, CacheCommand.self, VectorsCommand.self,
        ])
}

extension ParsableCommand {
    /// The names of the command and its subcommands.
    static var tree: CommandTree {
        CommandTree(configuration.commandName ?? "", configuration.subcommands.map { $0.tree })
    }
}
