import CHostProbe
import PlatformModel

/// This machine, when it runs FreeBSD.
package struct FreeBSDSource: ProbeSource {
    private static let texts = [ProbeKey.freeBSDArchitecture, ProbeKey.freeBSDRelease, ProbeKey.freeBSDLinux]

    /// Asks nothing yet.
    package init() {}

    /// The name of the system in image indexes.
    package var os: String { "freebsd" }

    /// What can be asked of this system.
    package var keys: [String] {
        [ProbeKey.toolArchitecture, ProbeKey.machine, ProbeKey.capabilities, ProbeKey.capabilities2]
            + Self.texts + [ProbeKey.freeBSDCompat32] + ProcessorQuestions.keys
    }

    /// Asks one of ``keys``.
    package func value(for key: String) -> ProbeValue? {
        if Self.texts.contains(key) { return SysctlQuestions.text(key) }
        if key == ProbeKey.freeBSDCompat32 { return SysctlQuestions.number(key) }
        return KernelQuestions.value(for: key) ?? ProcessorQuestions.value(for: key)
    }
}
