import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve inspect`.
struct InspectCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "inspect", _superCommandName: "resolve",
        abstract: "Show a manifest list, a manifest or an image config.",
        discussion: "With --platform it goes down to the manifest of that platform.")

    /// The image.
    @Argument(help: "The image, as [registry/]repository[:tag][@digest].")
    var image: String

    /// Bytes as they are.
    @Flag(name: .customLong("raw"), help: "Print the registry's exact bytes.")
    var isRaw = false

    /// The config.
    @Flag(name: .customLong("config"), help: "Show the image config of the wanted platform.")
    var wantsConfig = false

    /// What every network command takes.
    @OptionGroup
    var network: NetworkOptions

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: OutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// How progress is asked for.
    var progress: ProgressStyle.Choice { network.registry.progress }

    /// Refuses to print bytes in two ways.
    func validate() throws {
        if isRaw && output.isJSON { throw ValidationError("--raw and --json exclude each other") }
    }

    /// Prints the document that is asked for.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: network.resolverOptions(), events: console.report)
        let inspection = try await resolver.inspect(image, wantsConfig ? .config : .document)
        guard !isRaw else { return console.print(inspection.bytes) }
        let rendering = InspectRendering(inspection)
        do throws(JSONReadingError) {
            console.print(console.mode.isJSON ? [try rendering.json().pretty] : try rendering.lines())
        } catch {
            var refusal = ResolverError(.malformed, error.description)
            refusal.image = image
            throw refusal
        }
    }
}
