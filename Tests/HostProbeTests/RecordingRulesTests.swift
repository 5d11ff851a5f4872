import Foundation
import PlatformModel
import TestSupport
import Testing

@testable import HostProbe

/// What a recording may contain: no names, addresses or serial numbers, and all that detection needs.
@Suite struct RecordingRulesTests {
    /// What identifies a machine or somebody, in each form in which systems show it.
    private static let secrets = [
        "build-host-17", "build-host-17.corp.example", "alice", "192.0.2.77", "2001:db8::77", "02:42:ac:11:00:02",
        "C02XK1ZZJG5H", "4c4c4544-0042-3510-8052-b4c04f4e3432", "b08dfa6083e7567a1921a715000001fb", "/home/alice/bin",
        "alice@build-host-17",
    ]

    private static func holdsSecret(_ text: String) -> Bool {
        secrets.contains { text.lowercased().contains($0.lowercased()) }
    }

    /// A root directory whose files hold a secret everywhere a kernel, a distribution or an administrator may write one.
    private static func plantedRoot(_ secret: String) throws -> TemporaryFolder {
        let root = try TemporaryFolder()
        // The lists of features are the kernel's own words, and any word has their form.
        let feature = secret.allSatisfy { $0.isLetter || $0.isNumber } ? "\(secret)-x" : secret
        try root.write(
            "proc/cpuinfo",
            """
            processor\t: 0
            model name\t: \(secret) Intel(R) Xeon(R) \(secret) Platinum 8375C CPU @ 2.90GHz (\(secret))
            flags\t\t: fpu sse2 avx2 \(feature)
            Features\t: fp asimd \(feature)
            isa\t\t: rv64imafdc_zicsr \(feature)
            CPU architecture: 8 \(secret)
            Hardware\t: \(secret)
            Serial\t\t: \(secret)
            """)
        try root.write("proc/version", "Linux version 6.1.0-\(secret)-amd64 (\(secret)) #1 SMP \(secret)")
        try root.write(
            "proc/cmdline", "BOOT_IMAGE=/boot/\(secret) root=UUID=\(secret) ip=\(secret) ia32_emulation=\(secret)\n")
        try root.write("proc/self/personality", "00000000 \(secret)\n")
        try root.write("proc/sys/kernel/hostname", secret)
        try root.write("proc/sys/kernel/random/boot_id", secret)
        try root.write("etc/machine-id", secret)
        try root.write("proc/sys/fs/binfmt_misc/status", "enabled\n")
        let magic = "offset 0\nmagic 7f454c460201010000000000000000000200b700 \(secret)\nmask ffff\n"
        let handler = "enabled\ninterpreter \(secret)/qemu-aarch64-static\nflags: PF \(secret)\n\(secret)\n\(magic)"
        try root.write("proc/sys/fs/binfmt_misc/qemu-aarch64", handler)
        let elf = "offset 0\nmagic 7f454c460201010000000000000000000200b700\n"
        try root.write(
            "proc/sys/fs/binfmt_misc/handler \(secret.filter { $0 != "/" })",
            "enabled\ninterpreter /opt/\(secret)\nflags: \n\(elf)extension .\(secret)\n")
        try root.write(
            "proc/sys/fs/binfmt_misc/scripts", "enabled\ninterpreter \(secret)\nflags:\nextension .\(secret)\n")
        try root.write("bin/sh", "#!\(secret)")
        return root
    }

    @Test(arguments: secrets) func `no source of a Linux probe brings a secret into a recording`(secret: String) throws
    {
        let root = try Self.plantedRoot(secret)
        let recording = HostProbe.recording(of: "linux", LinuxProbes(root: root.path).all())
        let text = String(decoding: recording.encoded(), as: UTF8.self)
        #expect(!Self.holdsSecret(text), "\(text)")
        let shell = secret.utf8.map { String($0, radix: 16) }.joined()
        #expect(!text.contains(shell.prefix(12)))
        // What detection needs is there all the same.
        #expect(recording.probes["/proc/cpuinfo model name"] == .text("Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz"))
        let report = HostDetection(catalog: try PlatformCatalog.builtIn()).report(on: recording)
        #expect(report.host.emulators.map(\.handler).contains("qemu-aarch64"))
        #expect(report.host.emulators.first { $0.handler == "qemu-aarch64" }?.fixesBinary == true)
    }

    @Test(arguments: secrets) func `no key of a recording takes a secret as its text`(secret: String) throws {
        let keys = [
            "process_arch", "uname.machine", "uname.release", "AT_PLATFORM", "AT_HWCAP", "personality",
            "personality.linux32", "exec.elf32", "binfmt_misc", "riscv_hwprobe", "/proc/version", "/bin/sh ELF",
            "/proc/cmdline ia32_emulation", "page_size", "cpuid.1.ecx", "xgetbv.0", "hw.machine",
            "kern.osproductversion",
            "machdep.cpu.features", "hw.machine_arch", "kern.osrelease", "compat.linux.osrelease", "DisplayVersion",
            "InstallationType", "EditionID", "native_machine", "UBR", "hw.optional.arm64", "/proc/cpuinfo model name",
            "/proc/cpuinfo flags", "/proc/cpuinfo isa", "/proc/cpuinfo CPU architecture", "/proc/cpuinfo Features",
        ]
        // A word such as `alice` has the form of an architecture or a feature: those come from the kernel, not from people.
        let words = ["alice", "C02XK1ZZJG5H", "b08dfa6083e7567a1921a715000001fb"]
        for key in keys {
            let formed = words.contains(secret) ? "\(secret).\(secret) - \(secret)@x" : secret
            for text in [formed, "x \(formed)", "6.1.0-\(formed)", "Linux version 6.1.0-\(formed)", "errno \(formed)"] {
                let answers: [String: ProbeValue] = [
                    key: key == "binfmt_misc" || key == "riscv_hwprobe" ? .table([text: text]) : .text(text)
                ]
                let kept = RecordingRules.kept(answers)
                #expect(kept.values.allSatisfy { !Self.holdsSecret("\($0)") }, "\(key): \(kept)")
            }
        }
        #expect(RecordingRules.kept(["hostname": .text(secret), "/proc/cpuinfo Serial": .text("1")]).isEmpty)
    }

    private static var fixtures: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: Fixtures.root + "/recordings")) ?? []
        return files.filter { $0.hasSuffix(".json") }.sorted()
    }

    @Test(arguments: fixtures) func `nothing of a recorded machine is lost`(name: String) throws {
        let recording = try Recording(parsing: Fixtures.bytes("recordings/\(name)"))
        let kept = Recording(os: recording.os, probes: RecordingRules.kept(recording.probes))
        let detection = HostDetection(catalog: try PlatformCatalog.builtIn())
        #expect(detection.report(on: kept) == detection.report(on: recording))
        let replayed = try Recording(parsing: kept.encoded())
        #expect(replayed == kept && detection.report(on: replayed) == detection.report(on: kept))
    }

    @Test(
        arguments: [
            ("6.1.0-18-cloud-amd64", "6.1.0-18-cloud-amd64"), ("6.8.0-51-generic", "6.8.0-51-generic"),
            ("5.14.0-362.8.1.el9_3.x86_64", "5.14.0-362.8.1.el9_3.x86_64"), ("6.6.31+rpt-rpi-v8", "6.6.31+rpt-rpi-v8"),
            ("5.15.90.1-microsoft-standard-WSL2", "5.15.90.1-microsoft-standard-WSL2"),
            ("6.10.14-linuxkit", "6.10.14-linuxkit"), ("6.18.44-fc-v857", "6.18.44-fc-v857"),
            ("4.4.0-19041-Microsoft", "4.4.0-19041-Microsoft"), ("14.1-RELEASE-p3", "14.1-RELEASE-p3"),
            ("15.3.1", "15.3.1"),
            ("6.1.0-alice-amd64", "6.1.0-amd64"), ("6.1.0-192.0.2.7", "6.1.0"), ("6.1.0-", "6.1.0"), ("alice", nil),
            ("", nil),
            ("6.1.0 alice", nil), ("6.1.0alice", nil), ("6.1.0-" + String(repeating: "1", count: 60), "6.1.0"),
        ] as [(String, String?)])
    func `a release keeps its version and known flavours`(text: String, expected: String?) {
        let kept = RecordingRules.kept(["uname.release": .text(text)])["uname.release"]
        #expect(kept == (expected.map(ProbeValue.text) ?? .missing))
    }

    @Test(arguments: [
        "Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz", "11th Gen Intel(R) Core(TM) i7-1165G7 @ 2.80GHz",
        "AMD EPYC 7R13 Processor", "AMD Ryzen 9 7950X 16-Core Processor", "ARMv6-compatible processor rev 7 (v6l)",
        "ARMv7 Processor rev 3 (v7l)", "QEMU Virtual CPU version 2.5+", "Common KVM processor", "Intel(R) N100",
        "Apple M2", "AMD Ryzen 7 5800U with Radeon Graphics", "Intel Xeon Processor (Skylake, IBRS)", "Cortex-A72",
        "Intel(R) Xeon(R) CPU E5-2686 v4 @ 2.30GHz",
    ])
    func `the names that makers give their processors are kept`(name: String) {
        let key = "/proc/cpuinfo model name"
        #expect(RecordingRules.kept([key: .text(name)]) == [key: .text(name)])
    }

    @Test(arguments: [
        ("/usr/bin/qemu-aarch64-static", "/usr/bin/qemu-aarch64-static"),
        ("/usr/bin/qemu-aarch64", "/usr/bin/qemu-aarch64"),
        ("/usr/libexec/qemu-binfmt/aarch64-binfmt-P", "/usr/libexec/qemu-binfmt/interpreter"),
        ("/run/rosetta/rosetta", "/run/rosetta/rosetta"), ("/home/alice/qemu-aarch64", "/…/qemu-aarch64"),
        ("/usr/bin/alice", "/usr/bin/interpreter"), ("qemu-aarch64", "/…/qemu-aarch64"), ("/", "/…/interpreter"),
    ])
    func `an emulator keeps its flags, and its path only in a directory of the system`(path: String, expected: String) {
        func text(_ path: String) -> String {
            "enabled\ninterpreter \(path)\nflags: POC\noffset 0\nmagic 7f454c46\nmask ff\n"
        }
        let kept = RecordingRules.kept(["binfmt_misc": .table(["qemu-aarch64": text(path)])])
        #expect(kept == ["binfmt_misc": .table(["qemu-aarch64": text(expected)])])
    }

    @Test func `binfmt_misc as a whole may be disabled, and other kinds of files decide nothing`() {
        let kept = RecordingRules.kept([
            "binfmt_misc": .table([
                "status": "disabled",
                "python3.11": "enabled\ninterpreter /usr/bin/python3.11\nflags:\nmagic a70d0d0a\n",
                "mine": "disabled\ninterpreter /usr/bin/qemu-arm\nflags: F\noffset 0\nmagic 7f454c4601\n",
            ])
        ])
        #expect(
            kept == [
                "binfmt_misc": .table([
                    "status": "disabled",
                    "handler-1": "disabled\ninterpreter /usr/bin/qemu-arm\nflags: F\noffset 0\nmagic 7f454c4601\n",
                ])
            ])
    }

    @Test func `the size of a page is recorded and replayed`() throws {
        let detection = HostDetection(catalog: try PlatformCatalog.builtIn())
        let recording = Recording(os: "linux", probes: ["process_arch": .text("arm64"), "page_size": .number(16384)])
        let kept = Recording(os: recording.os, probes: RecordingRules.kept(recording.probes))
        #expect(detection.report(on: kept).host.pageSize == 16384)
        #expect(detection.report(on: kept).facts.contains { $0.name == "page size" && $0.value == "16384" })
        for size: ProbeValue in [.number(0), .number(-4096), .number(5000), .text("4096"), .missing] {
            let odd = Recording(os: "linux", probes: ["page_size": size])
            #expect(detection.report(on: odd).host.pageSize == nil)
        }
        #if !os(Windows)
            let own = detection.report(on: HostProbe.record()).host.pageSize
            #expect(own == Int64(sysconf(Int32(_SC_PAGESIZE))))
        #endif
    }

    @Test func `the accepted platforms of a replayed recording are those of the machine`() throws {
        let catalog = try PlatformCatalog.builtIn()
        let detection = HostDetection(catalog: catalog)
        let recording = HostProbe.record()
        let live = detection.report(on: recording)
        let replayed = detection.report(on: try Recording(parsing: recording.encoded()))
        #expect(replayed == live)
        #expect(RecordingRules.kept(recording.probes) == recording.probes)
    }
}
