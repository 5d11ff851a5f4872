import ArgumentParser
import ImageResolver
import PlatformModel

/// The options for the host that is judged, and for what it may take.
struct HostOptions: ParsableArguments, Sendable {
    /// Another host than this machine.
    @Option(help: "Pretend to be that host: a name such as raspberry-pi-zero, or a file of `resolve host --record`.")
    var host: String?

    /// Tables over the built-in ones.
    @Option(name: .customLong("platforms"), help: .value("folder", "Tables that are laid over the built-in ones."))
    var tables: FolderPath?

    /// The platform and no other.
    @Flag(name: .customLong("exact"), help: "Take the wanted platform only, nothing below it.")
    var isExact = false

    /// Emulators count.
    @Flag(name: .customLong("emulated"), help: "Also take what an installed emulator runs.")
    var takesEmulated = false

    /// The CPU level does not count.
    @Flag(name: .customLong("baseline"), help: "Ignore the host's CPU level: take what every such CPU runs.")
    var isBaseline = false

    /// Hyper-V isolation counts.
    @Flag(name: .customLong("hyperv"), help: "Also take Windows images that need Hyper-V isolation.")
    var takesHyperV = false

    /// The variant of arm entries that name none.
    @Option(help: .value("variant", "The variant of arm entries that name none, such as v6."))
    var assumeVariant: String?

    /// The options as they were typed.
    var typed: [String] {
        TypedOption.value("--host", host) + TypedOption.value("--platforms", tables?.text)
            + TypedOption.flag("--exact", isExact) + TypedOption.flag("--emulated", takesEmulated)
            + TypedOption.flag("--baseline", isBaseline) + TypedOption.flag("--hyperv", takesHyperV)
            + TypedOption.value("--assume-variant", assumeVariant)
    }

    /// Writes the options into `options`.
    func apply(to options: inout ResolverOptions) {
        options.host = host
        options.tables = tables?.text
        options.policy.exact = isExact
        options.policy.emulation = takesEmulated
        options.policy.baseline = isBaseline
        options.policy.hyperV = takesHyperV
        options.policy.assumedVariant = assumeVariant
    }
}
