import CHostProbe
import PlatformModel

/// This machine, when it runs Linux.
package struct LinuxSource: ProbeSource {
    private let processor: ProcessorInfo?
    private static let processorLines = ["CPU architecture", "model name", "flags", "Features", "isa"]

    /// Reads what several questions are about, once.
    package init() {
        processor = Self.processorInfo()
    }

    /// The name of the system in image indexes.
    package var os: String { "linux" }

    /// What can be asked of this system.
    package var keys: [String] {
        KernelQuestions.keys + ProcessorQuestions.keys + Self.processorLines.map(ProbeKey.processorLine) + [
            ProbeKey.personality, ProbeKey.linux32, ProbeKey.elf32, ProbeKey.binaryFormats, ProbeKey.riscvProbe,
            ProbeKey.ia32Emulation, ProbeKey.kernelVersion, ProbeKey.shellHeader,
        ]
    }

    /// Asks one of ``keys``.
    package func value(for key: String) -> ProbeValue? {
        switch key {
        case ProbeKey.personality: personality()
        case ProbeKey.linux32: Answer.outcome(host_probe_try_linux32())
        case ProbeKey.elf32: Answer.outcome(host_probe_try_elf32())
        case ProbeKey.binaryFormats: BinaryFormatsFolder.value()
        case ProbeKey.riscvProbe: riscvProbe()
        case ProbeKey.ia32Emulation: commandLineWord("ia32_emulation=")
        case ProbeKey.kernelVersion: kernelVersion()
        case ProbeKey.shellHeader: shellHeader()
        default: processorLine(key) ?? KernelQuestions.value(for: key) ?? ProcessorQuestions.value(for: key)
        }
    }

    /// The first lines tell all on most machines; on a large one the whole file takes milliseconds to make.
    private static func processorInfo() -> ProcessorInfo? {
        let path = "/proc/cpuinfo"
        guard let head = FileAccess.head(of: path, limit: 1 << 12) else { return nil }
        let isWhole = head.count < 1 << 12
        // A line that the limit cut would miss some of its words.
        let lines = isWhole ? head[...] : head[...(head.lastIndex(of: UInt8(ascii: "\n")) ?? 0)]
        let short = ProcessorInfo(text: String(decoding: lines, as: UTF8.self))
        if isWhole || ["flags", "Features", "isa"].contains(where: { short[$0] != nil }) { return short }
        return FileAccess.text(of: path, limit: 1 << 17).map(ProcessorInfo.init)
    }

    private func processorLine(_ key: String) -> ProbeValue? {
        guard let name = Self.processorLines.first(where: { ProbeKey.processorLine($0) == key }) else { return nil }
        return processor?[name].map { .text($0) } ?? .missing
    }

    /// Read from /proc: the system call that would tell it is forbidden in some sandboxes.
    private func personality() -> ProbeValue? {
        let text = FileAccess.text(of: "/proc/self/personality", limit: 64)
        guard let word = text.flatMap({ UInt32($0.prefix { $0.isHexDigit }, radix: 16) }) else { return .missing }
        // The low byte is the execution domain. linux/personality.h.
        switch word & 0xFF {
        case 0x00: return .text("PER_LINUX")
        case 0x08: return .text("PER_LINUX32")
        default: return .text(Answer.hexadecimal(UInt64(word)))
        }
    }

    /// Keys 3 and 4: what every hart runs, and the extensions.
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
        guard let line = FileAccess.text(of: "/proc/cmdline", limit: 1 << 13) else { return .missing }
        let word = line.split(whereSeparator: \.isWhitespace).last { $0.hasPrefix(prefix) }
        return word.map { .text(String($0.dropFirst(prefix.count))) } ?? .missing
    }

    /// Three words: the fourth would name who built the kernel, and where.
    private func kernelVersion() -> ProbeValue? {
        guard let line = FileAccess.text(of: "/proc/version", limit: 1 << 10) else { return .missing }
        return .text(line.split(whereSeparator: \.isWhitespace).prefix(3).joined(separator: " "))
    }

    private func shellHeader() -> ProbeValue? {
        guard let bytes = FileAccess.head(of: "/bin/sh", limit: 20) else { return .missing }
        return .text(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }
}
