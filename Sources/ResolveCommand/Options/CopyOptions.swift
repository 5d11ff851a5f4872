import ArgumentParser
import CommandRendering
import ImageResolver

/// The options of the commands that copy images.
struct CopyOptions: ParsableArguments, Sendable {
    /// Platform specifiers, in their order.
    @Option(
        name: .customLong("platform"),
        help: .value("platform", "A platform to copy, as os/architecture/variant; all unless given. May be repeated."))
    var platforms: [String] = []

    /// The list as it is.
    @Flag(name: .customLong("sparse"), help: "With --platform: keep the list and its digest, copy the chosen images.")
    var isSparse = false

    /// What is attached.
    @Flag(help: "Copy signatures, SBOMs and attestations, too.")
    var withReferrers = false

    /// The source's tags.
    @Flag(help: "Give the copy every tag that stands for the same digest at the source.")
    var allTagsOfDigest = false

    /// Tags that stand in the way.
    @Flag(name: .customLong("force"), help: "Replace tags that stand for another digest, and check every blob.")
    var isForced = false

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

    /// Refuses what means nothing.
    func validate() throws {
        if isSparse && platforms.isEmpty { throw ValidationError("--sparse is for copies with --platform") }
    }

    /// Writes what is copied into `request`.
    func apply(to request: inout CopyRequest) {
        request.platforms = platforms
        request.narrowing = isSparse ? .sparse : .filter
        request.withReferrers = withReferrers
        request.allTagsOfDigest = allTagsOfDigest
        request.isForced = isForced
    }

    /// The options as the resolver takes them, with the environment of the process.
    func resolverOptions() -> ResolverOptions {
        var options = registry.resolverOptions()
        options.allowMismatch = allowMismatch
        host.apply(to: &options)
        return options
    }
}
