import PlatformModel
import Testing

/// Facts that are shown but decide nothing.
@Suite struct LinuxFactTests {
    @Test(
        arguments: [
            ("Linux version 5.15.153.1-microsoft-standard-WSL2", "2"),
            ("Linux version 4.4.0-19041-Microsoft", "1"),
            ("Linux version 6.8.0-45-generic", nil),
        ] as [(String, String?)])
    func `the kernel's version identifies WSL`(version: String, expected: String?) throws {
        #expect(try Machine(["process_arch": .text("amd64"), "/proc/version": .text(version)])["WSL"] == expected)
    }

    @Test(arguments: [
        ("7f454c4602010100000000000000000003003e00", "amd64", false),
        ("7f454c4601010100000000000000000003000300", "386", true),
        ("7f454c460202010000000000000000000003002b", "sparc64", true),
        ("7f454c46020101000000000000000000030034ff", "ELF machine 65332", true),
    ])
    func `a shell of another architecture is a warning`(header: String, name: String, warns: Bool) throws {
        let machine = try Machine(["process_arch": .text("amd64"), "/bin/sh ELF": .text(header)])
        #expect(machine["/bin/sh"] == name)
        #expect(machine.notes.contains("/bin/sh is built for \(name), this tool for amd64") == warns)
        #expect(machine.platform == "linux/amd64")
    }

    @Test(arguments: [
        "", "7f", "2321", "7f454c46", "not hexadecimal at all, and odd!", "7f454c460301010000000000000000000300b700",
    ])
    func `a shell that is not an ELF file is not a fact`(header: String) throws {
        #expect(try Machine(["process_arch": .text("amd64"), "/bin/sh ELF": .text(header)])["/bin/sh"] == nil)
    }

    @Test func `the kernel's release is shown`() throws {
        let machine = try Machine([
            "process_arch": .text("s390x"), "uname.release": .text("6.8.0"), "AT_PLATFORM": .text("z15"),
        ])
        #expect(machine["kernel release"] == "6.8.0")
        #expect(machine["processor type"] == "z15")
        #expect(machine.platform == "linux/s390x")
        #expect(machine.host.level == .proved)
    }

    @Test func `without the tool's own architecture, that of uname is assumed`() throws {
        let machine = try Machine(["uname.machine": .text("aarch64"), "AT_HWCAP": .text("0x8fb")])
        #expect(machine.platform == "linux/arm64")
        #expect(machine.report.facts.first { $0.name == "architecture" }?.status == .assumed)
        let silent = try Machine([:])
        #expect(silent.platform == "linux/unknown")
        #expect(silent.report.facts.first { $0.name == "architecture" }?.status == .unknown)
    }

    @Test func `a uname machine that is not a sibling is a contradiction`() throws {
        let machine = try Machine([
            "process_arch": .text("amd64"), "uname.machine": .text("aarch64"), "cpuid.1.ecx": .text("0x1"),
        ])
        #expect(machine.platform == "linux/amd64")
        #expect(machine.notes.contains("uname reports aarch64, but this tool was built for amd64"))
    }
}
