/// The detected CPU level of a host, with the evidence.
struct LevelFinding: Hashable, Sendable {
    /// The level, in canonical or unknown spelling; `nil` if there is none.
    var level: String?
    /// How well it is known.
    var status: LevelStatus
    /// The keys of the answered probes.
    var probes: [String]
    /// The features that prove the level.
    var proof: [String] = []
    /// The keys of the probes that show those features.
    var proofProbes: [String] = []
    /// The next higher level and the features that it lacks.
    var next: Next?
    /// Notes for readers.
    var notes: [String] = []

    /// The keys of the probes that prove the level and refute the next; all answered probes if no feature decides.
    var decidingProbes: [String] {
        let deciding = Set(proofProbes + (next?.probes ?? []))
        return deciding.isEmpty ? probes : probes.filter { deciding.contains($0) }
    }

    /// The lowest level that is not proved.
    struct Next: Hashable, Sendable {
        /// The level.
        let level: String
        /// The features that the level needs and that were not found.
        let missing: [String]
        /// The keys of the probes that would show those features.
        let probes: [String]
        /// Whether probes refute the features, as opposed to not having been answered.
        let isRefuted: Bool
    }
}

/// Detects the highest CPU level whose features are all present: x86, arm64, RISC-V.
struct FeatureLevels {
    private let architecture: Architecture
    private let levels: [CPULevel]
    private let below: [String: [String]]
    private let evidence: [LevelProof.Source: FeatureEvidence]

    /// The groups of proofs that list features; those of hwcap2 count among hwcap's.
    static let groups: [LevelProof.Source] = [.cpuflags, .hwcap, .isa, .feat]

    /// Prepares the levels of one architecture; `nil` if none of them is proved by features.
    init?(of architecture: Architecture, in recording: Recording, catalog: PlatformCatalog) {
        let levels = catalog.levels(of: architecture.name).filter { $0.numberedPrefix == nil }
        let groups = Self.groups.filter { group in levels.contains { !$0.proof.features(of: group).isEmpty } }
        guard !groups.isEmpty else { return nil }
        self.architecture = architecture
        self.levels = levels
        below = Dictionary(
            levels.map { ($0.name, catalog.levels(below: $0.name, architecture: architecture.name)) },
            uniquingKeysWith: { first, _ in first })
        evidence = Dictionary(
            groups.map { ($0, FeatureEvidence(recording, group: $0, rows: catalog.cpuFeatures)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The highest level with nothing missing.
    func finding() -> LevelFinding {
        let answered = evidence.filter { !$0.value.probes.isEmpty }
        let probes = Self.groups.flatMap { answered[$0]?.probes ?? [] }
        guard !answered.isEmpty else {
            return LevelFinding(level: architecture.baseline, status: .unknown(probe: unansweredProbes), probes: [])
        }
        var outcomes: [String: LevelOutcome] = [:]
        for level in levels { outcomes[level.name] = outcome(of: level, answered: answered) }
        let proved = levels.filter { isProved($0, outcomes) }
        let best = proved.max { height($0) < height($1) }
        let next = levels.filter { !isProved($0, outcomes) && outcomes[$0.name] != nil }
            .filter { level in steps(below: level).allSatisfy { isProved($0, outcomes) } }
            .min { height($0) < height($1) }
        var finding = LevelFinding(level: best?.name ?? architecture.baseline, status: .proved, probes: probes)
        if let best, case .shown(let names) = outcomes[best.name] {
            finding.proof = names
            finding.proofProbes = self.probes(of: names)
        }
        if let next, let outcome = outcomes[next.name] { add(outcome, of: next.name, to: &finding) }
        return finding
    }

    /// Adds the next level; the host's level is unknown if the next level's probes were not answered.
    private func add(_ outcome: LevelOutcome, of level: String, to finding: inout LevelFinding) {
        switch outcome {
        case .lacks(let missing):
            finding.next = .init(level: level, missing: missing, probes: probes(of: missing), isRefuted: true)
        case .unknown(let missing):
            finding.next = .init(level: level, missing: missing, probes: finding.probes, isRefuted: false)
            finding.status = .unknown(probe: finding.probes.joined(separator: " "))
        case .shown:
            break
        }
    }

    private func probes(of features: [String]) -> [String] {
        Self.groups.flatMap { evidence[$0]?.probes(of: features) ?? [] }
    }

    /// Evaluates one level's own proof; `nil` if this system has no probe for it.
    private func outcome(of level: CPULevel, answered: [LevelProof.Source: FeatureEvidence]) -> LevelOutcome? {
        var outcomes: [LevelOutcome] = []
        for group in Self.groups {
            let names = level.proof.features(of: group)
            guard let evidence = answered[group], !names.isEmpty else { continue }
            let absent = names.filter { evidence.answer(to: $0) == .absent }
            let unknown = names.filter { evidence.answer(to: $0) == .unknown }
            guard !absent.isEmpty || !unknown.isEmpty else { return .shown(names) }
            outcomes.append(absent.isEmpty ? .unknown(unknown) : .lacks(absent))
        }
        return outcomes.first { if case .lacks = $0 { true } else { false } } ?? outcomes.first
    }

    private func isProved(_ level: CPULevel, _ outcomes: [String: LevelOutcome]) -> Bool {
        let isBaseline = level.proof.isEmpty && level.stepsDown.isEmpty
        guard !isBaseline else { return true }
        guard case .shown = outcomes[level.name] else { return false }
        return steps(below: level).allSatisfy { isProved($0, outcomes) }
    }

    private func steps(below level: CPULevel) -> [CPULevel] {
        levels.filter { level.stepsDown.contains($0.name) }
    }

    private func height(_ level: CPULevel) -> Int {
        below[level.name]?.count ?? 0
    }

    private var unansweredProbes: String {
        Self.groups.compactMap { evidence[$0]?.firstProbe }.joined(separator: " or ")
    }
}

extension LevelProof {
    /// The features that one group requires; hwcap and hwcap2 form one group.
    func features(of group: Source) -> [String] {
        let own = names[group] ?? []
        return group == .hwcap ? own + (names[.hwcap2] ?? []) : own
    }
}

/// Whether a host shows the proof of one CPU level, regardless of the levels below it.
enum LevelOutcome: Hashable, Sendable {
    /// All names of one group are present.
    case shown([String])
    /// These names are absent, according to probes that would show them.
    case lacks([String])
    /// These names are unknown, because their probes were not answered.
    case unknown([String])
}

/// Detects the CPU level that the kernel states by name: arm, POWER.
struct NamedLevels {
    private let architecture: Architecture
    private let levels: [CPULevel]
    private let recording: Recording
    private let catalog: PlatformCatalog

    /// The probes that state a level by name, most reliable first.
    private static let probes: [(group: LevelProof.Source, key: String)] = [
        (.platform, ProbeKey.platform), (.uname, ProbeKey.machine), (.cpuinfo, ProbeKey.processorVersion),
    ]

    /// Prepares the levels of one architecture; `nil` if none of them is stated by name.
    init?(of architecture: Architecture, in recording: Recording, catalog: PlatformCatalog) {
        levels = catalog.levels(of: architecture.name)
        guard levels.contains(where: { level in Self.probes.contains { level.proof.names[$0.group] != nil } }) else {
            return nil
        }
        self.architecture = architecture
        self.recording = recording
        self.catalog = catalog
    }

    /// The level from the first probe whose name is in the tables.
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

    /// Corrects kernels of the Raspberry Pi Zero and 1, which report 7 although the processor's name says ARMv6.
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

    /// The finding if no name is in the tables: the kernel's own spelling if a baseline is safe, otherwise `unknown`.
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
