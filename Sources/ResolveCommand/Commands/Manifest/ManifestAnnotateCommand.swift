import ArgumentParser
import CommandRendering
import ImageModel
import ImageResolver

/// `resolve manifest annotate`.
struct ManifestAnnotateCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "annotate",
        abstract: "Set the platform of an image in a manifest list on this machine.",
        discussion: "Values that contradict the config of the image are refused.")
    static let connects = false

    @Argument(help: .value("list", "The manifest list, as [registry/]repository[:tag]."))
    var list: String

    @Argument(help: .value("manifest", "The image in the list, by the name given to 'create' or by digest."))
    var image: String

    @Option(name: .customLong("arch"), help: .value("architecture", "Set the architecture."))
    var architecture: String?

    @Option(help: "Set the operating system.")
    var os: String?

    @Option(help: .value("version", "Set the version of the operating system."))
    var osVersion: String?

    @Option(
        help: .value("features", "Add operating system features, separated by commas; may be repeated."))
    var osFeatures: [String] = []

    @Option(help: "Set the variant of the architecture, such as v7.")
    var variant: String?

    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// Changes the list; prints it only with `--json`.
    func perform(_ console: Console) async throws(ResolverError) {
        let change = PlatformChange(
            os: os, architecture: architecture, variant: variant, osVersion: osVersion,
            osFeatures: osFeatures.flatMap { $0.split(separator: ",").map(String.init) })
        let resolver = Resolver(options: .withProcessEnvironment(), events: console.report)
        let changed = try await resolver.annotateList(list, image: image, change)
        if mode.isJSON { console.print([ListRendering(changed).json.pretty]) }
    }
}
