extension ReportDraft {
    /// Notes where the processor and /proc/cpuinfo say different things of a feature that decides a level.
    mutating func addDifferences(of architecture: Architecture) {
        let levels = catalog.levels(of: architecture.name)
        for group in FeatureLevels.groups {
            let names = levels.flatMap { $0.proof.features(of: group) }
            guard !names.isEmpty else { continue }
            let asked = FeatureEvidence(recording, group: group, rows: features, order: 1)
            let shown = FeatureEvidence(recording, group: group, rows: features, order: 2)
            guard let source = shown.probes.first, !asked.probes.isEmpty else { continue }
            let more = names.filter { asked.answer(to: $0) == .absent && shown.answer(to: $0) == .present }
            let fewer = names.filter { asked.answer(to: $0) == .present && shown.answer(to: $0) == .absent }
            let deciding = asked.probes.joined(separator: ", ")
            if !more.isEmpty {
                note("\(source) shows \(more.joined(separator: " ")), which \(deciding) do not; the latter decide")
            }
            if !fewer.isEmpty {
                note("\(source) does not show \(fewer.joined(separator: " ")), which \(deciding) do; the latter decide")
            }
        }
    }
}
