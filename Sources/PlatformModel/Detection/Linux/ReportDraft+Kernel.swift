extension ReportDraft {
    /// Adds the kernel's own architecture, and says what it means when it is not the tool's.
    mutating func addKernel(besides tool: ArchitectureFinding) {
        show("personality", ProbeKey.personality)
        guard let machine = recording.text(ProbeKey.machine), tool.key != ProbeKey.machine else { return }
        let kernel = ArchitectureFinding(word: machine, key: ProbeKey.machine, catalog: catalog)
        add("kernel architecture", kernel.name, from: [ProbeKey.machine])
        guard kernel.name != tool.name else { return }
        if runs(kernel, sibling: tool) {
            note(
                "a 32-bit tool (\(tool.name)) on a 64-bit kernel (\(machine)): images are chosen for \(tool.name); "
                    + "--platform \(recording.os)/\(kernel.name) asks for 64-bit ones")
        } else if runs(tool, sibling: kernel) {
            note("uname says \(machine) to this \(tool.name) tool: it runs under PER_LINUX32 (linux32, setarch)")
        } else {
            note(
                "uname says \(machine), but this tool was built for \(tool.name): one of them is emulated; "
                    + "--platform names the one that is meant")
        }
    }

    /// Adds WSL, by its kernel's version.
    mutating func addWSL() {
        guard let version = recording.text(ProbeKey.kernelVersion) else { return }
        let lowered = version.lowercased()
        guard lowered.contains("microsoft") else { return }
        // WSL 1 answers in Microsoft's name only; the kernel of WSL 2 says "microsoft-standard".
        add("WSL", lowered.contains("microsoft-standard") ? "2" : "1", from: [ProbeKey.kernelVersion])
    }

    /// Adds what /bin/sh was built for, and warns when that is not what the tool was built for.
    mutating func addShell(besides tool: ArchitectureFinding) {
        guard let header = recording.text(ProbeKey.shellHeader), let mark = ELFMark(hexadecimal: header) else { return }
        let name = catalog.architecture(markedBy: mark)?.name ?? "ELF machine \(mark.machine)"
        add("/bin/sh", name, from: [ProbeKey.shellHeader])
        if name != tool.name { note("/bin/sh is built for \(name), this tool for \(tool.name)") }
    }

    private func runs(_ host: ArchitectureFinding, sibling: ArchitectureFinding) -> Bool {
        catalog.siblings(of: host.name).contains { $0.sibling == sibling.name }
    }
}
