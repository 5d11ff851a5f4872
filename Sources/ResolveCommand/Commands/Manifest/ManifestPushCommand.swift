import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve manifest push`.
struct ManifestPushCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "push",
        abstract: "Push a list on this machine to its registry; prints its digest.",
        discussion: """
            Images of other repositories are brought along first, and the list comes last: nothing stands under its name \
            where anything before has failed.
            """)
    /// The layers of images at other registries, and so bars.
    static let fetchesLayers = true

    /// The list.
    @Argument(help: .value("list", "The list, as [registry/]repository[:tag]."))
    var list: String

    /// Not kept.
    @Flag(
        name: [.customShort("p"), .customLong("purge")], help: "Remove the list from this machine when it is pushed.")
    var purges = false

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

    /// Pushes the list.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: network.resolverOptions(), events: console.report)
        let pushed = PushedListRendering(try await resolver.pushList(list, purges ? .removed : .kept))
        console.print([mode.isJSON ? pushed.json.pretty : pushed.digest])
    }
}
