import PlatformModel
import TestSupport
import Testing

/// Seeded random recordings and random damage to good ones: never a trap, and every recording reads back.
@Suite struct RecordingDamageTests {
    private static let keys = [
        "process_arch", "uname.machine", "AT_PLATFORM", "AT_HWCAP", "AT_HWCAP2", "cpuid.1.ecx", "cpuid.7.0.ebx",
        "cpuid.0x80000001.ecx", "xgetbv.0", "/proc/cpuinfo CPU architecture", "/proc/cpuinfo model name",
        "/proc/cpuinfo flags", "/proc/cpuinfo Features", "/proc/cpuinfo isa", "personality", "personality.linux32",
        "exec.elf32", "binfmt_misc", "riscv_hwprobe", "hw.optional.arm64", "sysctl.proc_translated", "rosetta_runtime",
        "hw.machine_arch", "compat.linux.osrelease", "RtlGetVersion", "RtlGetVersion.product", "UBR",
        "InstallationType", "native_machine", "processor_features", "/proc/version", "/bin/sh ELF",
    ]
    private static let words = [
        "", "arm", "arm64", "amd64", "386", "riscv64", "ppc64le", "v6l", "ok", "EINVAL", "ENOEXEC", "0x", "0xffffffff",
        "0xFFFFFFFFFFFFFFFF", "0x10000000000000000", "-0x1", "rv64", "rv64imafdc_", "rv64g_zba", "7f454c46",
        "7f454c460201010000000000000000000200b700", "7f454c4602010100000000000000000002003e0", "+f", "é\u{0}\u{202E}",
        "enabled\nmagic 7f454c460101010000000000000000000200280\noffset 0\nflags:", "ARMv6-compatible", "-compatible",
    ]

    @Test func `random recordings are judged without a trap and read back after being written`() throws {
        let detection = HostDetection(catalog: try PlatformCatalog.builtIn())
        var random = SeededGenerator.fromEnvironment("random recordings")
        for _ in 0..<3000 {
            let recording = Self.recording(&random)
            let report = detection.report(on: recording)
            #expect(report.facts.count >= 2)
            #expect(try Recording(parsing: recording.encoded()) == recording)
        }
    }

    @Test func `random damage to a recording is an error or another recording, never a trap`() throws {
        let detection = HostDetection(catalog: try PlatformCatalog.builtIn())
        var random = SeededGenerator.fromEnvironment("damaged recordings")
        let whole = RecordingTests.everyKind.encoded()
        for _ in 0..<5000 {
            var bytes = whole
            for _ in 0...Int.random(in: 0...3, using: &random) {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(position..<min(bytes.count, position + 5))
                default: bytes.insert(contentsOf: bytes[position...].prefix(7), at: position)
                }
            }
            guard let recording = try? Recording(parsing: bytes) else { continue }
            _ = detection.report(on: recording)
        }
    }

    private static func recording(_ random: inout SeededGenerator) -> Recording {
        var probes: [String: ProbeValue] = [:]
        for key in keys where Bool.random(using: &random) { probes[key] = value(&random) }
        return Recording(
            os: ["linux", "darwin", "freebsd", "windows", "plan9"].randomElement(using: &random) ?? "linux",
            probes: probes)
    }

    private static func value(_ random: inout SeededGenerator) -> ProbeValue {
        func word(_ random: inout SeededGenerator) -> String { words.randomElement(using: &random) ?? "" }
        let numbers: [Int64] = [Int64.min, -1, 0, 1, 3, 20348, Int64.max]
        let number = numbers.randomElement(using: &random) ?? 0
        switch Int.random(in: 0...7, using: &random) {
        case 0: return .number(number)
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .list((0..<Int.random(in: 0...3, using: &random)).map { _ in word(&random) })
        case 3: return .table([word(&random): word(&random), "3": word(&random), "qemu-arm": word(&random)])
        case 4: return .numbers((0...Int.random(in: 0...4, using: &random)).map { _ in number })
        case 5: return .missing
        default: return .text(word(&random))
        }
    }
}
