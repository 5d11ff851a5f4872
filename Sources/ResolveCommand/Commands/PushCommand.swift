import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve push`.
struct PushCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "push",
        abstract: "Push an image or an index from an OCI layout or archive to a registry.",
        discussion: """
            Prints repository@sha256:… of what was pushed. An index (manifest list or OCI index) is pushed with all of its \
            platforms, like skopeo's --all and crane's --index. With --platform only these are pushed: several as a new index \
            with its own digest, a single one as its manifest. Blobs that the registry already has are not sent. The tag is \
            set, or moved, after all content has been pushed.
            """)
    static let fetchesLayers = true

    @Argument(help: "The image, as oci:DIR[:tag], oci-archive:FILE[:tag] or docker-archive:FILE[:tag].")
    var source: String

    @Argument(help: "The name at the registry, as [registry/]repository[:tag].")
    var image: String

    @Flag(name: .customLong("all"), help: "Push all platforms of an index; the default without --platform.")
    var isWhole = false

    @Flag(name: .customLong("check"), help: .checkFirst)
    var checksPlatforms = false

    @OptionGroup
    var subset: PlatformSubsetOptions

    @OptionGroup(title: "Platform")
    var host: HostOptions

    @OptionGroup
    var registry: TargetOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { registry.transfer.progress }

    func validate() throws {
        if isWhole && !subset.platforms.isEmpty { throw ValidationError("--all and --platform cannot be combined") }
    }

    /// Pushes the image, and prints its name with the digest.
    func perform(_ console: Console) async throws(ResolverError) {
        var options = registry.resolverOptions()
        options.allowMismatch = subset.allowMismatch
        host.apply(to: &options)
        var request = PushRequest(source: source, target: image)
        request.platforms = subset.platforms
        request.checksPlatforms = checksPlatforms
        console.print(try await Resolver(options: options, events: console.report).push(request))
    }
}
