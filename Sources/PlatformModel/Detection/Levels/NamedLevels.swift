/// Finds the CPU level that the kernel says by name: arm, POWER.
struct NamedLevels {
    private let architecture: Architecture
    private let levels: [CPULevel]
    private let recording: Recording
    private let catalog: PlatformCatalog

    /// The probes that say a level by name, the one to believe first.
    private static let probes: [(group: LevelProof.Source, key: String)] = [
        (.platform, ProbeKey.platform), (.uname, ProbeKey.machine), (.cpuinfo, ProbeKey.processorVersion),
    ]

    /// Looks for the levels of one architecture; nothing when none of its levels is said by name.
    init?(of architecture: Architecture, in recording: Recording, catalog: PlatformCatalog) {
        levels = catalog.levels(of: architecture.name)
        guard levels.contains(where: { level in Self.probes.contains { level.proof.names[$0.group] != nil } }) else {
            return nil
        }
        self.architecture = architecture
        self.recording = recording
        self.catalog = catalog
    }

    /// The level that the first probe with a name in the tables says.
    func finding() -> LevelFinding {
        for (group, key) in Self.probes {
            guard let name = recording.text(key),
                let level = levels.first(where: { $0.proof.names[group]?.contains(name) == true })
            else { continue }
            let finding = LevelFinding(level: level.name, status: .proved, probes: [key])
            return group == .cpuinfo ? corrected(finding) : finding
        }
        return unknown()
    }

    /// Kernels of the Raspberry Pi Zero and 1 show 7, and tell the truth in the processor's name.
    private func corrected(_ finding: LevelFinding) -> LevelFinding {
        let suffix = "-compatible"
        guard let name = recording.text(ProbeKey.processorName), let level = finding.level,
            let word = name.split(separator: " ").first, word.hasSuffix(suffix)
        else { return finding }
        let named = catalog.level(architecture: architecture.name, variant: String(word.dropLast(suffix.count)))
        let below = catalog.levels(below: level, architecture: architecture.name)
        guard named != level, below.contains(named) else { return finding }
        var corrected = finding
        corrected.level = named
        corrected.probes.append(ProbeKey.processorName)
        corrected.notes = ["\(ProbeKey.processorVersion) says \(level), but the processor is \(named): \(name)"]
        return corrected
    }

    /// No name that the tables know: the kernel's own spelling where a baseline is safe, else `unknown`.
    private func unknown() -> LevelFinding {
        let answered = Self.probes.map(\.key).first { recording.text($0) != nil }
        let spelling = recording.text(ProbeKey.platform)
        let isSafe = architecture.unprovedLevel == .baseline
        let level = isSafe ? spelling ?? architecture.baseline : "unknown"
        var finding = LevelFinding(
            level: level, status: .unknown(probe: answered ?? ProbeKey.platform), probes: answered.map { [$0] } ?? [])
        if isSafe, let spelling { finding.notes = ["the level '\(spelling)' is not in the tables"] }
        return finding
    }
}
