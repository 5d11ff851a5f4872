/// The lines of /proc/cpuinfo that probes look for: the first of each name.
struct ProcessorInfo {
    /// The names of the lines, by the word that a recording uses.
    static let names: [String: [String]] = [
        "CPU architecture": ["CPU architecture"],
        // Kernels before 3.8 wrote `Processor` on arm.
        "model name": ["model name", "Processor"],
        "flags": ["flags"],
        "Features": ["Features"],
        "isa": ["isa"],
    ]

    private var lines: [String: String] = [:]

    /// Takes the text apart.
    init(text: String) {
        for line in text.split(separator: "\n") {
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let name = Self.trimmed(line[..<colon])
            guard lines[name] == nil else { continue }
            lines[name] = Self.trimmed(line[line.utf8.index(after: colon)...])
        }
    }

    /// The value of the first line of a name.
    subscript(name: String) -> String? {
        Self.names[name]?.lazy.compactMap { lines[$0] }.first
    }

    private static func trimmed(_ text: Substring) -> String {
        let head = text.drop { $0 == " " || $0 == "\t" }
        guard let last = head.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(head[...last])
    }
}
