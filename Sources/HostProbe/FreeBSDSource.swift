import CHostProbe
import PlatformModel

/// This machine, when it runs FreeBSD.
package struct FreeBSDSource: ProbeSource {
    private static let texts = [ProbeKey.freeBSDArchitecture, ProbeKey.freeBSDRelease, ProbeKey.freeBSDLinux]

    /// Asks nothing yet.
    package init() {}

    package var os: String { "freebsd" }

    package var keys: [String] {
        [ProbeKey.toolArchitecture, ProbeKey.machine, ProbeKey.capabilities, ProbeKey.capabilities2]
            + Self.texts + [ProbeKey.freeBSDCompat32] + ProcessorQuestions.keys
    }

    package func value(for key: String) -> ProbeValue? {
        if Self.texts.contains(key) { return SysctlQuestions.text(key) }
        if key == ProbeKey.freeBSDCompat32 { return SysctlQuestions.number(key) }
        return KernelQuestions.value(for: key) ?? ProcessorQuestions.value(for: key)
    }
}
