import ArgumentParser
import CommandRendering
import ImageModel
import ImageResolver

/// `resolve manifest annotate`.
struct ManifestAnnotateCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "annotate",
        abstract: "Say more of an image's platform in a list on this machine.",
        discussion: "What the image's own config contradicts is refused.")

    /// The list.
    @Argument(help: .value("list", "The list, as [registry/]repository[:tag]."))
    var list: String

    /// The image.
    @Argument(help: .value("manifest", "The image in it, as it was named to create, or by digest."))
    var image: String

    /// The architecture.
    @Option(name: .customLong("arch"), help: .value("architecture", "Set the architecture."))
    var architecture: String?

    /// The operating system.
    @Option(help: "Set the operating system.")
    var os: String?

    /// The operating system's version.
    @Option(help: .value("version", "Set the operating system's version."))
    var osVersion: String?

    /// What the operating system must offer.
    @Option(
        help: .value(
            "features", "Add features of the operating system, with commas between; may be given several times."))
    var osFeatures: [String] = []

    /// The CPU level.
    @Option(help: "Set the variant of the architecture, such as v7.")
    var variant: String?

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// Changes the list.
    func perform(_ console: Console) async throws(ResolverError) {
        var options = ResolverOptions()
        options.environment = Environment.snapshot()
        let change = PlatformChange(
            os: os, architecture: architecture, variant: variant, osVersion: osVersion,
            osFeatures: osFeatures.flatMap { $0.split(separator: ",").map(String.init) })
        let changed = try await Resolver(options: options, events: console.report)
            .annotateList(list, image: image, change)
        if mode.isJSON { console.print([ListRendering(changed).json.pretty]) }
    }
}
