import PlatformModel

/// The probes of a FreeBSD machine.
enum FreeBSDProbes {
    /// All probes.
    static func all() -> [Probe] {
        [CommonProbes.toolArchitecture, CommonProbes.machine, CommonProbes.pageSize]
            + CommonProbes.capabilities + CommonProbes.processor
            + [ProbeKey.freeBSDArchitecture, ProbeKey.freeBSDRelease, ProbeKey.freeBSDLinux].map(
                CommonProbes.sysctlText)
            + [CommonProbes.sysctlNumber(ProbeKey.freeBSDCompat32)]
    }
}
