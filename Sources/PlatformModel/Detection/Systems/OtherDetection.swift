/// What a recording of a machine with any other system comes to: its name and its architecture.
struct OtherDetection {
    private var draft: ReportDraft

    /// Judges on the ground of a draft's recording.
    init(_ draft: ReportDraft) {
        self.draft = draft
    }

    /// The report.
    func report() -> HostReport {
        var draft = draft
        let keys = [ProbeKey.toolArchitecture, ProbeKey.machine]
        let machine = ArchitectureFinding(draft.recording, keys: keys, catalog: draft.catalog)
        draft.add(machine, surest: ProbeKey.toolArchitecture)
        let host = draft.host(of: machine)
        draft.show("kernel release", ProbeKey.release)
        return draft.report(of: host)
    }
}
