/// The CPU features that the probes of one group of proofs show.
///
/// Rows of order 2 (/proc/cpuinfo) count only if no probe of order 1 (CPUID, AT_HWCAP) was answered.
struct FeatureEvidence: Sendable {
    /// The keys of the answered probes, in table order.
    let probes: [String]
    /// The key of the preferred probe.
    let firstProbe: String?
    private let rows: [String: [CPUFeatureRow]]
    private let otherWords: [CPUFeatureRow]
    private let takenWords: Set<String>
    private let answers: [String: ProbeAnswer]

    /// Selects the rows of one group that count for this recording.
    ///
    /// - Parameter order: the order to use; `nil` means the lowest that was answered.
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

    /// The keys of the probes that show these features and the features that they need.
    func probes(of features: [String]) -> [String] {
        var found = Set(features)
        var open = features
        while let feature = open.popLast() {
            for need in (rows[feature] ?? []).flatMap(\.needs) where found.insert(need).inserted { open.append(need) }
        }
        let keys = Set(found.flatMap { rows[$0] ?? [] }.map(\.probe) + otherWords.map(\.probe))
        return probes.filter { keys.contains($0) }
    }

    /// Whether the CPU has a feature and everything that the feature needs.
    func answer(to feature: String) -> FeatureAnswer {
        answer(to: feature, asking: [])
    }

    private func answer(to feature: String, asking: Set<String>) -> FeatureAnswer {
        let own = rows[feature] ?? []
        var found = own.map { answer(to: $0, asking: asking.union([feature])) }
        for row in otherWords where own.allSatisfy({ $0.probe != row.probe }) {
            found.append(answers[row.probe]?.answer(toFeature: feature, takenWords: takenWords) ?? .unknown)
        }
        return found.contains(.present) ? .present : found.contains(.absent) ? .absent : .unknown
    }

    /// Evaluates one row with the features that it needs; `asking` stops circular needs.
    private func answer(to row: CPUFeatureRow, asking: Set<String>) -> FeatureAnswer {
        let own = answers[row.probe]?.answer(to: row) ?? .unknown
        guard own != .absent else { return .absent }
        let needs = row.needs.filter { !asking.contains($0) }.map { answer(to: $0, asking: asking) }
        if needs.contains(.absent) { return .absent }
        return needs.contains(.unknown) ? .unknown : own
    }
}

/// Whether a CPU has a feature.
package enum FeatureAnswer: Hashable, Sendable {
    /// A probe shows it.
    case present
    /// A probe that would show it was answered and does not.
    case absent
    /// No probe that would show it was answered.
    case unknown
}

/// The answer of one probe, parsed once for many features.
struct ProbeAnswer: Sendable {
    private let value: ProbeValue?
    private let words: Set<String>?
    private let features: Set<String>?

    /// Parses an answer; `nil` means that the probe was not run.
    init(_ value: ProbeValue?) {
        self.value = value
        let words = value?.bits == nil ? value?.words : nil
        self.words = words.map { Set($0) }
        let extensions = value?.text.flatMap { ISAString(parsing: $0) }?.extensions
        features = (extensions ?? words?.map { $0.lowercased() }).map { Set($0) }
    }

    /// Evaluates one row by its mark.
    func answer(to row: CPUFeatureRow) -> FeatureAnswer {
        guard let value else { return .unknown }
        // A probe that found nothing has no features: a CPUID leaf above the highest, a sysctl that does not exist.
        if value == .missing { return .absent }
        switch row.mark {
        case .bit(let bit): return answer(to: bit, of: value, named: row.feature)
        case .word(let word): return words.map { $0.contains(word) ? .present : .absent } ?? .unknown
        case .everyOtherWord: return .unknown
        }
    }

    /// Evaluates a feature without a row of its own: a word is a feature unless a row gives it another meaning.
    func answer(toFeature feature: String, takenWords: Set<String>) -> FeatureAnswer {
        guard let features else { return .unknown }
        return features.contains(feature) && !takenWords.contains(feature) ? .present : .absent
    }

    private func answer(to bit: Int64, of value: ProbeValue, named feature: String) -> FeatureAnswer {
        if let register = value.bits {
            return (0..<64).contains(bit) && register >> UInt64(bit) & 1 == 1 ? .present : .absent
        }
        if let numbers = value.numbers { return numbers.contains(bit) ? .present : .absent }
        // AT_HWCAP may be recorded as the names of its bits.
        guard case .list = value else { return .unknown }
        return words?.contains(feature) == true ? .present : .absent
    }
}

/// The extensions in a RISC-V ISA string, such as `rv64imafdc_zicsr_zba`.
///
/// Syntax: RISC-V Instruction Set Manual, volume I, "ISA Extension Naming Conventions".
struct ISAString: Hashable, Sendable {
    /// The extensions in lower case; `g` is spelled out.
    let extensions: [String]

    /// Reads the string; `nil` if it is not an ISA string.
    init?(parsing text: String) {
        guard ["rv32", "rv64"].contains(text.prefix(4).lowercased()) else { return nil }
        let parts = text.lowercased().dropFirst(4).split(separator: "_")
        guard let base = parts.first else { return nil }
        // Multi-letter extensions begin with s, x or z; only the first part has single letters before them.
        let letters = base.prefix { !"sxz".contains($0) }
        var names = letters.map(String.init)
        if names.contains("g") { names += ["i", "m", "a", "f", "d", "zicsr", "zifencei"] }
        names += ([base.dropFirst(letters.count)] + parts.dropFirst()).filter { !$0.isEmpty }.map(String.init)
        extensions = names
    }
}
