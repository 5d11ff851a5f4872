/// What the probes of one group of proofs show of a CPU's features.
///
/// Features of order 2 (/proc/cpuinfo) are looked at only where no probe of order 1 (CPUID, AT_HWCAP) was answered.
struct FeatureEvidence: Sendable {
    /// The keys of the probes that were answered, in the order of the table.
    let probes: [String]
    private let rows: [CPUFeatureRow]
    private let recording: Recording

    /// Picks, among the rows of one group, those that count for this recording.
    ///
    /// - Parameter order: the order to look at; nothing chooses the earliest that was answered.
    init(_ recording: Recording, group: LevelProof.Source, rows: [CPUFeatureRow], order: Int? = nil) {
        let inGroup = rows.filter { $0.proof == group }
        let answered = inGroup.filter { recording.isAnswered($0.probe) }
        let chosen = order ?? answered.map(\.order).min() ?? 1
        self.rows = inGroup.filter { $0.order == chosen }
        self.recording = recording
        var probes: [String] = []
        for row in answered where row.order == chosen && !probes.contains(row.probe) { probes.append(row.probe) }
        self.probes = probes
    }

    /// The key of the probe that should be asked first.
    var firstProbe: String? { rows.first?.probe }

    /// Whether the CPU has a feature, and all that the feature needs.
    func answer(to feature: String) -> FeatureAnswer {
        answer(to: feature, asking: [])
    }

    private func answer(to feature: String, asking: Set<String>) -> FeatureAnswer {
        let own = rows.filter { $0.feature == feature }
        var answers = Set(own.map { recording.answer(to: $0) })
        for row in rows where row.mark == .everyOtherWord && own.allSatisfy({ $0.probe != row.probe }) {
            answers.insert(recording.answer(to: row, word: feature, otherRows: rows))
        }
        let shown: FeatureAnswer = answers.contains(.present) ? .present : answers.contains(.absent) ? .absent : .notAsked
        guard shown != .absent, !asking.contains(feature) else { return shown }
        let needs = Set(own.flatMap(\.needs)).map { answer(to: $0, asking: asking.union([feature])) }
        if needs.contains(.absent) { return .absent }
        return needs.contains(.notAsked) ? .notAsked : shown
    }
}

extension Recording {
    /// The answer under a row's key; `name[key]` is an entry of a table.
    fileprivate func answer(at key: String) -> ProbeValue? {
        if let value = self[key] { return value }
        guard key.hasSuffix("]"), let bracket = key.firstIndex(of: "[") else { return nil }
        guard let table = self[String(key[..<bracket])]?.table else { return nil }
        return table[String(key[key.index(after: bracket)...].dropLast())].map { .text($0) } ?? .missing
    }

    /// Whether a probe was asked and had something to say.
    fileprivate func isAnswered(_ key: String) -> Bool {
        guard let value = answer(at: key) else { return false }
        return value != .missing
    }

    /// What the answer to a row's probe says of the row's feature.
    fileprivate func answer(to row: CPUFeatureRow) -> FeatureAnswer {
        guard let value = answer(at: row.probe) else { return .notAsked }
        // What a probe knows nothing of is not there: a CPUID leaf above the last, a sysctl without a name.
        if value == .missing { return .absent }
        switch row.mark {
        case .bit(let bit):
            if let register = value.bits {
                return (0..<64).contains(bit) && register >> UInt64(bit) & 1 == 1 ? .present : .absent
            }
            if let numbers = value.numbers { return numbers.contains(bit) ? .present : .absent }
            guard case .list(let names) = value else { return .notAsked }
            return names.contains(row.feature) ? .present : .absent
        case .word(let word):
            guard let words = value.words else { return .notAsked }
            return words.contains(word) ? .present : .absent
        case .everyOtherWord:
            return .notAsked
        }
    }

    /// What the answer to the probe of an ``CPUFeatureRow/Mark/everyOtherWord`` row says of a feature.
    fileprivate func answer(to row: CPUFeatureRow, word: String, otherRows: [CPUFeatureRow]) -> FeatureAnswer {
        guard let words = answer(at: row.probe)?.features else { return .notAsked }
        let isTaken = otherRows.contains { $0.probe == row.probe && $0.mark == .word(word) }
        return !isTaken && words.contains(word) ? .present : .absent
    }
}

extension ProbeValue {
    /// The features that a text or a list names, in lower case; a RISC-V ISA string is taken apart.
    fileprivate var features: [String]? {
        if let text, let extensions = ISAString(parsing: text)?.extensions { return extensions }
        return words?.map { $0.lowercased() }
    }
}
