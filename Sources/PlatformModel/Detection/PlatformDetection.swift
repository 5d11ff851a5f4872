extension ReportDraft {
    /// Adds the operating system and the architecture.
    ///
    /// - Parameter key: the probe that proves the architecture; any other probe only makes it assumed.
    mutating func add(_ finding: ArchitectureFinding, provedBy key: String) {
        add(Fact(name: "operating system", value: recording.os, source: "os", raw: recording.os, status: .proved))
        let status: FactStatus = finding.key == nil ? .unknown : finding.key == key ? .proved : .assumed
        add("architecture", finding.name, from: finding.key.map { [$0] } ?? [], status)
    }

    /// Detects the CPU level, adds the facts about it, and returns the host with this platform.
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

    /// Adds the size of a page of memory, and returns it; sizes are powers of two.
    mutating func pageSize() -> Int64? {
        guard let bytes = recording[ProbeKey.pageSize]?.number, bytes > 0, bytes & (bytes - 1) == 0 else { return nil }
        show("page size", ProbeKey.pageSize)
        return bytes
    }

    private func level(of architecture: Architecture) -> LevelFinding? {
        NamedLevels(of: architecture, in: recording, catalog: catalog)?.finding()
            ?? FeatureLevels(of: architecture, in: recording, catalog: catalog)?.finding()
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
            let value = next.isRefuted ? "lacks \(missing)" : "unknown: \(missing)"
            add("level \(next.level)", value, from: next.probes, next.isRefuted ? .proved : .unknown)
        }
        if case .unknown(let probe) = finding.status { note("the CPU level is unknown: \(probe) does not show it") }
        for sentence in finding.notes { note(sentence) }
    }
}

/// The architecture of a host, and the probe that showed it.
struct ArchitectureFinding: Hashable, Sendable {
    /// The architecture; `nil` if it is not in the tables.
    let architecture: Architecture?
    /// Its canonical name, or the machine's own name for it in lower case.
    let name: String
    /// The level that the machine's name for it implies (`armv7`: v7).
    let impliedLevel: String?
    /// The key of the probe; `nil` if none answered.
    let key: String?

    /// Uses the first of these keys that has a name.
    init(_ recording: Recording, keys: [String], catalog: PlatformCatalog) {
        let key = keys.first { recording.text($0)?.isEmpty == false }
        self.init(word: key.flatMap { recording.text($0) }, key: key, catalog: catalog)
    }

    /// Interprets a machine's name for its architecture, the answer with the key `key`.
    init(word: String?, key: String?, catalog: PlatformCatalog) {
        architecture = word.flatMap { catalog.architecture(named: $0) }
        name = architecture?.name ?? word?.lowercased() ?? "unknown"
        impliedLevel = word.flatMap { catalog.names.impliedVariant(of: $0) }
        self.key = key
    }

    /// An architecture that a probe showed other than by name.
    init(_ architecture: Architecture, key: String) {
        self.architecture = architecture
        name = architecture.name
        impliedLevel = nil
        self.key = key
    }
}
