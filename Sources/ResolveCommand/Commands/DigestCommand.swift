import ArgumentParser
import CommandRendering
import ImageModel
import ImageResolver

/// `resolve digest`.
struct DigestCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest",
        abstract: "Print the digest of the manifest that an image resolves to.")

    @Argument(help: "The image, as [registry/]repository[:tag][@digest].")
    var image: String

    @Flag(
        name: .customLong("index"),
        help: "Print the digest that the name itself refers to, whatever it is: an index or a single manifest.")
    var wantsIndex = false

    @OptionGroup
    var network: NetworkOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { network.transfer.progress }

    /// Prints one digest, or with `--json` both.
    func perform(_ console: Console) async throws(ResolverError) {
        if wantsIndex && !mode.isJSON { return console.print([try await indexDigest(console)]) }
        let resolver = Resolver(options: network.resolverOptions(), events: console.report)
        let resolved = try await resolver.digest(image)
        console.print([mode.isJSON ? resolved.json.line : resolved.manifest.description])
        // Whoever reads the digest may pin it; a script that uses it gets no note.
        if !mode.isJSON, mode.isVerbose || Terminal.outputWidth() != nil, let note = resolved.pinNote {
            console.log([note])
        }
    }

    /// The digest that the tag has. No platform is chosen, so it does not matter what the image runs on.
    private func indexDigest(_ console: Console) async throws(ResolverError) -> String {
        var options = network.resolverOptions()
        options.platforms = []
        let inspection = try await Resolver(options: options, events: console.report).inspect(image, .document)
        return inspection.descriptor.digest.description
    }
}
