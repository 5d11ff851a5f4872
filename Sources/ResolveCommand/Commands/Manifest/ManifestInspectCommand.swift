import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve manifest inspect`.
struct ManifestInspectCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show a manifest list or a manifest as JSON.",
        discussion: """
            A list on this machine is shown as it would be pushed; any other name is read from its registry. With two names, \
            the second is an image in the list on this machine that the first one names.
            """)

    @Argument(
        help: .value("manifest", "The manifest list or manifest; or a list on this machine and an image in it."))
    var names: [String]

    @Flag(
        name: [.customShort("v"), .customLong("verbose")],
        help: "Show each manifest of a list with its name, descriptor and bytes.")
    var isVerbose = false

    @OptionGroup
    var network: RegistryOptions

    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    var progress: ProgressStyle.Choice { network.transfer.progress }

    func validate() throws {
        guard names.count <= 2 else { throw ValidationError("expected one name, or a list and an image in it") }
    }

    /// Prints the document in docker's form.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: network.dockerResolverOptions(), events: console.report)
        let inspection =
            names.count == 2
            ? try await resolver.inspectList(names[0], image: names[1])
            : try await resolver.inspectList(names[0], isVerbose ? .manifests : .document)
        console.print([try ListInspectionRendering(inspection, image: names[0], isVerbose: isVerbose).text()])
    }
}
