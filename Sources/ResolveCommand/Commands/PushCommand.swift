import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve push`.
struct PushCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "push", _superCommandName: "resolve",
        abstract: "Push an image or a whole list from a layout or an archive to a registry.",
        discussion: """
            Prints repository@sha256:… of what was pushed. An image goes as it is, whatever this machine is; a list goes whole, \
            with all its platforms, as with skopeo's --all and crane's --index. With --platform just these go: several as a \
            list of their own, with a digest of its own, and one as its manifest. Blobs that the registry has are not sent \
            again, and the tag stands for the image once all of it is there; it may have stood for another one before.
            """)
    /// Layers, and so bars.
    static let fetchesLayers = true

    /// The image.
    @Argument(help: "The image, as oci:DIR[:tag], oci-archive:FILE[:tag] or docker-archive:FILE[:tag].")
    var source: String

    /// Where it goes.
    @Argument(help: "The name at the registry, as [registry/]repository[:tag].")
    var image: String

    /// The whole list.
    @Flag(name: .customLong("all"), help: "Push a list with all its platforms, as is done unless --platform is given.")
    var isWhole = false

    /// Platform specifiers, in their order.
    @Option(
        name: .customLong("platform"),
        help: .value("platform", "A platform to push, as os/architecture/variant; all unless given. May be repeated."))
    var platforms: [String] = []

    /// An image that contradicts its list.
    @Flag(help: "Take an image whose config names another OS or architecture, with a warning.")
    var allowMismatch = false

    /// The host and what it may take.
    @OptionGroup(title: "Platform")
    var host: HostOptions

    /// Connections and transfers.
    @OptionGroup
    var registry: RegistryOptions

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: OutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// How progress is asked for.
    var progress: ProgressStyle.Choice { registry.progress }

    /// Refuses what contradicts itself.
    func validate() throws {
        if isWhole && !platforms.isEmpty { throw ValidationError("--all and --platform exclude each other") }
    }

    /// Pushes the image, and prints its name.
    func perform(_ console: Console) async throws(ResolverError) {
        var options = registry.resolverOptions()
        options.allowMismatch = allowMismatch
        host.apply(to: &options)
        var request = PushRequest(source: source, target: image)
        request.platforms = platforms
        console.print(try await Resolver(options: options, events: console.report).push(request))
    }
}
