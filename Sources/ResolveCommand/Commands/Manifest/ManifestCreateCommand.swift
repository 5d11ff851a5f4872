import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve manifest create`.
struct ManifestCreateCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Put images together as a manifest list on this machine.",
        discussion: """
            Each image is taken as what its name stands for now, and its platform from its config. An image may be in \
            another repository.
            """)
    /// The layers of images at other registries, and so bars.
    static let fetchesLayers = true

    /// The list.
    @Argument(help: .value("list", "The list, as [registry/]repository[:tag]."))
    var list: String

    /// The images.
    @Argument(help: .value("manifest", "The images, each as [registry/]repository[:tag][@digest]."))
    var images: [String]

    /// Over the list on this machine.
    @Flag(
        name: [.customShort("a"), .customLong("amend")],
        help: "Change the list on this machine: images of the same name or platform are replaced.")
    var amends = false

    /// Over the list at the registry.
    @Flag(
        name: .customLong("append"),
        help: "Begin with the list at the registry: its entries stay, but those of the same platform.")
    var appends = false

    /// Straight to the registry.
    @Flag(name: .customLong("push"), help: "Push the list at once, and keep none on this machine; prints its digest.")
    var pushes = false

    /// Connections and transfers.
    @OptionGroup
    var network: ListOptions

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: OutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// How progress is asked for.
    var progress: ProgressStyle.Choice { network.registry.progress }

    /// Refuses to change a list that is not kept.
    func validate() throws {
        if amends && pushes {
            throw ValidationError("--push keeps no list on this machine that --amend could change; use --append")
        }
    }

    /// Makes the list, and pushes it where that is asked for.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: network.resolverOptions(), events: console.report)
        var creation: ListCreation = []
        if amends { creation.insert(.amending) }
        if appends { creation.insert(.appending) }
        if pushes {
            let pushed = try await resolver.pushList(list, of: images, creation)
            let rendering = PushedListRendering(pushed)
            return console.print(mode.isJSON ? [rendering.json.pretty] : [rendering.created, rendering.digest])
        }
        let rendering = ListRendering(try await resolver.createList(list, of: images, creation))
        console.print([mode.isJSON ? rendering.json.pretty : rendering.created])
    }
}
