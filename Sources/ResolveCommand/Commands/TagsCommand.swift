import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve tags`.
struct TagsCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "tags", _superCommandName: "resolve",
        abstract: "List the tags of a repository, a tag a line.",
        discussion: """
            The registry itself is asked, page by page until there are no more; a mirror only where --mirror names it.
            """)

    /// The repository.
    @Argument(help: "The repository, as [registry/]repository.")
    var repository: String

    /// Connections and transfers.
    @OptionGroup
    var registry: RegistryOptions

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: OutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// How progress is asked for.
    var progress: ProgressStyle.Choice { registry.progress }

    /// Prints the tags.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: registry.resolverOptions(), events: console.report)
        let rendering = TagsRendering(try await resolver.tags(of: repository))
        console.print(console.mode.isJSON ? [rendering.json.pretty] : rendering.lines)
    }
}
