extension ReportDraft {
    /// Detects a Linux machine. The platform is the one that this tool was built for; everything else is evidence.
    mutating func linuxHost() -> Host {
        let tool = ArchitectureFinding(
            recording, keys: [ProbeKey.toolArchitecture, ProbeKey.machine], catalog: catalog)
        add(tool, provedBy: ProbeKey.toolArchitecture)
        addKernel(besides: tool)
        var host = host(of: tool)
        if let architecture = tool.architecture { addDifferences(of: architecture) }
        host.compat32 = compat32(of: tool)
        host.emulators = emulators(besides: tool.architecture)
        addEmulation(of: tool)
        show("processor", ProbeKey.processorName)
        show("processor type", ProbeKey.platform)
        show("kernel release", ProbeKey.release)
        host.pageSize = pageSize()
        addWSL()
        addShell(besides: tool)
        return host
    }

    /// Adds whether each 32-bit sibling runs, and returns the result for the first.
    private mutating func compat32(of tool: ArchitectureFinding) -> Capability {
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
            add("32-bit code", "\(finding.sibling): unknown, assumed to run", from: finding.keys, .unknown)
        }
    }

    /// Adds the kernel's architecture, and a note if it is not the tool's.
    private mutating func addKernel(besides tool: ArchitectureFinding) {
        show("personality", ProbeKey.personality)
        guard let machine = recording.text(ProbeKey.machine), tool.key != ProbeKey.machine else { return }
        let kernel = ArchitectureFinding(word: machine, key: ProbeKey.machine, catalog: catalog)
        add("kernel architecture", kernel.name, from: [ProbeKey.machine])
        guard kernel.name != tool.name else { return }
        if runs(kernel, sibling: tool) {
            note(
                "a 32-bit tool (\(tool.name)) on a 64-bit kernel (\(machine)): images are chosen for \(tool.name); "
                    + "use --platform \(recording.os)/\(kernel.name) for 64-bit ones")
        } else if runs(tool, sibling: kernel) {
            note("uname reports \(machine) to this \(tool.name) tool: it runs under PER_LINUX32 (linux32, setarch)")
        } else {
            note(
                "uname reports \(machine), but this tool was built for \(tool.name): one of them is emulated; "
                    + "use --platform to choose one")
        }
    }

    private func runs(_ host: ArchitectureFinding, sibling: ArchitectureFinding) -> Bool {
        catalog.siblings(of: host.name).contains { $0.sibling == sibling.name }
    }

    /// Notes where the processor and /proc/cpuinfo disagree about a feature that decides a level.
    private mutating func addDifferences(of architecture: Architecture) {
        let levels = catalog.levels(of: architecture.name)
        for group in FeatureLevels.groups {
            let names = levels.flatMap { $0.proof.features(of: group) }
            guard !names.isEmpty else { continue }
            let probed = FeatureEvidence(recording, group: group, rows: catalog.cpuFeatures, order: 1)
            let shown = FeatureEvidence(recording, group: group, rows: catalog.cpuFeatures, order: 2)
            guard let source = shown.probes.first, !probed.probes.isEmpty else { continue }
            let more = names.filter { probed.answer(to: $0) == .absent && shown.answer(to: $0) == .present }
            let fewer = names.filter { probed.answer(to: $0) == .present && shown.answer(to: $0) == .absent }
            let deciding = probed.probes.joined(separator: ", ")
            if !more.isEmpty {
                note("\(source) shows \(more.joined(separator: " ")), contrary to \(deciding) (authoritative)")
            }
            if !fewer.isEmpty {
                note("\(source) lacks \(fewer.joined(separator: " ")), contrary to \(deciding) (authoritative)")
            }
        }
    }

    /// Adds the version of WSL, which the kernel's version shows.
    private mutating func addWSL() {
        guard let version = recording.text(ProbeKey.kernelVersion) else { return }
        let lowered = version.lowercased()
        guard lowered.contains("microsoft") else { return }
        // WSL 1 reports only "Microsoft"; the kernel of WSL 2 reports "microsoft-standard".
        add("WSL", lowered.contains("microsoft-standard") ? "2" : "1", from: [ProbeKey.kernelVersion])
    }

    /// Adds the architecture of /bin/sh, and a note if it is not the tool's.
    private mutating func addShell(besides tool: ArchitectureFinding) {
        guard let header = recording.text(ProbeKey.shellHeader), let mark = ELFMark(hexadecimal: header) else { return }
        let name = catalog.architecture(markedBy: mark)?.name ?? "ELF machine \(mark.machine)"
        add("/bin/sh", name, from: [ProbeKey.shellHeader])
        if name != tool.name { note("/bin/sh is built for \(name), this tool for \(tool.name)") }
    }
}

/// Whether Linux runs code of the architecture's 32-bit sibling, with the evidence.
struct Compat32Finding: Hashable, Sendable {
    /// The sibling's name.
    let sibling: String
    /// Whether it runs.
    let capability: Capability
    /// The keys of the probes that decided, or of those that were inconclusive.
    let keys: [String]

    /// Examines the answers about one sibling.
    init(of sibling: Sibling, in recording: Recording, catalog: PlatformCatalog) {
        self.sibling = sibling.sibling
        let probed = sibling.probes.filter { recording[$0] != nil }
        if let key = probed.first(where: { recording.text($0) == "EINVAL" && $0 == ProbeKey.linux32 }) {
            capability = .refuted(proof: "personality(PER_LINUX32) fails with EINVAL")
            keys = [key]
            return
        }
        if probed.contains(ProbeKey.elf32), let outcome = recording.text(ProbeKey.elf32) {
            if outcome == "ENOEXEC" {
                capability = .refuted(proof: "exec of a 32-bit ELF fails with ENOEXEC")
                keys = [ProbeKey.elf32]
                return
            }
            if outcome == "ok", !Self.isEmulated(sibling, recording, catalog) {
                capability = .proved
                keys = [ProbeKey.elf32]
                return
            }
        }
        if sibling.probes.contains(ProbeKey.elf32), let word = recording.text(ProbeKey.ia32Emulation),
            ["0", "n", "no", "off", "false"].contains(word.lowercased())
        {
            capability = .refuted(proof: "the kernel was started with ia32_emulation=\(word)")
            keys = [ProbeKey.ia32Emulation]
            return
        }
        capability = .unknown
        keys = probed
    }

    /// Whether an enabled emulator would have run the ELF program of the probe, whose success then proves nothing.
    private static func isEmulated(_ sibling: Sibling, _ recording: Recording, _ catalog: PlatformCatalog) -> Bool {
        let mark = catalog.architecture(named: sibling.sibling)?.elf
        return BinaryFormat.all(in: recording).contains { $0.isEnabled && $0.mark != nil && $0.mark == mark }
    }
}
