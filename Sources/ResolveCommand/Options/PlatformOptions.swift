import ArgumentParser
import ImageResolver

/// The options for the platform that is wanted, and for an image that is of another.
struct PlatformOptions: ParsableArguments, Sendable {
    /// Platform specifiers, in their order.
    @Option(name: .customLong("platform"), help: .platform)
    var platforms: [String] = []

    /// An image that contradicts its list.
    @Flag(help: "Take an image whose config names another OS or architecture, with a warning.")
    var allowMismatch = false

    /// The options as they were typed.
    var typed: [String] {
        platforms.flatMap { TypedOption.value("--platform", $0) } + TypedOption.flag("--allow-mismatch", allowMismatch)
    }

    /// Writes the options into `options`.
    func apply(to options: inout ResolverOptions) {
        options.platforms = platforms
        options.allowMismatch = allowMismatch
    }
}

extension ArgumentHelp {
    /// What `--platform` is for.
    fileprivate static let platform = ArgumentHelp(
        """
        The platform wanted, as os/architecture/variant; this host's unless given. Environment: RESOLVE_PLATFORM, then \
        DOCKER_DEFAULT_PLATFORM.
        """)
}
