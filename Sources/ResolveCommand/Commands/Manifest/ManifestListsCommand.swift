import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve manifest ls`.
struct ManifestListsCommand: LocalCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the manifest lists on this machine, with the platforms in them.")

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// Prints a line a list.
    func perform(_ writer: inout ConsoleWriter) throws(ResolverError) {
        var options = ResolverOptions()
        options.environment = Environment.snapshot()
        let lists = try Resolver(options: options).lists()
        let json = JSONValue.list(lists.map { ListRendering($0).json })
        writer.print(mode.isJSON ? [json.pretty] : ListRendering.lines(lists))
    }
}
