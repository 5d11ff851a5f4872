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
        name: .customLong("index"), help: "Print the digest of the index (manifest list or OCI index) instead.")
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
    }

    private func indexDigest(_ console: Console) async throws(ResolverError) -> String {
        var options = network.resolverOptions()
        // The digest of the index does not depend on the platform.
        options.platforms = []
        let inspection = try await Resolver(options: options, events: console.report).inspect(image, .document)
        let digest = inspection.descriptor.digest.description
        guard case .index = inspection.document else {
            var error = ResolverError(.notFound, "this is a single manifest, not an index: \(digest)")
            error.image = image
            throw error
        }
        return digest
    }
}
