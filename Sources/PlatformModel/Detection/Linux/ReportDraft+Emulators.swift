extension ReportDraft {
    /// Adds the enabled handlers of binfmt_misc, and gives those that run another architecture than `own`.
    mutating func emulators(besides own: Architecture?) -> [Emulator] {
        var emulators: [Emulator] = []
        for format in BinaryFormat.all(in: recording) {
            guard let architecture = format.architecture(catalog) else { continue }
            guard format.isEnabled else {
                add("emulator \(format.handler)", "\(architecture.name), disabled", from: [format.place])
                continue
            }
            guard architecture != own else { continue }
            let note = format.fixesBinary ? nil : "works only if \(format.interpreter) is inside the image"
            let value = [architecture.name, note].compactMap { $0 }.joined(separator: ", ")
            add("emulator \(format.handler)", value, from: [format.place])
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
}
