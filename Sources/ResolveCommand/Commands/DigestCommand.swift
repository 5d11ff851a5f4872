import ArgumentParser
import CommandRendering
import ImageModel
import ImageResolver

/// `resolve digest`.
struct DigestCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "digest", _superCommandName: "resolve",
        abstract: "Print the digest of the manifest that an image resolves to.")

    /// The image.
    @Argument(help: "The image, as [registry/]repository[:tag][@digest].")
    var image: String

    /// The list's digest.
    @Flag(name: .customLong("index"), help: "Print the digest of the manifest list.")
    var wantsIndex = false

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

    /// Prints the digest that is asked for.
    func perform(_ console: Console) async throws(ResolverError) {
        var options = network.resolverOptions()
        // The list's own digest needs no choice, and so no platform.
        if wantsIndex && !console.mode.isJSON { options.platforms = [] }
        let resolver = Resolver(options: options, events: console.report)
        if wantsIndex && !console.mode.isJSON { return console.print([try await indexDigest(by: resolver)]) }
        let resolved = try await resolver.digest(image)
        console.print([console.mode.isJSON ? DigestRendering(resolved).json.line : resolved.manifest.description])
    }

    /// The digest of the image's list.
    private func indexDigest(by resolver: Resolver) async throws(ResolverError) -> String {
        let inspection = try await resolver.inspect(image, .document)
        guard case .index = inspection.document else {
            let digest = inspection.descriptor.digest
            var error = ResolverError(.notFound, "has no manifest list: it is a single manifest, \(digest)")
            error.image = image
            throw error
        }
        return inspection.descriptor.digest.description
    }
}
