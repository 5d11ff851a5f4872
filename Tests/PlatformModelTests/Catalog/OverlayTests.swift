import Testing

@testable import PlatformModel

@Suite struct OverlayTests {
    @Test func `a new architecture, level and emulator need only rows, no code`() throws {
        let catalog = try PlatformCatalog.overlaying([
            (
                "architectures.tsv",
                "name\taliases\tbits\telf\tpe\tbaseline\tsource\nz80\tz80a\t32\t220/32/little\t-\tv1\ttest\n"
            ),
            (
                "levels.tsv",
                """
                architecture\tlevel\tspellings\tsteps down to\tproof\tsource
                z80\tv1\t1\t-\t-\ttest
                z80\tv2\t2\tv1\tcpuflags:index\ttest
                """
            ),
            ("emulators.tsv", "handler\tarchitecture\tlevel\tsource\nqemu-z80\tz80\tv2\ttest\n"),
        ])
        #expect(catalog.normalized(Platform(os: "Linux", architecture: "Z80A", variant: "2")).short == "linux/z80/v2")
        let host = Host(platform: Platform(os: "linux", architecture: "z80", variant: "v2"))
        let matcher = Matcher(wanted: .from(host: host), policy: MatchPolicy(), catalog: catalog)
        #expect(matcher.judge(["linux/z80"]).verdict(0) == "lower-level: 1 level below v2")
        #expect(catalog.emulator(handler: "qemu-z80")?.level == "v2")
    }

    @Test func `a row replaces the built-in row with the same key, and the others stay`() throws {
        let text = "handler\tarchitecture\tsource\nrosetta\tarm64\ttest\n"
        let catalog = try PlatformCatalog.overlaying([("emulators.tsv", text)])
        #expect(catalog.emulator(handler: "rosetta")?.architecture == "arm64")
        #expect(catalog.emulators.count == builtIn.emulators.count)
        #expect(catalog.emulators.map(\.handler) == builtIn.emulators.map(\.handler))
    }

    @Test func `columns may be in any order, and those with a default may be left out`() throws {
        let text =
            "source\tnotes\tbuild\tname\tproduct\tprocess max\tprocess min\thyperv min\trevision\n"
            + "test\t-\t30000\tnext\tserver\thost\t26100\t20348\tequal first\n"
        let row = try PlatformCatalog.overlaying([("windows-builds.tsv", text)]).windowsBuild(30000, product: .server)
        #expect(row?.name == "next")
        #expect(row?.hyperVMinimum == 20348)
        #expect(row?.prefersEqualRevision == true)
    }

    @Test func `of two overlays of one table, the later wins`() throws {
        let header = "handler\tarchitecture\tsource\n"
        let catalog = try PlatformCatalog.overlaying([
            ("emulators.tsv", header + "mine\tarm\ta\n"), ("emulators.tsv", header + "mine\tarm64\tb\n"),
        ])
        #expect(catalog.emulator(handler: "mine")?.architecture == "arm64")
    }

    @Test func `a host in an overlay is found by its name`() throws {
        let facts = "{\"format\":1,\"os\":\"linux\",\"probes\":{}}"
        let catalog = try PlatformCatalog.overlaying([("hosts.tsv", "name\tfacts\tsource\nmine\t\(facts)\ttest\n")])
        #expect(catalog.namedHost("mine")?.facts == facts)
        #expect(catalog.namedHost("mine")?.source == "test")
        #expect(catalog.namedHost("Mine") == nil)
        #expect(catalog.hostNames == builtIn.hostNames + ["mine"])
    }
}
