import PlatformModel
import Testing

/// binfmt_misc: registered and enabled handlers, and signs that the tool itself is emulated.
@Suite struct EmulatorDetectionTests {
    private static func handler(_ magic: String, flags: String = "OCF", state: String = "enabled") -> String {
        "\(state)\ninterpreter /usr/bin/emulator\nflags: \(flags)\noffset 0\nmagic \(magic)\nmask ffffffffffffff00\n"
    }
    private static let arm64 = "7f454c460201010000000000000000000200b700"
    private static let s390x = "7f454c4602020100000000000000000000020016"

    @Test func `the ELF header decides what a handler runs, whatever its name`() throws {
        let machine = try Machine([
            "process_arch": .text("amd64"),
            "binfmt_misc": .table(["qemu-aarch64": Self.handler(Self.arm64), "mainframe": Self.handler(Self.s390x)]),
        ])
        #expect(
            machine.host.emulators == [
                Emulator(handler: "mainframe", architecture: "s390x", fixesBinary: true),
                Emulator(handler: "qemu-aarch64", architecture: "arm64", fixesBinary: true),
            ])
        #expect(machine["emulator qemu-aarch64"] == "arm64")
    }

    // qemu-user-static issues 38 and 49.
    @Test func `without the flag F the emulator must be inside the image`() throws {
        let machine = try Machine([
            "process_arch": .text("amd64"),
            "binfmt_misc": .table(["qemu-aarch64": Self.handler(Self.arm64, flags: "OC")]),
        ])
        #expect(machine.host.emulators.first?.fixesBinary == false)
        #expect(machine.host.emulators.first?.note == "works only if /usr/bin/emulator is inside the image")
    }

    @Test(arguments: [
        ["qemu-aarch64": handler(arm64, state: "disabled")],
        ["qemu-aarch64": handler(arm64), "status": "disabled"],
        ["jar": "enabled\ninterpreter /usr/bin/jexec\nflags:\noffset 0\nmagic 504b0304\n"],
        ["python": "enabled\ninterpreter /usr/bin/python3\nflags:\nextension .pyc\n"],
        ["empty": ""],
        ["odd": "enabled\noffset 0\nmagic 7f454c4602010100000000000000000002zzb700\n"],
        ["far": "enabled\noffset 4\nmagic \(arm64)\n"],
    ])
    func `a handler that is disabled or does not run ELF files is not an emulator`(table: [String: String]) throws {
        let machine = try Machine(["process_arch": .text("amd64"), "binfmt_misc": .table(table)])
        #expect(machine.host.emulators.isEmpty)
    }

    @Test func `a handler for the tool's own architecture means that the tool is emulated`() throws {
        let machine = try Machine([
            "process_arch": .text("arm64"), "uname.machine": .text("aarch64"), "AT_HWCAP": .text("0x8fb"),
            "binfmt_misc": .table(["qemu-aarch64": Self.handler(Self.arm64)]),
        ])
        #expect(machine.host.emulators.isEmpty)
        #expect(machine["emulated"] == "yes, by qemu-aarch64")
        #expect(machine.notes.contains("this tool is itself emulated"))
        #expect(machine.notes.contains("use --platform for the real machine"))
    }

    @Test(arguments: [
        ("arm64", "/proc/cpuinfo flags", "fpu sse2 avx2", true),
        ("amd64", "/proc/cpuinfo Features", "fp asimd", true),
        ("arm", "/proc/cpuinfo Features", "fp asimd", false),
        ("386", "/proc/cpuinfo flags", "fpu sse2", false),
        ("riscv64", "/proc/cpuinfo flags", "fpu sse2", true),
        // LoongArch has a line with that name too.
        ("loong64", "/proc/cpuinfo Features", "cpucfg lam ual fpu", false),
    ])
    func `/proc/cpuinfo of a different processor reveals an emulator`(
        architecture: String, line: String, words: String, isEmulated: Bool
    ) throws {
        let machine = try Machine([
            "process_arch": .text(architecture), line: .text(words), "AT_PLATFORM": .text("v7l"),
        ])
        #expect((machine["emulated"] != nil) == isEmulated)
        #expect(machine.host.platform.architecture == architecture)
    }
}
