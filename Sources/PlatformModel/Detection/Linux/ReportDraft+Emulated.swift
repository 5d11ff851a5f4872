extension ReportDraft {
    /// Says so when the tool itself runs in an emulator, and what gives it away.
    mutating func addEmulation(of tool: ArchitectureFinding) {
        guard let architecture = tool.architecture else { return }
        if let handler = ownHandler(of: architecture) {
            add("emulated", "yes, by \(handler.handler)", from: [handler.place])
            noteEmulation("the handler \(handler.handler) runs every \(architecture.name) program", tool)
        } else if let key = foreignProcessorLine(to: architecture) {
            add("emulated", "yes", from: [key])
            noteEmulation("/proc/cpuinfo shows another kind of processor", tool)
        }
    }

    private mutating func noteEmulation(_ evidence: String, _ tool: ArchitectureFinding) {
        note(
            "this tool is itself emulated (\(evidence)): images are chosen for \(tool.name); "
                + "--platform names the machine below")
    }

    /// The enabled handler that runs programs of the tool's own architecture: the kernel asks it before it runs any.
    private func ownHandler(of architecture: Architecture) -> BinaryFormat? {
        guard let mark = architecture.elf else { return nil }
        return BinaryFormat.all(in: recording).first { $0.isEnabled && $0.mark == mark }
    }

    /// The line of features that /proc/cpuinfo would not show on the tool's processor.
    private func foreignProcessorLine(to architecture: Architecture) -> String? {
        let hosts = catalog.siblings.filter { $0.sibling == architecture.name }.map(\.architecture)
        let levels = ([architecture.name] + hosts).flatMap { catalog.levels(of: $0) }
        let own = FeatureLevels.groups.filter { group in levels.contains { !$0.proof.features(of: group).isEmpty } }
        guard !own.isEmpty else { return nil }
        return features.first { row in
            row.order > 1 && !own.contains(row.proof) && recording.text(row.probe) != nil
        }?.probe
    }
}
