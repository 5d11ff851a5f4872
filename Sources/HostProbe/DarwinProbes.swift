import PlatformModel

/// The probes of a Mac.
enum DarwinProbes {
    /// All probes.
    static func all() -> [Probe] {
        [CommonProbes.toolArchitecture, CommonProbes.machine, CommonProbes.release, CommonProbes.pageSize] + [
            (ProbeKey.rosetta, { .bool(FileAccess.head(of: rosettaRuntime, limit: 1) != nil) })
        ] + texts.map(CommonProbes.sysctlText) + numbers.map(CommonProbes.sysctlNumber)
    }

    /// Installed by `softwareupdate --install-rosetta`.
    private static let rosettaRuntime = "/Library/Apple/usr/libexec/oah/libRosettaRuntime"

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
}
