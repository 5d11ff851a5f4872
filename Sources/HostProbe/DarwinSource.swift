import CHostProbe
import PlatformModel

/// This machine, when it runs macOS.
package struct DarwinSource: ProbeSource {
    private static let texts = [
        ProbeKey.appleMachine, ProbeKey.appleVersion, "machdep.cpu.features", "machdep.cpu.leaf7_features",
        "machdep.cpu.extfeatures",
    ]
    private static let numbers =
        [ProbeKey.appleProcessor, ProbeKey.translated, "hw.optional.armv8_crc32"]
        + [
            "CRC32", "LSE", "RDM", "DPB", "DPB2", "JSCVT", "FCMA", "LRCPC", "LRCPC2", "PAuth", "DIT", "LSE2", "FlagM",
            "FlagM2", "DotProd", "SB", "SSBS", "FRINTTS", "BTI", "BF16", "I8MM", "ECV", "WFxT", "SME",
        ].map { "hw.optional.arm.FEAT_" + $0 }

    /// Installed with `softwareupdate --install-rosetta`.
    private static let rosettaRuntime = "/Library/Apple/usr/libexec/oah/libRosettaRuntime"

    /// Asks nothing yet.
    package init() {}

    /// The name of the system in image indexes.
    package var os: String { "darwin" }

    /// What can be asked of this system.
    package var keys: [String] {
        [ProbeKey.toolArchitecture, ProbeKey.machine, ProbeKey.release, ProbeKey.rosetta] + Self.texts + Self.numbers
    }

    /// Asks one of ``keys``.
    package func value(for key: String) -> ProbeValue? {
        if Self.numbers.contains(key) { return SysctlQuestions.number(key) }
        if Self.texts.contains(key) { return SysctlQuestions.text(key) }
        if key == ProbeKey.rosetta { return .bool(FileAccess.head(of: Self.rosettaRuntime, limit: 1) != nil) }
        return KernelQuestions.value(for: key)
    }
}
