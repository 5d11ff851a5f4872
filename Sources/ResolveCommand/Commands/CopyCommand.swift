import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve copy`.
struct CopyCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy an image from one registry to another, with all platforms or some.",
        discussion: """
            Prints one line per tag: repository@sha256:… of the copy. No content is written to disk, blobs that the target \
            already has are not sent, and within one registry blobs are mounted, also from where an earlier copy or push \
            brought them. A tag that refers to something else is moved, and its old digest is reported. With --platform the \
            copy is a new index of these platforms with its own digest, or for a single platform its manifest. Credentials \
            are looked up separately for source and target.
            """)
    static let fetchesLayers = true

    @Argument(help: "The image, as [registry/]repository[:tag][@digest].")
    var source: String

    @Argument(help: "The name of the copy, as [registry/]repository[:tag].")
    var destination: String

    @Option(
        name: [.customShort("t"), .customLong("tag")],
        help: .value("tag", "An additional tag for the copy; may be repeated."))
    var tags: [String] = []

    @Flag(help: "Refuse to move a tag that refers to something else.")
    var keepExisting = false

    @Flag(name: .customLong("force"), help: "Check every blob, even if the target has its manifest.")
    var isForced = false

    @Flag(name: .customLong("check"), help: .checkFirst)
    var checksPlatforms = false

    @OptionGroup
    var options: CopyOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { options.transfer.progress }

    /// Copies the image, and prints each name with the digest.
    func perform(_ console: Console) async throws(ResolverError) {
        var request = CopyRequest(source: source, targets: [destination])
        request.tags = tags
        request.existingTags = keepExisting ? .keep : .move
        request.isForced = isForced
        request.countsPresent = output.isJSON
        request.checksPlatforms = checksPlatforms
        options.apply(to: &request)
        let resolver = Resolver(options: options.resolverOptions(), events: console.report)
        console.print(try await resolver.copy(request))
    }
}

/// Options of `copy` and `import`.
struct CopyOptions: ParsableArguments, Sendable {
    @OptionGroup
    var subset: PlatformSubsetOptions

    @Flag(
        name: .customLong("sparse"),
        help: "With --platform: keep the index and its digest, but copy only the images of these platforms.")
    var isSparse = false

    @Flag(help: "Also copy signatures, SBOMs and attestations.")
    var withReferrers = false

    @Flag(help: "Give the copy all tags that have the same digest at the source.")
    var allTagsOfDigest = false

    @OptionGroup(title: "Platform")
    var host: HostOptions

    @OptionGroup(title: "Registry")
    var connection: ConnectionOptions

    @OptionGroup(title: "Transfer")
    var transfer: TransferOptions

    func validate() throws {
        if isSparse && subset.platforms.isEmpty { throw ValidationError("--sparse needs --platform") }
    }

    /// Copies the values into `request`.
    func apply(to request: inout CopyRequest) {
        request.platforms = subset.platforms
        request.narrowing = isSparse ? .sparse : .filter
        request.withReferrers = withReferrers
        request.allTagsOfDigest = allTagsOfDigest
    }

    /// The values, with the environment of the process.
    func resolverOptions() -> ResolverOptions {
        var options = ResolverOptions.withProcessEnvironment()
        options.allowMismatch = subset.allowMismatch
        host.apply(to: &options)
        connection.apply(to: &options)
        transfer.apply(to: &options)
        return options
    }
}
