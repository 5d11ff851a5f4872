/// What a recording of a Mac comes to.
struct DarwinDetection {
    private var draft: ReportDraft

    /// Judges on the ground of a draft's recording.
    init(_ draft: ReportDraft) {
        self.draft = draft
    }

    /// The report: the true processor counts, also where Rosetta translates the tool.
    func report() -> HostReport {
        var draft = draft
        let processor = draft.appleProcessor()
        draft.add(processor, surest: processor.key ?? ProbeKey.appleProcessor)
        var host = draft.host(of: processor)
        if draft.recording[ProbeKey.translated]?.number == 1 {
            draft.add("translated", "yes, by Rosetta", from: [ProbeKey.translated])
            draft.note("this tool is translated by Rosetta; images are chosen for the processor, \(processor.name)")
        }
        host.emulators = draft.rosetta(besides: processor.architecture)
        draft.show("macOS", ProbeKey.appleVersion)
        draft.show("kernel release", ProbeKey.release)
        return draft.report(of: host)
    }
}

extension ReportDraft {
    /// The processor's architecture: its own sysctl says so even to translated programs.
    fileprivate func appleProcessor() -> ArchitectureFinding {
        let own = ProbeKey.appleProcessor
        // The sysctl is named for the architecture that it affirms.
        let word = own.split(separator: ".").last.map(String.init)
        if recording[own]?.number == 1 { return ArchitectureFinding(word: word, key: own, catalog: catalog) }
        if recording[ProbeKey.translated]?.number == 1 {
            return ArchitectureFinding(word: word, key: ProbeKey.translated, catalog: catalog)
        }
        let keys = [ProbeKey.appleMachine, ProbeKey.machine, ProbeKey.toolArchitecture]
        return ArchitectureFinding(recording, keys: keys, catalog: catalog)
    }

    /// Adds Rosetta where its runtime is installed.
    fileprivate mutating func rosetta(besides own: Architecture?) -> [Emulator] {
        guard recording[ProbeKey.rosetta]?.number == 1, let handler = catalog.emulator(handler: "rosetta") else {
            if recording[ProbeKey.rosetta] != nil { add("emulator rosetta", "not installed", from: [ProbeKey.rosetta]) }
            return []
        }
        guard handler.architecture != own?.name else { return [] }
        add("emulator \(handler.handler)", handler.architecture, from: [ProbeKey.rosetta])
        return [Emulator(handler: handler.handler, architecture: handler.architecture, fixesBinary: true)]
    }
}
