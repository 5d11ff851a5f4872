import CHostProbe
import PlatformModel

/// The probes of a Linux machine.
struct LinuxProbes {
    /// Is prefixed to the paths of files.
    var root = ""

    /// All probes; /proc/cpuinfo is read once, by this function.
    func all() -> [Probe] {
        let processor = ProcessorInfo(of: root + "/proc/cpuinfo")
        let lines = ProcessorInfo.names.map { name, _ in
            (ProbeKey.processorLine(name), { processor?[name].map { .text($0) } ?? .missing }) as Probe
        }
        return [CommonProbes.toolArchitecture, CommonProbes.machine, CommonProbes.release, CommonProbes.pageSize]
            + CommonProbes.capabilities
            + CommonProbes.processor + lines + [
                (ProbeKey.platform, platform),
                (ProbeKey.personality, personality),
                (ProbeKey.linux32, { Answer.outcome(host_probe_try_linux32()) }),
                (ProbeKey.elf32, { Answer.outcome(host_probe_try_elf32()) }),
                (ProbeKey.binaryFormats, binaryFormats),
                (ProbeKey.riscvProbe, riscvProbe),
                (ProbeKey.ia32Emulation, { commandLineWord("ia32_emulation=") }),
                (ProbeKey.kernelVersion, kernelVersion),
                (ProbeKey.shellHeader, shellHeader),
            ]
    }

    private func platform() -> ProbeValue? {
        var text: UnsafePointer<CChar>?
        let failure = host_probe_at_platform(&text)
        return Answer.value(failure, text.map { .text(String(cString: $0)) } ?? .missing)
    }

    /// Read from /proc because some sandboxes forbid the system call.
    private func personality() -> ProbeValue? {
        let text = FileAccess.text(of: root + "/proc/self/personality", limit: 64)
        guard let word = text.flatMap({ UInt32($0.prefix { $0.isHexDigit }, radix: 16) }) else { return .missing }
        // The low byte is the execution domain. linux/personality.h.
        switch word & 0xFF {
        case 0x00: return .text("PER_LINUX")
        case 0x08: return .text("PER_LINUX32")
        default: return .text(Answer.hexadecimal(UInt64(word)))
        }
    }

    /// The text of each handler in /proc/sys/fs/binfmt_misc; `status` only if all of them are disabled.
    private func binaryFormats() -> ProbeValue? {
        let folder = root + "/proc/sys/fs/binfmt_misc"
        func text(of name: String) -> String? { FileAccess.text(of: "\(folder)/\(name)", limit: 1 << 12) }
        // If the file system is not mounted, the folder exists but has no `status`.
        guard let names = FileAccess.names(in: folder), let status = text(of: "status") else { return .missing }
        var table: [String: String] = [:]
        for name in names where name != "register" && name != "status" { table[name] = text(of: name) }
        if status.hasPrefix("disabled") { table["status"] = "disabled" }
        return .table(table)
    }

    /// Keys 3 and 4: the base behavior and the extensions of all harts.
    private func riscvProbe() -> ProbeValue? {
        var table: [String: String] = [:]
        for key in [3, 4] as [Int64] {
            var word: UInt64 = 0
            let failure = host_probe_riscv_hwprobe(key, &word)
            guard failure != HOST_PROBE_UNSUPPORTED else { return nil }
            if failure == 0 { table[String(key)] = Answer.hexadecimal(word) }
        }
        return table.isEmpty ? .missing : .table(table)
    }

    private func commandLineWord(_ prefix: String) -> ProbeValue? {
        guard let line = FileAccess.text(of: root + "/proc/cmdline", limit: 1 << 13) else { return .missing }
        let word = line.split(whereSeparator: \.isWhitespace).last { $0.hasPrefix(prefix) }
        return word.map { .text(String($0.dropFirst(prefix.count))) } ?? .missing
    }

    /// The first three words; the fourth would name the user and host that built the kernel.
    private func kernelVersion() -> ProbeValue? {
        guard let line = FileAccess.text(of: root + "/proc/version", limit: 1 << 10) else { return .missing }
        return .text(line.split(whereSeparator: \.isWhitespace).prefix(3).joined(separator: " "))
    }

    private func shellHeader() -> ProbeValue? {
        guard let bytes = FileAccess.head(of: root + "/bin/sh", limit: 20) else { return .missing }
        return .text(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }
}

/// The lines of /proc/cpuinfo that probes use: the first line with each name.
struct ProcessorInfo {
    /// The names of a line in /proc/cpuinfo, by the name in a recording.
    static let names: KeyValuePairs<String, [String]> = [
        "CPU architecture": ["CPU architecture"],
        // Kernels before 3.8 wrote `Processor` on arm.
        "model name": ["model name", "Processor"],
        "flags": ["flags"],
        "Features": ["Features"],
        "isa": ["isa"],
    ]

    private var lines: [String: String] = [:]

    /// Parses the text of /proc/cpuinfo.
    init(text: String) {
        for line in text.split(separator: "\n") {
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let name = Self.trimmed(line[..<colon])
            guard lines[name] == nil else { continue }
            lines[name] = Self.trimmed(line[line.utf8.index(after: colon)...])
        }
    }

    /// Reads /proc/cpuinfo as far as needed: a large machine takes milliseconds to produce the whole file, and the first
    /// lines suffice on most machines.
    init?(of path: String) {
        guard let head = FileAccess.head(of: path, limit: 1 << 12) else { return nil }
        let isWhole = head.count < 1 << 12
        // The last line may be cut off at the limit.
        let lines = isWhole ? head[...] : head[...(head.lastIndex(of: UInt8(ascii: "\n")) ?? 0)]
        self.init(text: String(decoding: lines, as: UTF8.self))
        guard !isWhole, !["flags", "Features", "isa"].contains(where: { self[$0] != nil }) else { return }
        guard let text = FileAccess.text(of: path, limit: 1 << 17) else { return nil }
        self.init(text: text)
    }

    /// The value of the first line with a name; `nil` if there is none.
    subscript(name: String) -> String? {
        Self.names.first { $0.key == name }?.value.lazy.compactMap { lines[$0] }.first
    }

    private static func trimmed(_ text: Substring) -> String {
        let head = text.drop { $0 == " " || $0 == "\t" }
        guard let last = head.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(head[...last])
    }
}
