import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve import`.
struct ImportCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "import", _superCommandName: "resolve",
        abstract: "Copy an image into a registry, with the options of `az acr import`.",
        discussion: """
            Prints one line a tag: repository@sha256:… of the copy. A registry that is a single word is one at azurecr.io. \
            Without a name for the copy it gets that of the source.
            """)
    /// Layers, and so bars.
    static let fetchesLayers = true

    /// The image.
    @Argument(help: "The image, as [registry/]repository[:tag][@digest].")
    var image: String?

    /// The image, as az names it.
    @Option(name: .customLong("source"), help: .value("image", "The image, in place of the argument."))
    var source: String?

    /// The names of the copy.
    @Option(
        name: [.customShort("t"), .customLong("image")],
        help: .value("name", "A name for the copy, as [registry/]repository:tag; may be given several times."))
    var names: [String] = []

    /// The target's registry.
    @Option(
        name: [.customShort("n"), .customLong("name")],
        help: .value("registry", "The registry that the names of the copy are in."))
    var targetRegistry: String?

    /// A copy without a tag.
    @Option(
        name: .customLong("repository"),
        help: .value("repository", "A repository for a copy without a tag; may be given several times."))
    var repositories: [String] = []

    /// The source's registry.
    @Option(
        name: [.customShort("r"), .customLong("registry")],
        help: .value("registry", "The registry of the source, where that names none."))
    var sourceRegistry: String?

    /// The name for the source.
    @Option(name: [.customShort("u"), .customLong("username")], help: .value("name", "A user name for the source."))
    var username: String?

    /// The password for the source.
    @Option(
        name: [.customShort("p"), .customLong("password")],
        help: .value("password", "Its password, which others can see here: resolve login keeps it from them."))
    var password: String?

    /// Not to wait.
    @Flag(name: .customLong("no-wait"), help: "Has no effect: the copy is whole when the command ends.")
    var waitsNot = false

    /// What all copies take.
    @OptionGroup
    var options: CopyOptions

    /// What the output options ask for.
    var mode: OutputMode { options.output.mode }

    /// How progress is asked for.
    var progress: ProgressStyle.Choice { options.registry.progress }

    /// Refuses what is half or twice.
    func validate() throws {
        if (image == nil) == (source == nil) { throw ValidationError("one image is to be named, or --source") }
        if (username == nil) != (password == nil) { throw ValidationError("--username and --password go together") }
    }

    /// Copies the image, and prints its names.
    func perform(_ console: Console) async throws(ResolverError) {
        let names: ImportNames
        do throws(ImportNamesError) {
            names = try ImportNames(
                source: image ?? source ?? "", sourceRegistry: sourceRegistry, targetRegistry: targetRegistry,
                images: self.names, untagged: repositories)
        } catch {
            throw ResolverError(.usage, error.description)
        }
        var request = CopyRequest(source: names.source, targets: names.targets)
        request.repositories = names.repositories
        options.apply(to: &request)
        if let username, let password {
            console.report(
                .warning("a password on the command line can be read by others; resolve login keeps it from them"))
            request.login = CopyRequest.Login(username: username, password: password)
        }
        if waitsNot { console.report(.note("--no-wait has no effect: the copy is whole when the command ends")) }
        let resolver = Resolver(options: options.resolverOptions(), events: console.report)
        console.print(try await resolver.copy(request))
    }
}
