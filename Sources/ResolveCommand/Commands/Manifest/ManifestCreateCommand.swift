import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve manifest create`.
struct ManifestCreateCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Create a manifest list on this machine from images.",
        discussion: """
            Each name is resolved to the image that it refers to now, and the platform is read from the config of the image. \
            Images may be in other repositories.
            """)
    /// `--push` copies the layers of images at other registries.
    static let fetchesLayers = true

    @Argument(help: .value("list", "The manifest list, as [registry/]repository[:tag]."))
    var list: String

    @Argument(help: .value("manifest", "The images, each as [registry/]repository[:tag][@digest]."))
    var images: [String]

    @Flag(
        name: [.customShort("a"), .customLong("amend")],
        help: "Change the existing list on this machine; images of the same name or platform are replaced.")
    var amends = false

    @Flag(
        name: .customLong("append"),
        help: "Start with the list at the registry; entries of the same platform are replaced.")
    var appends = false

    @Flag(
        name: .customLong("push"),
        help: "Push the list immediately, without keeping it on this machine, and print its digest.")
    var pushes = false

    @OptionGroup
    var network: RegistryOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { network.transfer.progress }

    func validate() throws {
        if amends && pushes {
            throw ValidationError("--amend changes a list on this machine, but --push keeps none; use --append")
        }
    }

    /// Creates the list, and prints docker's line; with `--push` also the digest.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: network.dockerResolverOptions(), events: console.report)
        var creation: ListCreation = []
        if amends { creation.insert(.amending) }
        if appends { creation.insert(.appending) }
        if pushes {
            let pushed = try await resolver.pushList(list, of: images, creation)
            let rendering = PushedListRendering(pushed)
            if mode.isJSON { return console.print([rendering.json.pretty]) }
            return console.print((mode.isQuiet ? [] : [rendering.created]) + [rendering.digest])
        }
        let rendering = ListRendering(try await resolver.createList(list, of: images, creation))
        console.print([mode.isJSON ? rendering.json.pretty : rendering.created])
    }
}
