import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve list`.
struct ListCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "list", _superCommandName: "resolve",
        abstract: "List every manifest of a repository with its tags, platforms, size and creation.",
        discussion: """
            Lists are shown, and the manifests that they name, each once. The size is that of config and layers. What a \
            registry does not tell is left out.
            """)

    /// The repository.
    @Argument(help: "The repository, as [registry/]repository.")
    var repository: String

    /// What is listed, and how.
    @OptionGroup
    var listing: ListingOptions

    /// What the output options ask for.
    var mode: OutputMode { listing.output.mode }

    /// How progress is asked for.
    var progress: ProgressStyle.Choice { listing.registry.progress }

    /// Prints the table.
    func perform(_ console: Console) async throws(ResolverError) {
        try await listing.list(repository, on: console)
    }
}
