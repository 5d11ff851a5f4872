/// One handler of binfmt_misc: the text of its file under /proc/sys/fs/binfmt_misc.
///
/// Form: Linux, Documentation/admin-guide/binfmt-misc.rst, and `entry_status` of fs/binfmt_misc.c.
struct BinaryFormat: Hashable, Sendable {
    /// The handler's name.
    let handler: String
    /// Whether the kernel uses it.
    let isEnabled: Bool
    /// The program that runs the files.
    let interpreter: String
    /// The letters of its flags.
    let flags: String
    /// The ELF files that it runs; nothing when it is not ELF files that it knows by their head.
    let mark: ELFMark?

    /// Where its text stands in a recording.
    var place: String { "\(ProbeKey.binaryFormats)[\(handler)]" }

    /// Whether the kernel holds the interpreter open, so that it works where the file is not there.
    var fixesBinary: Bool { flags.contains("F") }

    /// Reads the text of a handler's file; what is not there counts as empty.
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

    /// The handlers that a recording names, by name; none are enabled while binfmt_misc as a whole is not.
    static func all(in recording: Recording) -> [BinaryFormat] {
        guard let table = recording[ProbeKey.binaryFormats]?.table, table["status"] != "disabled" else { return [] }
        return table.sorted { $0.key < $1.key }
            .filter { $0.key != "status" && $0.key != "register" }
            .map { BinaryFormat(handler: $0.key, text: $0.value) }
    }

    /// The architecture whose programs it runs: by name where the tables know the name and the head of the files does
    /// not contradict it, else by the head of the files.
    func architecture(_ catalog: PlatformCatalog) -> Architecture? {
        let marked = mark.flatMap { catalog.architecture(markedBy: $0) }
        let named = catalog.emulator(handler: handler).flatMap { catalog.architecture(named: $0.architecture) }
        guard let named else { return marked }
        return mark == nil || named.elf == nil || named.elf == mark ? named : marked
    }
}
