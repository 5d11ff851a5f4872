import PlatformModel
import TestSupport
import Testing

/// 32-bit arm: three probes state the version, and some are wrong.
@Suite struct ArmDetectionTests {
    @Test(arguments: [
        ("v6l", "armv7l", "7", "linux/arm/v6"),
        ("v7l", "armv6l", "6TEJ", "linux/arm/v7"),
        // qemu-arm -cpu max: AT_PLATFORM states v8, uname does not.
        ("v8l", "armv7l", "", "linux/arm/v8"),
        ("", "armv5tel", "7", "linux/arm/v5"),
        ("", "", "7", "linux/arm"),
        ("", "", "5TEJ", "linux/arm/v5"),
    ])
    func `AT_PLATFORM takes precedence over uname, and uname over /proc/cpuinfo`(
        platform: String, machine: String, version: String, expected: String
    ) throws {
        var probes: [String: ProbeValue] = ["process_arch": .text("arm")]
        for (key, word) in [
            ("AT_PLATFORM", platform), ("uname.machine", machine), ("/proc/cpuinfo CPU architecture", version),
        ]
        where !word.isEmpty {
            probes[key] = .text(word)
        }
        let found = try Machine(probes)
        #expect(found.platform == (expected == "linux/arm" ? "linux/arm/v7" : expected))
        #expect(found.host.level == .proved)
    }

    // containerd/platforms cpuinfo_linux.go: the names of machines whose kernels state nothing else.
    @Test(
        .userCase("L33"),
        arguments: [
            ("armv4t", "v4"), ("armv4tl", "v4"), ("armv4l", "v4"), ("armv4b", "v4"), ("armv3", "v3"), ("armv3l", "v3"),
            ("armv5t", "v5"), ("armv5teb", "v5"), ("armv6", "v6"), ("armv7m", "v7"), ("armv8", "v8"),
        ])
    func `the machine's name alone gives the version of an old board`(machine: String, level: String) throws {
        let found = try Machine(["process_arch": .text("arm"), "uname.machine": .text(machine)])
        #expect(found.platform == "linux/arm/\(level)")
        #expect(found.host.level == .proved)
    }

    @Test(.userCase("L33"), arguments: [("armv4t", "v4"), ("armv3", "v3")])
    func `versions 3 and 4 match exactly only`(machine: String, level: String) throws {
        let host = try Machine(["process_arch": .text("arm"), "uname.machine": .text(machine)]).host
        let catalog = try PlatformCatalog.builtIn()
        let matcher = Matcher(wanted: Wanted.from(host: host, origin: .host), policy: MatchPolicy(), catalog: catalog)
        for other in ["v3", "v4", "v5", "v6", "v7", nil] as [String?] {
            let platform = Platform(os: "linux", architecture: "arm", variant: other)
            let judgement = matcher.judge([Candidate(platform: platform)])
            #expect((judgement.chosen != nil) == (other == level), "\(other ?? "none")")
        }
    }

    // moby issue 37647: kernels of the Pi Zero and 1 show 7.
    @Test func `an ARMv6-compatible processor is v6, and the contradiction is a note`() throws {
        let machine = try Machine([
            "process_arch": .text("arm"), "/proc/cpuinfo CPU architecture": .text("7"),
            "/proc/cpuinfo model name": .text("ARMv6-compatible processor rev 7 (v6l)"),
        ])
        #expect(machine.platform == "linux/arm/v6")
        #expect(machine.notes.contains("says v7, but the processor is v6"))
    }

    @Test func `an arm level that no probe shows is unknown, never v7`() throws {
        let silent = try Machine(["process_arch": .text("arm")])
        #expect(silent.host.platform == Platform(os: "linux", architecture: "arm", variant: "unknown"))
        #expect(silent.host.level == .unknown(probe: "AT_PLATFORM"))
        let strange = try Machine(["process_arch": .text("arm"), "uname.machine": .text("armv9")])
        #expect(strange.host.level == .unknown(probe: "uname.machine"))
        #expect(strange.notes.contains("the CPU level is unknown: uname.machine does not show it"))
    }

    // Anthias issue 3076: the default of Raspberry Pi OS 32-bit on a Pi 4.
    @Test func `a 32-bit tool on a 64-bit kernel is a note with the option for 64-bit images`() throws {
        let machine = try Machine([
            "process_arch": .text("arm"), "uname.machine": .text("aarch64"), "AT_PLATFORM": .text("v8l"),
        ])
        #expect(machine.platform == "linux/arm/v8")
        #expect(machine["kernel architecture"] == "arm64")
        #expect(machine.notes.contains("a 32-bit tool (arm) on a 64-bit kernel (aarch64)"))
        #expect(machine.notes.contains("use --platform linux/arm64 for 64-bit ones"))
    }

    @Test func `PER_LINUX32 is recognized by its effect on uname`() throws {
        let machine = try Machine([
            "process_arch": .text("arm64"), "uname.machine": .text("armv8l"), "AT_HWCAP": .text("0x8fb"),
            "personality": .text("PER_LINUX32"),
        ])
        #expect(machine.platform == "linux/arm64")
        #expect(machine["personality"] == "PER_LINUX32")
        #expect(machine.notes.contains("it runs under PER_LINUX32"))
    }
}
