/// What the probes of one group of proofs show of a CPU's features.
///
/// Features of order 2 (/proc/cpuinfo) are looked at only where no probe of order 1 (CPUID, AT_HWCAP) was answered.
struct FeatureEvidence: Sendable {
    /// The keys of the probes that were answered, in the order of the table.
    let probes: [String]
    /// The key of the probe that should be asked first.
    let firstProbe: String?
    private let rows: [String: [CPUFeatureRow]]
    private let otherWords: [CPUFeatureRow]
    private let takenWords: Set<String>
    private let answers: [String: ProbeAnswer]

    /// Picks, among the rows of one group, those that count for this recording.
    ///
    /// - Parameter order: the order to look at; nothing chooses the earliest that was answered.
    init(_ recording: Recording, group: LevelProof.Source, rows: [CPUFeatureRow], order: Int? = nil) {
        let inGroup = rows.filter { $0.proof == group }
        let answered = inGroup.filter { recording.answer(at: $0.probe) ?? .missing != .missing }
        let chosen = order ?? answered.map(\.order).min() ?? 1
        let counting = inGroup.filter { $0.order == chosen }
        var answers: [String: ProbeAnswer] = [:]
        for row in counting where answers[row.probe] == nil {
            answers[row.probe] = ProbeAnswer(recording.answer(at: row.probe))
        }
        var probes: [String] = []
        for row in answered where row.order == chosen && !probes.contains(row.probe) { probes.append(row.probe) }
        self.probes = probes
        self.rows = Dictionary(grouping: counting) { $0.feature }
        self.answers = answers
        firstProbe = counting.first?.probe
        otherWords = counting.filter { $0.mark == .everyOtherWord }
        takenWords = Set(counting.compactMap { row in if case .word(let word) = row.mark { word } else { nil } })
    }

    /// The keys of the probes that show some features, and what these need.
    func probes(of features: [String]) -> [String] {
        var found = Set(features)
        var open = features
        while let feature = open.popLast() {
            for need in (rows[feature] ?? []).flatMap(\.needs) where found.insert(need).inserted { open.append(need) }
        }
        let keys = Set(found.flatMap { rows[$0] ?? [] }.map(\.probe) + otherWords.map(\.probe))
        return probes.filter { keys.contains($0) }
    }

    /// Whether the CPU has a feature, and all that the feature needs.
    func answer(to feature: String) -> FeatureAnswer {
        answer(to: feature, asking: [])
    }

    private func answer(to feature: String, asking: Set<String>) -> FeatureAnswer {
        let own = rows[feature] ?? []
        var found = own.map { answer(to: $0, asking: asking.union([feature])) }
        for row in otherWords where own.allSatisfy({ $0.probe != row.probe }) {
            found.append(answers[row.probe]?.answer(toFeature: feature, takenWords: takenWords) ?? .notAsked)
        }
        return found.contains(.present) ? .present : found.contains(.absent) ? .absent : .notAsked
    }

    /// What one row says; what it needs is looked up unless that is being asked already.
    private func answer(to row: CPUFeatureRow, asking: Set<String>) -> FeatureAnswer {
        let own = answers[row.probe]?.answer(to: row) ?? .notAsked
        guard own != .absent else { return .absent }
        let needs = row.needs.filter { !asking.contains($0) }.map { answer(to: $0, asking: asking) }
        if needs.contains(.absent) { return .absent }
        return needs.contains(.notAsked) ? .notAsked : own
    }
}
