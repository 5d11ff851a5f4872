import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve import`.
struct ImportCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Copy an image into a registry, with the options of `az acr import`.",
        discussion: """
            Prints one line per tag: repository@sha256:… of the copy. A registry without a dot is completed with .azurecr.io. \
            By default the copy has the name of the source.
            """)
    static let fetchesLayers = true

    @Argument(help: "The image, as [registry/]repository[:tag][@digest].")
    var image: String?

    @Option(name: .customLong("source"), help: .value("image", "The image, instead of the argument."))
    var source: String?

    @Option(
        name: [.customShort("t"), .customLong("image")],
        help: .value("name", "A name for the copy, as [registry/]repository:tag; may be repeated."))
    var names: [String] = []

    @Option(
        name: [.customShort("n"), .customLong("name")],
        help: .value("registry", "The registry for the names of the copy."))
    var targetRegistry: String?

    @Option(
        name: .customLong("repository"),
        help: .value("repository", "A repository for a copy without a tag; may be repeated."))
    var repositories: [String] = []

    @Option(
        name: [.customShort("r"), .customLong("registry")],
        help: .value("registry", "The registry of the source, if its name has none."))
    var sourceRegistry: String?

    @OptionGroup
    var login: LoginOptions

    @Flag(name: .customLong("no-wait"), help: "Has no effect: the command always waits for the copy to complete.")
    var skipsWaiting = false

    // az prints nothing for an import, so there is no other format.
    @Option(name: [.customShort("o"), .customLong("output")], help: .hidden)
    var outputFormat: String?

    @Option(name: .customLong("query"), help: .hidden)
    var query: String?

    @OptionGroup(visibility: .hidden)
    var azure: AzureOptions

    @Flag(name: .customLong("force"), help: "Replace tags that have another digest, and check every blob.")
    var isForced = false

    @OptionGroup
    var options: CopyOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { options.transfer.progress }

    func validate() throws {
        if (image == nil) == (source == nil) {
            throw ValidationError("name one image, as the argument or with --source")
        }
    }

    /// Copies the image, and prints each name with the digest.
    func perform(_ console: Console) async throws(ResolverError) {
        let names = try ImportNames(
            source: image ?? source ?? "", sourceRegistry: sourceRegistry, targetRegistry: targetRegistry,
            images: names, untagged: repositories)
        var request = CopyRequest(source: names.source, targets: names.targets)
        request.repositories = names.repositories
        request.existingTags = .moveIfForced
        request.isForced = isForced
        request.countsPresent = output.isJSON
        options.apply(to: &request)
        request.login = login.login(on: console)
        if skipsWaiting {
            console.report(.note("--no-wait has no effect: the command always waits for the copy to complete"))
        }
        azure.report(
            and: TypedOption.names(("--output", outputFormat), ("--query", query)), on: console)
        let resolver = Resolver(options: options.resolverOptions(), events: console.report)
        console.print(try await resolver.copy(request))
    }
}
