import PlatformModel

/// Decides what of a probe's answer is recorded: a form for each key, and nothing that does not have it.
///
/// Systems hold names, addresses and serial numbers in places that probes read: in the name of a kernel that somebody built, in
/// the processor's name that a hypervisor shows, in the path of an emulator. A form lists what may be there.
enum RecordingRules {
    /// The answers that may be recorded, shortened where they hold more. A key without a form is left out.
    static func kept(_ answers: [String: ProbeValue]) -> [String: ProbeValue] {
        var kept: [String: ProbeValue] = [:]
        for (key, answer) in answers {
            guard let form = form(of: key) else { continue }
            kept[key] = answer == .missing ? .missing : form.kept(answer) ?? .missing
        }
        return kept
    }

    private static func form(of key: String) -> AnswerForm? {
        forms[key] ?? (key.hasPrefix("hw.optional.") ? .number : nil)
    }

    private static let forms: [String: AnswerForm] = [
        ProbeKey.toolArchitecture: .word, ProbeKey.machine: .word, ProbeKey.platform: .word,
        ProbeKey.personality: .word, ProbeKey.linux32: .outcome, ProbeKey.elf32: .outcome,
        ProbeKey.release: .release, ProbeKey.kernelVersion: .kernelVersion, ProbeKey.pageSize: .number,
        ProbeKey.capabilities: .features, ProbeKey.capabilities2: .features, "cpuid.1.ecx": .features,
        "cpuid.7.0.ebx": .features, "cpuid.0x80000001.ecx": .features, "xgetbv.0": .features,
        ProbeKey.processorVersion: .word, ProbeKey.processorName: .processorName, ProbeKey.processorFlags: .features,
        ProbeKey.processorFeatures: .features, ProbeKey.processorISA: .features,
        ProbeKey.binaryFormats: .handlers, ProbeKey.riscvProbe: .registers, ProbeKey.ia32Emulation: .switch,
        ProbeKey.shellHeader: .elfHeader,
        ProbeKey.appleProcessor: .number, ProbeKey.translated: .number, ProbeKey.rosetta: .number,
        ProbeKey.appleMachine: .word, ProbeKey.appleVersion: .release, "machdep.cpu.features": .features,
        "machdep.cpu.leaf7_features": .features, "machdep.cpu.extfeatures": .features,
        ProbeKey.freeBSDArchitecture: .word, ProbeKey.freeBSDRelease: .release, ProbeKey.freeBSDLinux: .release,
        ProbeKey.freeBSDCompat32: .number,
        ProbeKey.windowsVersion: .number, ProbeKey.windowsProduct: .number, ProbeKey.windowsRevision: .number,
        ProbeKey.windowsRelease: .word, ProbeKey.windowsInstallation: .letters, ProbeKey.windowsEdition: .letters,
        ProbeKey.nativeMachine: .features, ProbeKey.windowsFeatures: .number,
    ]
}

/// The form of an answer.
private enum AnswerForm {
    /// A number, a Boolean or a list of numbers.
    case number
    /// One short word, such as an architecture.
    case word
    /// Words of letters, such as an edition.
    case letters
    /// `ok`, or the name of an errno.
    case outcome
    /// The names of CPU features, or the bits of a register.
    case features
    /// Registers by their number.
    case registers
    /// The version of a kernel and the flavour that a distribution has given it.
    case release
    /// `Linux version` and a release.
    case kernelVersion
    /// The words of a processor's name.
    case processorName
    /// A word that means yes or no.
    case `switch`
    /// The first bytes of an ELF file.
    case elfHeader
    /// The handlers of binfmt_misc.
    case handlers

    /// The part of an answer that has the form; `nil` if there is none.
    func kept(_ answer: ProbeValue) -> ProbeValue? {
        switch (self, answer) {
        case (.number, .number), (.number, .bool), (.number, .numbers): return answer
        case (.number, .list(let words)) where words.isEmpty: return answer
        case (.registers, .table(let table)): return .table(table.filter { isWord($0.key, 3) && isWord($0.value, 18) })
        case (.handlers, .table(let table)): return .table(HandlerRules.kept(table))
        case (.features, .list(let words)): return .list(words.filter(isFeature))
        case (_, .text(let text)): return kept(text).map(ProbeValue.text)
        default: return nil
        }
    }

    private func kept(_ text: String) -> String? {
        switch self {
        case .word: return isWord(text, 20) ? text : nil
        case .letters:
            let words = text.split(separator: " ", omittingEmptySubsequences: false)
            return words.count < 4 && words.allSatisfy { isWord($0, 32) && $0.allSatisfy(\.isLetter) } ? text : nil
        case .outcome: return isWord(text, 20) || text.hasPrefix("errno ") && isWord(text.dropFirst(6), 5) ? text : nil
        case .features: return text.split(separator: " ").filter(isFeature).joined(separator: " ")
        case .release: return ReleaseRules.kept(text)
        case .kernelVersion:
            let words = text.split(separator: " ")
            guard words.count == 3, words[0] == "Linux", words[1] == "version" else { return nil }
            return ReleaseRules.kept(String(words[2])).map { "Linux version \($0)" }
        case .processorName: return ProcessorNameRules.kept(text)
        case .switch: return Self.switches.contains(text.lowercased()) ? text : nil
        case .elfHeader: return text.hasPrefix("7f454c46") && isWord(text, 40) ? text : nil
        case .number, .registers, .handlers: return nil
        }
    }

    private static let switches = ["0", "1", "n", "y", "no", "yes", "off", "on", "false", "true"]

    private func isWord(_ text: some StringProtocol, _ limit: Int) -> Bool {
        !text.isEmpty && text.utf8.count <= limit
            && text.utf8.allSatisfy { $0.isASCIILetter || $0.isDigit || $0 == 0x5F }
    }

    /// Whether a word is the name of a feature: a dot in it is followed by a digit, as in `SSE4.1`. An ISA string of RISC-V
    /// is one word with underscores.
    private func isFeature(_ word: some StringProtocol) -> Bool {
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, first.utf8.first?.isASCIILetter == true || parts.count == 1
        else {
            return false
        }
        let isVersion = parts.count == 1 || parts[1].utf8.allSatisfy(\.isDigit) && parts[1].utf8.count == 1
        return isVersion && first.split(separator: "_", omittingEmptySubsequences: false).allSatisfy { isWord($0, 32) }
    }
}

extension UInt8 {
    /// Whether it is an ASCII letter.
    var isASCIILetter: Bool { (0x41...0x5A).contains(self & 0xDF) }
    /// Whether it is an ASCII digit.
    var isDigit: Bool { (0x30...0x39).contains(self) }
}
