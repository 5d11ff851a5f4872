import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve copy`.
struct CopyCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "copy", _superCommandName: "resolve",
        abstract: "Copy an image from one registry to another, all platforms of it or some.",
        discussion: """
            Prints one line a tag: repository@sha256:… of the copy. Nothing is written to the disk, and what the target has is \
            not sent again; within a registry blobs are mounted. With --platform the copy is a list of just these, with a \
            digest of its own, and of one platform its manifest. Credentials are looked up for each side by itself.
            """)
    /// Layers, and so bars.
    static let fetchesLayers = true

    /// The image.
    @Argument(help: "The image, as [registry/]repository[:tag][@digest].")
    var source: String

    /// Where it goes.
    @Argument(help: "The name of the copy, as [registry/]repository[:tag].")
    var destination: String

    /// More tags.
    @Option(
        name: [.customShort("t"), .customLong("tag")],
        help: .value("tag", "A further tag for the copy; may be given several times."))
    var tags: [String] = []

    /// What all copies take.
    @OptionGroup
    var options: CopyOptions

    /// What the output options ask for.
    var mode: OutputMode { options.output.mode }

    /// How progress is asked for.
    var progress: ProgressStyle.Choice { options.registry.progress }

    /// Copies the image, and prints its names.
    func perform(_ console: Console) async throws(ResolverError) {
        var request = CopyRequest(source: source, targets: [destination])
        request.tags = tags
        options.apply(to: &request)
        let resolver = Resolver(options: options.resolverOptions(), events: console.report)
        console.print(try await resolver.copy(request))
    }
}
