import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve manifest push`.
struct ManifestPushCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "push",
        abstract: "Push a manifest list on this machine to its registry, and print its digest.",
        discussion: """
            Images in other repositories are copied first and the list is pushed last, so its name never refers to an \
            incomplete list.
            """)
    /// The layers of images at other registries are copied.
    static let fetchesLayers = true

    @Argument(help: .value("list", "The manifest list, as [registry/]repository[:tag]."))
    var list: String

    @Flag(
        name: [.customShort("p"), .customLong("purge")],
        help: "Remove the list from this machine after it has been pushed.")
    var purges = false

    @Flag(name: .customLong("check"), help: .checkFirst)
    var checksPlatforms = false

    @OptionGroup
    var network: RegistryOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { network.transfer.progress }

    /// Pushes the list, and prints its digest.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: network.dockerResolverOptions(), events: console.report)
        let pushed = PushedListRendering(
            try await resolver.pushList(
                list, purges ? .removed : .kept, checking: checksPlatforms ? .platforms : .none))
        console.print([mode.isJSON ? pushed.json.pretty : pushed.digest])
    }
}
