/// Whether Linux runs the code of the architecture's 32-bit sibling, and what says so.
struct Compat32Finding: Hashable, Sendable {
    /// The sibling's name.
    let sibling: String
    /// Whether it runs.
    let capability: Capability
    /// The keys of the probes that decided, or that could not.
    let keys: [String]

    /// Looks at the answers about one sibling.
    init(of sibling: Sibling, in recording: Recording, catalog: PlatformCatalog) {
        self.sibling = sibling.sibling
        let asked = sibling.probes.filter { recording[$0] != nil }
        if let key = asked.first(where: { recording.text($0) == "EINVAL" && $0 == ProbeKey.linux32 }) {
            capability = .refuted(proof: "personality(PER_LINUX32) gives EINVAL")
            keys = [key]
            return
        }
        if asked.contains(ProbeKey.elf32), let outcome = recording.text(ProbeKey.elf32) {
            if outcome == "ENOEXEC" {
                capability = .refuted(proof: "exec of a 32-bit ELF gives ENOEXEC")
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
        keys = asked
    }

    /// Whether an enabled emulator would have run the ELF that was tried, so that its success proves nothing.
    private static func isEmulated(_ sibling: Sibling, _ recording: Recording, _ catalog: PlatformCatalog) -> Bool {
        let mark = catalog.architecture(named: sibling.sibling)?.elf
        return BinaryFormat.all(in: recording).contains { $0.isEnabled && $0.mark != nil && $0.mark == mark }
    }
}
