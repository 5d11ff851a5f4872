import PlatformModel
import Testing

/// Whether 32-bit code runs: proofs, refutations, and inconclusive successes.
@Suite struct Compat32Tests {
    private static let runsEmulated: ProbeValue = .table([
        "qemu-i386":
            "enabled\ninterpreter /usr/bin/qemu-i386\nflags: F\noffset 0\nmagic 7f454c4601010100000000000000000002000300\n"
    ])

    @Test(
        arguments: [
            (["exec.elf32": .text("ok")], .proved),
            (["exec.elf32": .text("ENOEXEC")], .refuted(proof: "exec of a 32-bit ELF fails with ENOEXEC")),
            // Refused by a sandbox, so inconclusive about the kernel.
            (["exec.elf32": .text("EACCES")], .unknown),
            (["exec.elf32": .text("ENOSYS")], .unknown),
            ([:], .unknown),
            (
                ["/proc/cmdline ia32_emulation": .text("0")],
                .refuted(proof: "the kernel was started with ia32_emulation=0")
            ),
            (
                ["/proc/cmdline ia32_emulation": .text("off"), "exec.elf32": .text("EPERM")],
                .refuted(proof: "the kernel was started with ia32_emulation=off")
            ),
            (["/proc/cmdline ia32_emulation": .text("1")], .unknown),
            (["/proc/cmdline ia32_emulation": .text("0"), "exec.elf32": .text("ok")], .proved),
            // An emulator would have run it.
            (["exec.elf32": .text("ok"), "binfmt_misc": runsEmulated], .unknown),
            (
                ["exec.elf32": .text("ENOEXEC"), "binfmt_misc": runsEmulated],
                .refuted(proof: "exec of a 32-bit ELF fails with ENOEXEC")
            ),
        ] as [([String: ProbeValue], Capability)])
    func `probes show whether an amd64 machine runs 386 code`(answers: [String: ProbeValue], expected: Capability)
        throws
    {
        let machine = try Machine(answers.merging(["process_arch": .text("amd64")]) { first, _ in first })
        #expect(machine.host.compat32 == expected)
    }

    @Test(
        arguments: [
            (["personality.linux32": .text("EINVAL")], .refuted(proof: "personality(PER_LINUX32) fails with EINVAL")),
            (
                ["personality.linux32": .text("EINVAL"), "exec.elf32": .text("ok")],
                .refuted(proof: "personality(PER_LINUX32) fails with EINVAL")
            ),
            // The processor supports it; the kernel may not.
            (["personality.linux32": .text("ok")], .unknown),
            (["personality.linux32": .text("ok"), "exec.elf32": .text("ok")], .proved),
            (
                ["personality.linux32": .text("ok"), "exec.elf32": .text("ENOEXEC")],
                .refuted(proof: "exec of a 32-bit ELF fails with ENOEXEC")
            ),
        ] as [([String: ProbeValue], Capability)])
    func `probes show whether an arm64 machine runs arm code`(answers: [String: ProbeValue], expected: Capability)
        throws
    {
        let machine = try Machine(answers.merging(["process_arch": .text("arm64")]) { first, _ in first })
        #expect(machine.host.compat32 == expected)
    }

    @Test func `the fact names the sibling and the proof`() throws {
        let runs = try Machine(["process_arch": .text("amd64"), "exec.elf32": .text("ok")])
        #expect(runs["32-bit code"] == "386 runs")
        let refused = try Machine(["process_arch": .text("arm64"), "personality.linux32": .text("EINVAL")])
        #expect(refused["32-bit code"] == "arm does not run: personality(PER_LINUX32) fails with EINVAL")
        let silent = try Machine(["process_arch": .text("amd64")])
        #expect(silent["32-bit code"] == "386: unknown, assumed to run")
        #expect(silent.report.facts.first { $0.name == "32-bit code" }?.status == .unknown)
    }
}
