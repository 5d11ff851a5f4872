extension ReportDraft {
    /// Adds the operating system and the architecture.
    ///
    /// - Parameter surest: the key of the probe that proves the architecture; another one only lets it be assumed.
    mutating func add(_ finding: ArchitectureFinding, surest: String) {
        add(Fact(name: "operating system", value: recording.os, source: "os", raw: recording.os, status: .proved))
        let status: FactStatus = finding.key == nil ? .unknown : finding.key == surest ? .proved : .assumed
        add("architecture", finding.name, from: finding.key.map { [$0] } ?? [], status)
    }

    /// Finds the CPU level, adds what is known of it, and gives the host of that platform.
    mutating func host(of finding: ArchitectureFinding) -> Host {
        var platform = Platform(os: recording.os, architecture: finding.name)
        guard let architecture = finding.architecture, var level = level(of: architecture) else {
            return Host(platform: catalog.normalized(platform))
        }
        if case .unknown = level.status, level.probes.isEmpty, let implied = finding.impliedLevel, let key = finding.key
        {
            level = LevelFinding(level: implied, status: .proved, probes: [key])
        }
        add(level, of: architecture)
        platform.variant = level.level
        return Host(platform: catalog.normalized(platform), level: level.status)
    }

    private func level(of architecture: Architecture) -> LevelFinding? {
        NamedLevels(of: architecture, in: recording, catalog: catalog)?.finding()
            ?? FeatureLevels(of: architecture, in: recording, catalog: catalog, rows: features)?.finding()
    }

    private mutating func add(_ finding: LevelFinding, of architecture: Architecture) {
        let name = finding.level ?? architecture.baseline ?? "none"
        let value = finding.level == architecture.baseline ? "\(name) (the baseline)" : name
        add("level", value, from: finding.decidingProbes, finding.status == .proved ? .proved : .unknown)
        if !finding.proof.isEmpty {
            add("level \(name)", finding.proof.joined(separator: " "), from: finding.proofProbes)
        }
        if let next = finding.next {
            let missing = next.missing.joined(separator: " ")
            let value = next.isRefuted ? "lacks \(missing)" : "not known: \(missing)"
            add("level \(next.level)", value, from: next.probes, next.isRefuted ? .proved : .unknown)
        }
        if case .unknown(let probe) = finding.status { note("the CPU level is not known: \(probe) does not tell it") }
        for sentence in finding.notes { note(sentence) }
    }
}
