import Testing

@testable import PlatformModel

@Suite struct CatalogTests {
    @Test(arguments: [
        ("amd64", "v4", "v4 v3 v2 v1"),
        ("amd64", "v6", "v6 v5 v4 v3 v2 v1"),
        ("amd64", "v1", "v1"),
        ("386", "v1", "v1"),
        ("arm64", "v8", "v8"),
        ("arm64", "v8.3", "v8.3 v8.2 v8.1 v8"),
        ("arm64", "v9", "v9 v8.5 v8.4 v8.3 v8.2 v8.1 v8"),
        ("arm64", "v9.2", "v9.2 v9.1 v9 v8.7 v8.6 v8.5 v8.4 v8.3 v8.2 v8.1 v8"),
        ("arm64", "v9.4", "v9.4 v9.3 v9.2 v9.1 v9 v8.9 v8.8 v8.7 v8.6 v8.5 v8.4 v8.3 v8.2 v8.1 v8"),
        ("arm64", "v9.6", "v9.6 v9.5 v9.4 v9.3 v9.2 v9.1 v9 v8.9 v8.8 v8.7 v8.6 v8.5 v8.4 v8.3 v8.2 v8.1 v8"),
        ("arm64", "v8.10", ""),
        ("arm", "v8", "v8 v7 v6 v5"),
        ("arm", "v5", "v5"),
        ("arm", "v4", "v4"),
        ("arm", "v3", "v3"),
        ("ppc64le", "power11", "power11 power10 power9 power8"),
        ("riscv64", "rva23u64", "rva23u64 rva22u64 rva20u64"),
        ("s390x", "z15", ""),
    ])
    func `a level steps down to these levels`(architecture: String, level: String, expected: String) {
        #expect(builtIn.levels(below: level, architecture: architecture).joined(separator: " ") == expected)
    }

    @Test(
        arguments: [
            ("armhf", nil, "v7"), ("arm", nil, "v7"), ("armel", "", "v6"), ("arm", "V6", "v6"), ("arm64", nil, "v8"),
            ("aarch64", "8.0", "v8"), ("amd64", nil, "v1"), ("amd64", "12", "v12"), ("amd64", "012", "012"),
            ("amd64", "v99999", "v99999"), ("s390x", nil, ""), ("s390x", "Z15", "z15"), ("z80", "A", "a"),
        ] as [(String, String?, String)])
    func `an architecture and a variant mean one level`(architecture: String, variant: String?, expected: String) {
        #expect(builtIn.level(architecture: architecture, variant: variant) == expected)
    }

    @Test func `every alias means its architecture and its level, whatever the case`() {
        for architecture in builtIn.architectures {
            for alias in architecture.aliases {
                #expect(builtIn.architecture(named: alias.name.uppercased()) == architecture, "\(alias.name)")
                let level = builtIn.level(architecture: alias.name, variant: nil)
                #expect(level == alias.variant ?? architecture.baseline ?? "", "\(alias.name)")
                #expect(alias.name == alias.name.lowercased())
            }
        }
        for system in builtIn.operatingSystems {
            for alias in system.aliases { #expect(builtIn.operatingSystem(named: alias.uppercased()) == system) }
        }
    }

    @Test func `no two architectures share an ELF mark or a PE machine`() {
        let marks = builtIn.architectures.compactMap(\.elf)
        let machines = builtIn.architectures.compactMap(\.peMachine)
        #expect(Set(marks).count == marks.count)
        #expect(Set(machines).count == machines.count)
        for architecture in builtIn.architectures {
            if let mark = architecture.elf { #expect(builtIn.architecture(markedBy: mark) == architecture) }
            if let machine = architecture.peMachine {
                #expect(builtIn.architecture(peMachine: machine) == architecture)
            }
        }
    }

    // Linux, include/uapi/linux/elf-em.h; Microsoft PE Format.
    @Test(arguments: [
        ("amd64", 62, 64, true, 0x8664), ("386", 3, 32, true, 0x14C), ("arm64", 183, 64, true, 0xAA64),
        ("arm", 40, 32, true, 0x1C4), ("riscv64", 243, 64, true, 0x5064), ("loong64", 258, 64, true, 0x6264),
    ])
    func `ELF marks and PE machines are those of the formats`(
        name: String, machine: Int, bits: Int, isLittle: Bool, peMachine: Int
    ) {
        let architecture = builtIn.architecture(named: name)
        #expect(architecture?.elf == ELFMark(machine: machine, bits: bits, isLittleEndian: isLittle))
        #expect(architecture?.bits == bits)
        #expect(architecture?.peMachine == peMachine)
    }

    @Test func `every architecture and system known to Go is in the tables`() {
        let architectures = """
            386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc
            ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm
            """
        for name in architectures.split(whereSeparator: \.isWhitespace) {
            #expect(builtIn.architecture(named: String(name))?.name == String(name))
        }
        let systems = """
            aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1
            windows zos
            """
        for name in systems.split(whereSeparator: \.isWhitespace) {
            #expect(builtIn.operatingSystem(named: String(name))?.name == String(name))
        }
    }

    @Test func `the proofs of levels are groups of names by probe`() {
        let levels = builtIn.levels(of: "arm64")
        let newest = levels.first { $0.name == "v8.5" }?.proof.names
        #expect(newest?[.hwcap] == ["sb", "ssbs"])
        #expect(newest?[.hwcap2] == ["flagm2", "frint"])
        #expect(levels.first { $0.name == "v8.6" }?.proof.isEmpty == true)
        #expect(builtIn.levels(of: "amd64").first { $0.name == "v2" }?.proof.names[.cpuflags]?.count == 7)
    }

    @Test(
        arguments: [
            (14393, nil, 14393, true), (17763, nil, 17763, false), (19045, .client, 19045, false),
            (20348, nil, 20348, false),
            (20349, nil, 20348, false), (22631, .client, 20348, false), (25398, .server, 20348, false),
            (26100, .server, 20348, false), (26100, .client, 20348, false), (26200, .client, 20348, false),
            (26200, nil, 20348, false), (26200, .server, 26100, false), (29500, .server, 26100, false),
            (29500, .client, 20348, false), (29500, nil, 26100, false), (10240, nil, 10240, false),
        ] as [(Int, WindowsProduct?, Int, Bool)])
    func `a Windows build runs containers down to this build`(
        build: Int, product: WindowsProduct?, floor: Int, equalRevision: Bool
    ) {
        let row = builtIn.windowsBuild(build, product: product)
        #expect(row?.processMinimum.number(onHost: build) == floor)
        #expect(row?.processMaximum.number(onHost: build) == build)
        #expect(row?.prefersEqualRevision == equalRevision)
    }

    @Test(arguments: [
        ("application/vnd.oci.image.config.v1+json", true),
        ("application/vnd.docker.container.image.v1+json", true),
        ("Application/vnd.oci.image.config.v1+JSON; charset=utf-8", true),
        ("application/vnd.oci.empty.v1+json", false),
        ("", false),
    ])
    func `only Docker and OCI config types mean an image`(type: String, isImage: Bool) {
        #expect(builtIn.isImageConfig(mediaType: type) == isImage)
    }
}
