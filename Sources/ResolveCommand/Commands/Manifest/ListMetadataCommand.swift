import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve manifest list-metadata`: `resolve list` under the name and with the options that it has in `az acr`.
struct ListMetadataCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "list-metadata",
        abstract: "List every manifest of a repository, as 'resolve list' does.",
        discussion: "A registry of one word is one of Azure's: -r team is team.azurecr.io.")

    /// The repository.
    @Argument(help: "The repository, as [registry/]repository.")
    var repository: String?

    /// The registry.
    @Option(name: [.customShort("r"), .customLong("registry")], help: .value("registry", "The registry."))
    var registry: String?

    /// The repository within it.
    @Option(name: [.customShort("n"), .customLong("name")], help: .value("repository", "The repository, without it."))
    var name: String?

    /// What is listed, and how.
    @OptionGroup
    var listing: ListingOptions

    /// What the output options ask for.
    var mode: OutputMode { listing.output.mode }

    /// How progress is asked for.
    var progress: ProgressStyle.Choice { listing.registry.progress }

    /// Refuses a repository that is not named, or twice.
    func validate() throws {
        if RepositoryName(argument: repository, registry: registry, name: name) == nil {
            throw ValidationError("name the repository once: as the argument or with --name")
        }
    }

    /// Prints the table.
    func perform(_ console: Console) async throws(ResolverError) {
        guard let repository = RepositoryName(argument: repository, registry: registry, name: name) else { return }
        try await listing.list(repository.text, on: console)
    }
}
