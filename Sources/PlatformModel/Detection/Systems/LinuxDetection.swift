/// What a recording of a Linux machine comes to.
struct LinuxDetection {
    private var draft: ReportDraft

    /// Judges on the ground of a draft's recording.
    init(_ draft: ReportDraft) {
        self.draft = draft
    }

    /// The report: the platform is the tool's own build, everything else is evidence beside it.
    func report() -> HostReport {
        var draft = draft
        let keys = [ProbeKey.toolArchitecture, ProbeKey.machine]
        let tool = ArchitectureFinding(draft.recording, keys: keys, catalog: draft.catalog)
        draft.add(tool, surest: ProbeKey.toolArchitecture)
        draft.addKernel(besides: tool)
        var host = draft.host(of: tool)
        if let architecture = tool.architecture { draft.addDifferences(of: architecture) }
        host.compat32 = draft.compat32(of: tool)
        host.emulators = draft.emulators(besides: tool.architecture)
        draft.addEmulation(of: tool)
        draft.show("processor", ProbeKey.processorName)
        draft.show("processor type", ProbeKey.platform)
        draft.show("kernel release", ProbeKey.release)
        draft.addWSL()
        draft.addShell(besides: tool)
        return draft.report(of: host)
    }
}

extension ReportDraft {
    /// Adds whether each 32-bit sibling runs, and gives the answer for the first.
    fileprivate mutating func compat32(of tool: ArchitectureFinding) -> Capability {
        let findings = catalog.siblings(of: tool.name).filter { !$0.neverOn.contains(recording.os) }
            .map { Compat32Finding(of: $0, in: recording, catalog: catalog) }
        for finding in findings { add(finding) }
        return findings.first?.capability ?? .unknown
    }

    private mutating func add(_ finding: Compat32Finding) {
        switch finding.capability {
        case .proved:
            add("32-bit code", "\(finding.sibling) runs", from: finding.keys)
        case .refuted(let proof):
            add("32-bit code", "\(finding.sibling) does not run: \(proof)", from: finding.keys)
        case .unknown:
            add("32-bit code", "\(finding.sibling): not known, taken to run", from: finding.keys, .unknown)
        }
    }
}
