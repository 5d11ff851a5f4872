import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve manifest inspect`.
struct ManifestInspectCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show a manifest list, or one manifest, as JSON.",
        discussion: """
            A list on this machine is shown as it would be pushed; any other name is asked of its registry. With two names, \
            the second is an image in the local list of the first.
            """)

    /// One or two names.
    @Argument(help: .value("manifest", "The list or manifest; or a list on this machine and an image in it."))
    var names: [String]

    /// Each manifest with its name, descriptor and bytes.
    @Flag(
        name: [.customShort("v"), .customLong("verbose")],
        help: "Show each manifest of a list too, with its name, its descriptor and its bytes.")
    var isVerbose = false

    /// Connections and transfers.
    @OptionGroup
    var network: ListOptions

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// How progress is asked for.
    var progress: ProgressStyle.Choice { network.registry.progress }

    /// Takes one or two names.
    func validate() throws {
        guard names.count <= 2 else { throw ValidationError("inspect takes a name, or a list and an image in it") }
    }

    /// Prints the document.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: network.resolverOptions(), events: console.report)
        let inspection =
            names.count == 2
            ? try await resolver.inspectList(names[0], image: names[1])
            : try await resolver.inspectList(names[0], isVerbose ? .manifests : .document)
        do throws(JSONReadingError) {
            console.print([try ListInspectionRendering(inspection, isVerbose: isVerbose).text()])
        } catch {
            var refusal = ResolverError(.malformed, error.description)
            refusal.image = names[0]
            throw refusal
        }
    }
}
