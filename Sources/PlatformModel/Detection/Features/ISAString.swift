/// The extensions in a RISC-V ISA string, such as `rv64imafdc_zicsr_zba`.
///
/// Syntax: RISC-V Instruction Set Manual, volume I, "ISA Extension Naming Conventions".
struct ISAString: Hashable, Sendable {
    /// The extensions in lower case; `g` is spelled out.
    let extensions: [String]

    /// Reads the string; nothing when it is none.
    init?(parsing text: String) {
        guard ["rv32", "rv64"].contains(text.prefix(4).lowercased()) else { return nil }
        let parts = text.lowercased().dropFirst(4).split(separator: "_")
        guard let base = parts.first else { return nil }
        // Extensions of several letters begin with s, x or z; only the first part has single letters before them.
        let letters = base.prefix { !"sxz".contains($0) }
        var names = letters.map(String.init)
        if names.contains("g") { names += ["i", "m", "a", "f", "d", "zicsr", "zifencei"] }
        names += ([base.dropFirst(letters.count)] + parts.dropFirst()).filter { !$0.isEmpty }.map(String.init)
        extensions = names
    }
}
