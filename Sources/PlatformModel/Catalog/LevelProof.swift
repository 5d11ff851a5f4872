/// What a host must show for a CPU level to count as proved, by the probe that shows it.
///
/// Groups of features (`cpuflags`, `isa`, `feat`, and `hwcap` with `hwcap2`) need every name in them. Groups of names
/// (`platform`, `uname`, `cpuinfo`) need one: it says the level outright.
package struct LevelProof: Hashable, Sendable {
    /// The probe that a group of names belongs to.
    package enum Source: String, Hashable, Sendable, CaseIterable {
        /// CPUID, or the flags of /proc/cpuinfo where it was not asked.
        case cpuflags
        /// AT_HWCAP, in /proc/cpuinfo's spelling.
        case hwcap
        /// AT_HWCAP2, in /proc/cpuinfo's spelling.
        case hwcap2
        /// Extensions from riscv_hwprobe(2), or the `isa` line of /proc/cpuinfo.
        case isa
        /// The sysctls `hw.optional.arm.FEAT_…` of macOS, without that prefix.
        case feat
        /// AT_PLATFORM.
        case platform
        /// The machine that uname(2) names.
        case uname
        /// The `CPU architecture` line of /proc/cpuinfo.
        case cpuinfo
    }

    /// The names that each probe must show.
    package let names: [Source: [String]]

    /// Whether nothing proves the level: it is known only from what a user or an image says.
    package var isEmpty: Bool { names.isEmpty }

    /// Reads groups with `;` between them, such as `hwcap:sb ssbs;hwcap2:flagm2 frint`.
    init(row: TableRow) throws(TableError) {
        var names: [Source: [String]] = [:]
        let cell = row.optional("proof") ?? ""
        for group in cell.split(separator: ";") {
            let parts = group.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let source = Source(rawValue: String(parts[0])), names[source] == nil else {
                throw row.error(.malformed(String(group), expected: "probe:names, each probe once"), in: "proof")
            }
            names[source] = parts[1].split(separator: " ").map(String.init)
        }
        self.names = names
    }
}
