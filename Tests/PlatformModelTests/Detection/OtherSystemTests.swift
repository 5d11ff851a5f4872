import PlatformModel
import Testing

/// macOS, FreeBSD, Windows, and systems without a detection of their own.
@Suite struct OtherSystemTests {
    private static func windows(_ answers: [String: ProbeValue]) -> [String: ProbeValue] {
        answers.merging(["process_arch": .text("amd64"), "native_machine": .text("0x8664")]) { first, _ in first }
    }

    @Test(
        arguments: [
            ([10, 0, 20348], .number(2582), "10.0.20348.2582"),
            ([10, 0, 14393], .missing, "10.0.14393"),
            ([10, 0], .number(1), nil),
            ([10, 0, -1], .number(1), nil),
        ] as [([Int64], ProbeValue, String?)])
    func `the version of Windows has four numbers, or three without a revision`(
        numbers: [Int64], revision: ProbeValue, expected: String?
    ) throws {
        let machine = try Machine("windows", Self.windows(["RtlGetVersion": .numbers(numbers), "UBR": revision]))
        #expect(machine.host.platform == Platform(os: "windows", architecture: "amd64", osVersion: expected))
        #expect(machine["os.version"] == expected ?? "unknown")
    }

    @Test(arguments: [(1, WindowsProduct.client), (2, .server), (3, .server), (4, nil)] as [(Int64, WindowsProduct?)])
    func `domain controllers are servers too`(product: Int64, expected: WindowsProduct?) throws {
        #expect(
            try Machine("windows", Self.windows(["RtlGetVersion.product": .number(product)])).host.windowsProduct
                == expected)
    }

    @Test(
        arguments: [("Nano Server", true), ("Server Core", false), ("Client", false), (nil, nil)] as [(String?, Bool?)])
    func `only the installation type proves or refutes a Nano Server`(type: String?, expected: Bool?) throws {
        var probes = Self.windows([:])
        probes["InstallationType"] = type.map { .text($0) }
        #expect(try Machine("windows", probes).host.isNanoServer == expected)
    }

    @Test func `an Intel tool on Windows for arm64 detects arm64`() throws {
        let machine = try Machine(
            "windows",
            [
                "process_arch": .text("amd64"), "native_machine": .text("0xAA64"),
                "processor_features": .numbers([31, 34]),
            ])
        #expect(machine.host.platform.architecture == "arm64")
        #expect(machine.notes.contains("this tool was built for amd64 and runs on arm64"))
    }

    @Test func `a Mac's level follows from its FEAT sysctls`() throws {
        let features = ["LSE", "RDM", "DPB", "JSCVT", "FCMA", "LRCPC", "PAuth"].map {
            ("hw.optional.arm.FEAT_" + $0, ProbeValue.number(1))
        }
        var probes = Dictionary(uniqueKeysWithValues: features)
        probes["hw.optional.arm64"] = .number(1)
        probes["hw.optional.armv8_crc32"] = .number(1)
        // macOS 12 has no sysctl with that name, only the older one.
        probes["hw.optional.arm.FEAT_CRC32"] = .missing
        for word in ["DIT", "LSE2", "LRCPC2", "FlagM", "DotProd"] {
            probes["hw.optional.arm.FEAT_" + word] = .number(0)
        }
        let machine = try Machine("darwin", probes)
        #expect(machine.platform == "darwin/arm64/v8.3")
        #expect(machine["level v8.4"] == "lacks DIT LSE2 LRCPC2 FlagM DotProd")
        #expect(machine.host.level == .proved)
    }

    @Test func `a translated tool on a Mac detects the real processor and Rosetta`() throws {
        let machine = try Machine(
            "darwin",
            [
                "process_arch": .text("amd64"), "uname.machine": .text("x86_64"), "hw.optional.arm64": .number(1),
                "sysctl.proc_translated": .number(1), "rosetta_runtime": .bool(true),
            ])
        #expect(machine.host.platform == Platform(os: "darwin", architecture: "arm64"))
        #expect(machine["translated"] == "yes, by Rosetta")
        #expect(machine.host.emulators == [Emulator(handler: "rosetta", architecture: "amd64", fixesBinary: true)])
        let without = try Machine("darwin", ["hw.optional.arm64": .number(1), "rosetta_runtime": .bool(false)])
        #expect(without.host.emulators.isEmpty)
        #expect(without["emulator rosetta"] == "not installed")
    }

    @Test(
        arguments: [
            ([:], .unknown, .unknown),
            (
                ["compat.linux.osrelease": .missing], .unknown,
                .refuted(proof: "the Linux emulation is not loaded (compat.linux.osrelease is absent)")
            ),
            (
                ["compat.linux.osrelease": .text("5.15.0"), "kern.features.compat_freebsd_32bit": .number(1)], .proved,
                .proved
            ),
            (
                ["kern.features.compat_freebsd_32bit": .missing],
                .refuted(proof: "kern.features.compat_freebsd_32bit is absent"), .unknown
            ),
        ] as [([String: ProbeValue], Capability, Capability)])
    func `FreeBSD's sysctls show whether it runs 32-bit and Linux programs`(
        answers: [String: ProbeValue], compat32: Capability, guests: Capability
    ) throws {
        let machine = try Machine("freebsd", answers.merging(["hw.machine_arch": .text("amd64")]) { first, _ in first })
        #expect(machine.host.compat32 == compat32)
        #expect(machine.host.guests == guests)
    }

    @Test(arguments: [("armv7", "v7"), ("armv6", "v6")])
    func `FreeBSD on arm states its version in the machine's name`(name: String, variant: String) throws {
        let machine = try Machine("freebsd", ["hw.machine_arch": .text(name)])
        #expect(machine.host.platform == Platform(os: "freebsd", architecture: "arm", variant: variant))
        #expect(machine.host.level == .proved)
    }

    @Test func `any other system has a name and an architecture`() throws {
        #expect(
            try Machine("NetBSD", ["uname.machine": .text("x86_64")]).host.platform
                == Platform(os: "netbsd", architecture: "amd64"))
        #expect(
            try Machine("macOS", ["uname.machine": .text("arm64")]).host.platform
                == Platform(os: "darwin", architecture: "arm64"))
    }
}
