import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve tags`.
struct TagsCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "tags",
        abstract: "List the tags of a repository, one tag per line.",
        discussion: "Reads all pages from the registry itself. A mirror is used only if --mirror names it.")

    @Argument(help: "The repository, as [registry/]repository.")
    var repository: String

    @OptionGroup
    var registry: RegistryOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { registry.transfer.progress }

    /// Prints the tags.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: registry.resolverOptions(), events: console.report)
        let rendering = TagsRendering(try await resolver.tags(of: repository))
        console.print(mode.isJSON ? [rendering.json.pretty] : rendering.lines)
    }
}
