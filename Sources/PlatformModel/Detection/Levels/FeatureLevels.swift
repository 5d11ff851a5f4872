/// Finds the highest CPU level whose features all show: x86, arm64, RISC-V.
struct FeatureLevels {
    private let architecture: Architecture
    private let levels: [CPULevel]
    private let below: [String: [String]]
    private let evidence: [LevelProof.Source: FeatureEvidence]

    /// The groups of proofs that consist of features; those of hwcap2 are looked for among hwcap's.
    static let groups: [LevelProof.Source] = [.cpuflags, .hwcap, .isa, .feat]

    /// Looks for the levels of one architecture; nothing when none of its levels is proved by features.
    init?(of architecture: Architecture, in recording: Recording, catalog: PlatformCatalog, rows: [CPUFeatureRow]) {
        let levels = catalog.levels(of: architecture.name).filter { $0.numberedPrefix == nil }
        let groups = Self.groups.filter { group in levels.contains { !$0.proof.features(of: group).isEmpty } }
        guard !groups.isEmpty else { return nil }
        self.architecture = architecture
        self.levels = levels
        below = Dictionary(
            levels.map { ($0.name, catalog.levels(below: $0.name, architecture: architecture.name)) },
            uniquingKeysWith: { first, _ in first })
        evidence = Dictionary(
            groups.map { ($0, FeatureEvidence(recording, group: $0, rows: rows)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The highest level of which nothing is missing.
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

    /// Adds the level above, and lets the whole be unknown when that level's probes were not answered.
    private func add(_ outcome: LevelOutcome, of level: String, to finding: inout LevelFinding) {
        switch outcome {
        case .lacks(let missing):
            finding.next = .init(level: level, missing: missing, probes: probes(of: missing), isRefuted: true)
        case .notAsked(let missing):
            finding.next = .init(level: level, missing: missing, probes: finding.probes, isRefuted: false)
            finding.status = .unknown(probe: finding.probes.joined(separator: " "))
        case .shown:
            break
        }
    }

    private func probes(of features: [String]) -> [String] {
        Self.groups.flatMap { evidence[$0]?.probes(of: features) ?? [] }
    }

    /// What one level's own proof comes to; nothing when this system has no probe that could show it.
    private func outcome(of level: CPULevel, answered: [LevelProof.Source: FeatureEvidence]) -> LevelOutcome? {
        var outcomes: [LevelOutcome] = []
        for group in Self.groups {
            let names = level.proof.features(of: group)
            guard let evidence = answered[group], !names.isEmpty else { continue }
            let absent = names.filter { evidence.answer(to: $0) == .absent }
            let notAsked = names.filter { evidence.answer(to: $0) == .notAsked }
            guard !absent.isEmpty || !notAsked.isEmpty else { return .shown(names) }
            outcomes.append(absent.isEmpty ? .notAsked(notAsked) : .lacks(absent))
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
    /// The features that one group asks for; hwcap and hwcap2 are one group.
    func features(of group: Source) -> [String] {
        let own = names[group] ?? []
        return group == .hwcap ? own + (names[.hwcap2] ?? []) : own
    }
}
