/// The answer to one probe, made ready to be asked for many features.
struct ProbeAnswer: Sendable {
    private let value: ProbeValue?
    private let words: Set<String>?
    private let features: Set<String>?

    /// Takes an answer apart; nothing means that the probe was not asked.
    init(_ value: ProbeValue?) {
        self.value = value
        let words = value?.bits == nil ? value?.words : nil
        self.words = words.map { Set($0) }
        let extensions = value?.text.flatMap { ISAString(parsing: $0) }?.extensions
        features = (extensions ?? words?.map { $0.lowercased() }).map { Set($0) }
    }

    /// What it says of a row's feature, by the row's own mark.
    func answer(to row: CPUFeatureRow) -> FeatureAnswer {
        guard let value else { return .notAsked }
        // What a probe knows nothing of is not there: a CPUID leaf above the last, a sysctl without a name.
        if value == .missing { return .absent }
        switch row.mark {
        case .bit(let bit): return answer(to: bit, of: value, named: row.feature)
        case .word(let word): return words.map { $0.contains(word) ? .present : .absent } ?? .notAsked
        case .everyOtherWord: return .notAsked
        }
    }

    /// What it says of a feature that has no row of its own: its words are features, save those that mean others.
    func answer(toFeature feature: String, takenWords: Set<String>) -> FeatureAnswer {
        guard let features else { return .notAsked }
        return features.contains(feature) && !takenWords.contains(feature) ? .present : .absent
    }

    private func answer(to bit: Int64, of value: ProbeValue, named feature: String) -> FeatureAnswer {
        if let register = value.bits {
            return (0..<64).contains(bit) && register >> UInt64(bit) & 1 == 1 ? .present : .absent
        }
        if let numbers = value.numbers { return numbers.contains(bit) ? .present : .absent }
        // AT_HWCAP may be written as the names of its bits.
        guard case .list = value else { return .notAsked }
        return words?.contains(feature) == true ? .present : .absent
    }
}
