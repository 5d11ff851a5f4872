import ArgumentParser
import ImageResolver
import PlatformModel

/// Options for the requested platform.
struct PlatformOptions: ParsableArguments, Sendable {
    @Option(
        name: .customLong("platform"),
        help: """
            The platform to choose, as os/architecture/variant (default: this host's). Environment: RESOLVE_PLATFORM, then \
            DOCKER_DEFAULT_PLATFORM.
            """,
        completion: .platform)
    var platforms: [String] = []

    @Flag(help: .allowMismatch)
    var allowMismatch = false

    /// The options as they were typed.
    var typed: [String] {
        platforms.flatMap { TypedOption.value("--platform", $0) } + TypedOption.flag("--allow-mismatch", allowMismatch)
    }

    /// Copies the values into `options`.
    func apply(to options: inout ResolverOptions) {
        options.platforms = platforms
        options.allowMismatch = allowMismatch
    }
}

/// Options for the platforms that are checked.
struct CheckedPlatformOptions: ParsableArguments, Sendable {
    /// Empty for all platforms.
    @Option(
        name: .customLong("platform"),
        help: .value(
            "platform",
            "A platform to check, as os/architecture/variant; also 'host' and 'all', which is the default. May be repeated."
        ),
        completion: .platform)
    var platforms: [String] = []

    @Flag(help: .allowMismatch)
    var allowMismatch = false
}

/// Options for the platforms that are copied or pushed.
struct PlatformSubsetOptions: ParsableArguments, Sendable {
    /// Empty for all platforms.
    @Option(
        name: .customLong("platform"),
        help: .value(
            "platform", "A platform to transfer, as os/architecture/variant (default: all). May be repeated."),
        completion: .platform)
    var platforms: [String] = []

    @Flag(help: .allowMismatch)
    var allowMismatch = false
}

extension ArgumentHelp {
    /// Help for `--check` of commands that write to a registry.
    static let checkFirst = ArgumentHelp(
        "Check every platform first, as 'resolve check' does, and write nothing if one is not what it claims to be.")

    /// Help for `--allow-mismatch`.
    fileprivate static let allowMismatch = ArgumentHelp(
        "Accept an image whose config names another OS or architecture, with a warning.")
}

/// Options for the host that images are chosen for.
struct HostOptions: ParsableArguments, Sendable {
    @Option(
        help: "Act as if on this host: a name such as raspberry-pi-zero, or a file written by `resolve host --record`.",
        completion: .hostName)
    var host: String?

    @Option(
        name: .customLong("platforms"), help: .value("dir", "A directory of tables that overlay the built-in ones."))
    var tables: FolderPath?

    @Flag(name: .customLong("exact"), help: "Accept the requested platform only, not a compatible one.")
    var isExact = false

    @Flag(name: .customLong("emulated"), help: "Also accept images that run under an installed emulator.")
    var acceptsEmulation = false

    @Flag(
        name: .customLong("baseline"),
        help: "Ignore the host's CPU level, and choose what runs on every CPU of its architecture.")
    var isBaseline = false

    @Flag(name: .customLong("hyperv"), help: "Also accept Windows images that need Hyper-V isolation.")
    var acceptsHyperV = false

    @Option(help: .value("variant", "The variant to assume for arm entries that declare none, such as v6."))
    var assumeVariant: String?

    /// The options as they were typed.
    var typed: [String] {
        TypedOption.value("--host", host) + TypedOption.value("--platforms", tables?.text)
            + TypedOption.flag("--exact", isExact) + TypedOption.flag("--emulated", acceptsEmulation)
            + TypedOption.flag("--baseline", isBaseline) + TypedOption.flag("--hyperv", acceptsHyperV)
            + TypedOption.value("--assume-variant", assumeVariant)
    }

    /// Copies the values into `options`.
    func apply(to options: inout ResolverOptions) {
        options.host = host
        options.tables = tables?.text
        options.policy.exact = isExact
        options.policy.emulation = acceptsEmulation
        options.policy.baseline = isBaseline
        options.policy.hyperV = acceptsHyperV
        options.policy.assumedVariant = assumeVariant
    }
}
