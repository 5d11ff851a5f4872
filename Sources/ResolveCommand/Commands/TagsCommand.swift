import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve tags`.
struct TagsCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "tags",
        abstract: "List the tags of a repository, a tag a line.",
        discussion: """
            The registry itself is asked, page by page until there are no more; a mirror only where --mirror names it.
            """)

    /// The repository.
    @Argument(help: "The repository, as [registry/]repository.")
    var repository: String

    /// Connections.
    @OptionGroup(title: "Registry")
    var connection: ConnectionOptions

    /// Transfers.
    @OptionGroup(title: "Transfer")
    var transfer: TransferOptions

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: OutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// How progress is asked for.
    var progress: ProgressStyle.Choice { transfer.progress }

    /// Prints the tags.
    func perform(_ console: Console) async throws(ResolverError) {
        var options = ResolverOptions()
        options.environment = Environment.snapshot()
        connection.apply(to: &options)
        transfer.apply(to: &options)
        let resolver = Resolver(options: options, events: console.report)
        let rendering = TagsRendering(try await resolver.tags(of: repository))
        console.print(console.mode.isJSON ? [rendering.json.pretty] : rendering.lines)
    }
}
