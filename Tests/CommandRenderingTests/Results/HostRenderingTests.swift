import CommandRendering
import PlatformModel
import TestSupport
import Testing

struct HostRenderingTests {
    private let rendering = HostRendering(
        HostReport(
            host: Samples.host(Platform(os: "linux", architecture: "amd64", variant: "v3")),
            facts: [
                Fact(name: "architecture", value: "amd64", source: "process_arch", raw: "amd64", status: .proved),
                Fact(
                    name: "level", value: "v3", source: "cpuid.1.ecx, cpuid.7.0.ebx, xgetbv.0",
                    raw: "0x7ffafbff, 0xd09f47bb, 0x7, and more of the same", status: .proved),
                Fact(name: "32-bit code", value: "unknown", source: "exec.elf32", raw: "EACCES", status: .unknown),
            ],
            notes: ["the kernel's name is \u{1B}[31mred"]),
        accepts: [
            (Platform(os: "linux", architecture: "amd64", variant: "v3"), .exact),
            (Platform(os: "linux", architecture: "amd64"), .lowerLevel),
            (Platform(os: "linux", architecture: "386"), .compat32),
        ])

    @Test func `a host is shown with its facts, accepted platforms and emulators`() throws {
        try Golden.expect(rendering.lines(), "host/host.txt")
    }

    @Test(.userCase("N13")) func `on a terminal every line fits the width`() {
        #expect(rendering.lines(width: 79).allSatisfy { $0.count <= 79 })
        #expect(rendering.lines().contains { $0.count > 79 })
    }

    @Test func `a host's JSON has all documented keys`() throws {
        try Golden.expect([rendering.json.pretty], "host/host.json")
    }
}
