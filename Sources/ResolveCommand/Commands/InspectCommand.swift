import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve inspect`.
struct InspectCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show an index, a manifest or an image config.",
        discussion: """
            Shows the document that the name refers to, an index (manifest list or OCI index) or a manifest. With --platform, \
            shows the manifest of that platform.
            """)

    @Argument(help: "The image, as [registry/]repository[:tag][@digest].")
    var image: String

    @Flag(name: .customLong("raw"), help: "Print the registry's exact bytes.")
    var isRaw = false

    @Flag(name: .customLong("config"), help: "Show the image config for the platform.")
    var wantsConfig = false

    @Flag(help: .wide)
    var wide = false

    @OptionGroup
    var network: NetworkOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { network.transfer.progress }

    func validate() throws {
        if isRaw && output.isJSON { throw ValidationError("--raw and --json cannot be combined") }
    }

    /// Prints the document as a table, as JSON or unchanged.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: network.resolverOptions(), events: console.report)
        let inspection = try await resolver.inspect(image, wantsConfig ? .config : .document)
        guard !isRaw else { return console.print(inspection.bytes) }
        let rendering = InspectRendering(inspection)
        if mode.isQuiet && !mode.isJSON { return console.print([rendering.digest]) }
        let width = Terminal.tableWidth(isWide: wide)
        console.print(mode.isJSON ? [try rendering.json().pretty] : try rendering.lines(width: width))
    }
}
