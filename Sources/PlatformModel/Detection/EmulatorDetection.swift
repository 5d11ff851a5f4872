extension ReportDraft {
    /// Adds the handlers of binfmt_misc, and returns the enabled ones that run another architecture than `own`.
    mutating func emulators(besides own: Architecture?) -> [Emulator] {
        var emulators: [Emulator] = []
        for format in BinaryFormat.all(in: recording) {
            guard let architecture = format.architecture(catalog) else { continue }
            guard format.isEnabled else {
                add("emulator \(format.handler)", "\(architecture.name), disabled", from: [format.key])
                continue
            }
            guard architecture != own else { continue }
            let note = format.fixesBinary ? nil : "works only if \(format.interpreter) is inside the image"
            let value = [architecture.name, note].compactMap { $0 }.joined(separator: ", ")
            add("emulator \(format.handler)", value, from: [format.key])
            emulators.append(
                Emulator(
                    handler: format.handler, architecture: architecture.name, fixesBinary: format.fixesBinary,
                    note: note))
        }
        if recording[ProbeKey.binaryFormats] == .missing {
            add("emulators", "none: binfmt_misc is not mounted", from: [ProbeKey.binaryFormats])
        }
        return emulators
    }

    /// Adds that this tool itself runs in an emulator, if it does, and the evidence.
    mutating func addEmulation(of tool: ArchitectureFinding) {
        guard let architecture = tool.architecture else { return }
        if let handler = ownHandler(of: architecture) {
            add("emulated", "yes, by \(handler.handler)", from: [handler.key])
            noteEmulation("the handler \(handler.handler) runs every \(architecture.name) program", tool)
        } else if let key = foreignProcessorLine(to: architecture) {
            add("emulated", "yes", from: [key])
            noteEmulation("/proc/cpuinfo shows a different kind of processor", tool)
        }
    }

    private mutating func noteEmulation(_ evidence: String, _ tool: ArchitectureFinding) {
        note(
            "this tool is itself emulated (\(evidence)): images are chosen for \(tool.name); "
                + "use --platform for the real machine")
    }

    /// The enabled handler for programs of the tool's own architecture; the kernel would run all of them through it.
    private func ownHandler(of architecture: Architecture) -> BinaryFormat? {
        guard let mark = architecture.elf else { return nil }
        return BinaryFormat.all(in: recording).first { $0.isEnabled && $0.mark == mark }
    }

    /// The key of a feature line that /proc/cpuinfo does not have on the tool's processor.
    private func foreignProcessorLine(to architecture: Architecture) -> String? {
        let hosts = catalog.siblings.filter { $0.sibling == architecture.name }.map(\.architecture)
        let levels = ([architecture.name] + hosts).flatMap { catalog.levels(of: $0) }
        let own = FeatureLevels.groups.filter { group in levels.contains { !$0.proof.features(of: group).isEmpty } }
        guard !own.isEmpty else { return nil }
        return catalog.cpuFeatures.first { row in
            row.order > 1 && !own.contains(row.proof) && recording.text(row.probe) != nil
        }?.probe
    }
}

/// One handler of binfmt_misc: the text of its file in /proc/sys/fs/binfmt_misc.
///
/// Format: Linux, Documentation/admin-guide/binfmt-misc.rst, and `entry_status` of fs/binfmt_misc.c.
struct BinaryFormat: Hashable, Sendable {
    /// The handler's name.
    let handler: String
    /// Whether the kernel uses it.
    let isEnabled: Bool
    /// The path of the program that runs the files.
    let interpreter: String
    /// The letters of its flags.
    let flags: String
    /// The header of the ELF files that it runs; `nil` if it matches other files.
    let mark: ELFMark?

    /// The key of its text in a recording.
    var key: String { "\(ProbeKey.binaryFormats)[\(handler)]" }

    /// Whether the kernel keeps the interpreter open, and it works where the file does not exist.
    var fixesBinary: Bool { flags.contains("F") }

    /// Reads the text of a handler's file; missing lines count as empty.
    init(handler: String, text: String) {
        let lines = text.split(separator: "\n").map { String($0) }
        func value(of word: String) -> String {
            let line = lines.first { $0.hasPrefix(word + " ") } ?? ""
            return String(line.dropFirst(word.count + 1))
        }
        self.handler = handler
        isEnabled = lines.first == "enabled"
        interpreter = value(of: "interpreter")
        flags = value(of: "flags:")
        mark = value(of: "offset") == "0" ? ELFMark(hexadecimal: value(of: "magic")) : nil
    }

    /// The handlers in a recording, sorted by name; empty while binfmt_misc as a whole is disabled.
    static func all(in recording: Recording) -> [BinaryFormat] {
        guard let table = recording[ProbeKey.binaryFormats]?.table, table["status"] != "disabled" else { return [] }
        return table.sorted { $0.key < $1.key }
            .filter { $0.key != "status" && $0.key != "register" }
            .map { BinaryFormat(handler: $0.key, text: $0.value) }
    }

    /// The architecture of the programs that it runs: by the handler's name if the tables know it and the ELF header
    /// does not contradict it, otherwise by the ELF header.
    func architecture(_ catalog: PlatformCatalog) -> Architecture? {
        let marked = mark.flatMap { catalog.architecture(markedBy: $0) }
        let named = catalog.emulator(handler: handler).flatMap { catalog.architecture(named: $0.architecture) }
        guard let named else { return marked }
        return mark == nil || named.elf == nil || named.elf == mark ? named : marked
    }
}
