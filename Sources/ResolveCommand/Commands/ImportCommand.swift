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

    @Option(name: [.customShort("u"), .customLong("username")], help: .value("name", "The user name at the source."))
    var username: String?

    @Option(
        name: [.customShort("p"), .customLong("password")],
        help: .value("password", "The password at the source. Other users can see it; prefer resolve login."))
    var password: String?

    @Flag(name: .customLong("no-wait"), help: "Has no effect: the command always waits for the copy to complete.")
    var skipsWaiting = false

    @OptionGroup
    var options: CopyOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { options.transfer.progress }

    func validate() throws {
        if (image == nil) == (source == nil) {
            throw ValidationError("name one image, as the argument or with --source")
        }
        if (username == nil) != (password == nil) { throw ValidationError("--username and --password go together") }
    }

    /// Copies the image, and prints each name with the digest.
    func perform(_ console: Console) async throws(ResolverError) {
        let names = try ImportNames(
            source: image ?? source ?? "", sourceRegistry: sourceRegistry, targetRegistry: targetRegistry,
            images: names, untagged: repositories)
        var request = CopyRequest(source: names.source, targets: names.targets)
        request.repositories = names.repositories
        options.apply(to: &request)
        if let username, let password {
            console.report(.warning("a password on the command line is visible to other users; use resolve login"))
            request.login = CopyRequest.Login(username: username, password: password)
        }
        if skipsWaiting {
            console.report(.note("--no-wait has no effect: the command always waits for the copy to complete"))
        }
        let resolver = Resolver(options: options.resolverOptions(), events: console.report)
        console.print(try await resolver.copy(request))
    }
}
