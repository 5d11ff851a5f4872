import PlatformModel
import Testing

/// CPU levels: proofs, missing features, and contradictory probes.
@Suite struct LevelDetectionTests {
    // An EPYC 7763, and the same without FMA.
    private static let milan: [String: ProbeValue] = [
        "process_arch": .text("amd64"), "cpuid.1.ecx": .text("0x7eda320b"), "cpuid.7.0.ebx": .text("0x219c97a9"),
        "cpuid.0x80000001.ecx": .text("0x75c237ff"), "xgetbv.0": .text("0x7"),
    ]

    private static func milan(with answers: [String: ProbeValue]) -> [String: ProbeValue] {
        milan.merging(answers) { $1 }
    }

    @Test func `a proved level names its features, and the next level the missing ones`() throws {
        let machine = try Machine(Self.milan)
        #expect(machine.platform == "linux/amd64/v3")
        #expect(machine.host.level == .proved)
        #expect(machine["level"] == "v3")
        #expect(machine["level v3"] == "avx avx2 bmi1 bmi2 f16c fma lzcnt movbe osxsave")
        #expect(machine["level v4"] == "lacks avx512f avx512bw avx512cd avx512dq avx512vl")
        let fact = machine.report.facts.first { $0.name == "level" }
        #expect(fact?.source == "cpuid.1.ecx, cpuid.7.0.ebx, cpuid.0x80000001.ecx, xgetbv.0")
        #expect(fact?.raw == "0x7eda320b 0x219c97a9 0x75c237ff 0x7")
        #expect(fact?.status == .proved)
    }

    @Test(
        arguments: [
            ("0x7", "linux/amd64/v3", nil),
            // The system does not save the YMM registers, so AVX is unusable whatever CPUID reports.
            ("0x3", "linux/amd64/v2", "lacks avx avx2 f16c fma"),
            ("0x1", "linux/amd64/v2", "lacks avx avx2 f16c fma"),
        ] as [(String, String, String?)])
    func `AVX counts only if the system saves its registers`(state: String, platform: String, lack: String?) throws {
        let machine = try Machine(Self.milan(with: ["xgetbv.0": .text(state)]))
        #expect(machine.platform == platform)
        #expect(machine["level v3"]?.hasPrefix("lacks") == (lack != nil))
        if let lack { #expect(machine["level v3"] == lack) }
    }

    @Test func `without XGETBV the next level is unknown`() throws {
        let machine = try Machine(Self.milan.filter { $0.key != "xgetbv.0" })
        #expect(machine.platform == "linux/amd64/v2")
        #expect(machine.host.level == .unknown(probe: "cpuid.1.ecx cpuid.7.0.ebx cpuid.0x80000001.ecx"))
        #expect(machine["level v3"] == "unknown: avx avx2 f16c fma")
    }

    @Test func `CPUID decides, and a contradiction in /proc/cpuinfo is a note`() throws {
        // qemu-user 7 shows the /proc/cpuinfo of its host.
        let machine = try Machine(
            Self.milan(with: [
                "cpuid.7.0.ebx": .text("0x0"), "xgetbv.0": .text("0x7"),
                "/proc/cpuinfo flags": .text(
                    "pni ssse3 cx16 sse4_1 sse4_2 popcnt lahf_lm avx avx2 bmi1 bmi2 f16c fma abm movbe xsave"),
            ]))
        #expect(machine.platform == "linux/amd64/v2")
        #expect(machine.notes.contains("/proc/cpuinfo flags shows avx2 bmi1 bmi2, contrary to cpuid.1.ecx"))
    }

    @Test func `without CPUID the flags of /proc/cpuinfo decide`() throws {
        let flags = "cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3 avx avx2 bmi1 bmi2 f16c fma abm movbe xsave"
        let machine = try Machine(["process_arch": .text("amd64"), "/proc/cpuinfo flags": .text(flags)])
        #expect(machine.platform == "linux/amd64/v3")
        #expect(machine["level v4"] == "lacks avx512f avx512bw avx512cd avx512dq avx512vl")
    }

    @Test func `a machine without answers has the baseline and an unknown level`() throws {
        let machine = try Machine(["process_arch": .text("amd64")])
        #expect(machine.platform == "linux/amd64")
        #expect(machine.host.level == .unknown(probe: "cpuid.1.ecx"))
        #expect(machine.notes == "the CPU level is unknown: cpuid.1.ecx does not show it")
    }

    // The names are those of arch/arm64/include/uapi/asm/hwcap.h; hosts.tsv has the answers of real machines.
    @Test(arguments: [
        ("fp asimd", "linux/arm64", "lacks atomics asimdrdm crc32"),
        ("fp asimd crc32 atomics asimdrdm", "linux/arm64/v8.1", "lacks dcpop"),
        ("crc32 atomics asimdrdm dcpop", "linux/arm64/v8.2", "lacks jscvt fcma lrcpc paca"),
        (
            "crc32 atomics asimdrdm dcpop jscvt fcma lrcpc paca", "linux/arm64/v8.3",
            "lacks dit uscat ilrcpc flagm asimddp"
        ),
        ("dcpop jscvt fcma lrcpc paca crc32", "linux/arm64", "lacks atomics asimdrdm"),
    ])
    func `an arm64 level needs every level below it`(words: String, platform: String, lack: String) throws {
        let names = words.split(separator: " ").map { String($0) }
        let machine = try Machine([
            "process_arch": .text("arm64"), "AT_HWCAP": .list(names), "AT_HWCAP2": .list([]),
        ])
        #expect(machine.platform == platform)
        #expect(machine.report.facts.contains { $0.value == lack }, "\(machine.report.facts)")
    }

    @Test func `AT_HWCAP takes precedence over Features of /proc/cpuinfo`() throws {
        let features = ProbeValue.text("fp asimd crc32 atomics asimdrdm dcpop")
        let shown = try Machine(["process_arch": .text("arm64"), "/proc/cpuinfo Features": features])
        #expect(shown.platform == "linux/arm64/v8.2")
        let asked = try Machine([
            "process_arch": .text("arm64"), "/proc/cpuinfo Features": features, "AT_HWCAP": .text("0x8fb"),
        ])
        #expect(asked.platform == "linux/arm64")
        #expect(
            asked.notes.contains(
                "/proc/cpuinfo Features shows atomics asimdrdm dcpop, contrary to AT_HWCAP (authoritative)"))
    }

    @Test(arguments: [
        ("power8", "linux/ppc64le"), ("power9", "linux/ppc64le/power9"), ("power10", "linux/ppc64le/power10"),
        ("power12", "linux/ppc64le/power12"),
    ])
    func `POWER states its level by name, even a name that is not in the tables`(name: String, platform: String) throws
    {
        let machine = try Machine(["process_arch": .text("ppc64le"), "AT_PLATFORM": .text(name)])
        #expect(machine.platform == platform)
        #expect((machine.host.level == .proved) == (name != "power12"))
    }

    @Test(arguments: [
        ("rv64imafdc_zicntr_zicsr_zifencei_zihpm_zba_zbb", "linux/riscv64"),
        ("rv64gcv_zicbom_zicboz_zihintpause_zfhmin_zba_zbb_zbs_zkt", "linux/riscv64/rva22u64"),
        ("rv64gcvzba_zbb", "linux/riscv64"),
    ])
    func `RISC-V profiles follow from the ISA string`(isa: String, platform: String) throws {
        let machine = try Machine(["process_arch": .text("riscv64"), "/proc/cpuinfo isa": .text(isa)])
        #expect(machine.platform == platform)
        #expect(machine.host.level == .proved)
    }

    @Test func `riscv_hwprobe takes precedence over the ISA string`() throws {
        // IMA, F, D and C, and no other extension.
        let machine = try Machine([
            "process_arch": .text("riscv64"), "riscv_hwprobe": .table(["3": "0x1", "4": "0x3"]),
            "/proc/cpuinfo isa": .text("rv64gcv_zicbom_zicboz_zihintpause_zfhmin_zba_zbb_zbs_zkt"),
        ])
        #expect(machine.platform == "linux/riscv64")
        #expect(machine["level"] == "rva20u64 (the baseline)")
    }
}
