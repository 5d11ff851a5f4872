extension ReportDraft {
    /// Detects a Mac. The real processor counts, even if Rosetta translates this tool.
    mutating func darwinHost() -> Host {
        let processor = appleProcessor()
        add(processor, provedBy: processor.key ?? ProbeKey.appleProcessor)
        var host = host(of: processor)
        if recording[ProbeKey.translated]?.number == 1 {
            add("translated", "yes, by Rosetta", from: [ProbeKey.translated])
            note("this tool is translated by Rosetta; images are chosen for the processor, \(processor.name)")
        }
        host.emulators = rosetta(besides: processor.architecture)
        show("macOS", ProbeKey.appleVersion)
        show("kernel release", ProbeKey.release)
        host.pageSize = pageSize()
        return host
    }

    /// The processor's architecture; its own sysctl shows it even to translated programs.
    private func appleProcessor() -> ArchitectureFinding {
        let own = ProbeKey.appleProcessor
        // The sysctl is named after the architecture that it confirms.
        let word = own.split(separator: ".").last.map(String.init)
        if recording[own]?.number == 1 { return ArchitectureFinding(word: word, key: own, catalog: catalog) }
        if recording[ProbeKey.translated]?.number == 1 {
            return ArchitectureFinding(word: word, key: ProbeKey.translated, catalog: catalog)
        }
        let keys = [ProbeKey.appleMachine, ProbeKey.machine, ProbeKey.toolArchitecture]
        return ArchitectureFinding(recording, keys: keys, catalog: catalog)
    }

    /// Adds whether Rosetta's runtime is installed.
    private mutating func rosetta(besides own: Architecture?) -> [Emulator] {
        guard recording[ProbeKey.rosetta]?.number == 1, let handler = catalog.emulator(handler: "rosetta") else {
            if recording[ProbeKey.rosetta] != nil { add("emulator rosetta", "not installed", from: [ProbeKey.rosetta]) }
            return []
        }
        guard handler.architecture != own?.name else { return [] }
        add("emulator \(handler.handler)", handler.architecture, from: [ProbeKey.rosetta])
        return [Emulator(handler: handler.handler, architecture: handler.architecture, fixesBinary: true)]
    }
}
