import Testing

@testable import PlatformModel

@Suite struct NodeFactsTests {
    private func facts(host name: String) throws -> NodeFacts {
        let recording = try #require(builtIn.namedHost(name)).recording()
        let platform = HostDetection(catalog: builtIn).report(on: recording).host.platform
        return NodeFacts(recording, platform: platform, catalog: builtIn)
    }

    private func facts(_ probes: [String: ProbeValue], os: String = "linux", on platform: String) -> NodeFacts {
        NodeFacts(Recording(os: os, probes: probes), platform: raw(platform), catalog: builtIn)
    }

    @Test(arguments: [
        ("amd64-v3", "AVX2", FeatureAnswer.present), ("amd64-v3", "SSE42", .present), ("amd64-v3", "LAHF", .present),
        ("amd64-v3", "AVX512F", .absent), ("amd64-v1", "AVX2", .absent), ("amd64-v1", "SSSE3", .absent),
        // CPUID was not recorded so far, and neither was /proc/cpuinfo.
        ("amd64-v3", "AVX512VNNI", .unknown), ("amd64-v3", "UNHEARD_OF", .unknown),
        ("graviton3", "SVE", .present), ("graviton3", "I8MM", .present), ("graviton3", "SB", .absent),
        ("raspberry-pi-4", "ATOMICS", .absent), ("raspberry-pi-4", "CRC32", .present),
        // Names of the other architecture.
        ("graviton3", "AVX2", .unknown), ("amd64-v3", "SVE", .unknown), ("amd64-v3", "ASIMD", .unknown),
        ("apple-m1", "AES", .unknown),
    ])
    func `a CPU feature has the name that Node Feature Discovery gives it`(
        host: String, name: String, expected: FeatureAnswer
    ) throws {
        #expect(try facts(host: host).cpuFeature(name) == expected)
    }

    @Test func `what CPUID does not tell is taken from /proc/cpuinfo`() {
        let facts = facts(
            [
                "cpuid.7.0.ebx": .text("0x0"), "/proc/cpuinfo flags": .text("fpu avx2 avx512_vnni sha_ni pni"),
            ], on: "linux/amd64")
        #expect(facts.cpuFeature("AVX2") == .absent)
        #expect(facts.cpuFeature("AVX512VNNI") == .present)
        #expect(facts.cpuFeature("SHA") == .present)
        #expect(facts.cpuFeature("SSE3") == .present)
        #expect(facts.cpuFeature("GFNI") == .absent)
        #expect(facts.presentCPUFeatures == ["AVX512VNNI", "SHA", "SSE3", "X87"])
    }

    @Test func `AT_HWCAP is not read as that of another architecture`() {
        let probes: [String: ProbeValue] = ["AT_HWCAP": .text("0xffffffff"), "AT_HWCAP2": .text("0xffffffff")]
        #expect(facts(probes, on: "linux/arm64").cpuFeature("SVE") == .present)
        for platform in ["linux/amd64", "linux/ppc64le", "linux/s390x", "linux/arm/v7", "linux/unheard-of"] {
            #expect(facts(probes, on: platform).cpuFeature("SVE") == .unknown, "\(platform)")
        }
    }

    @Test(arguments: [
        ("avx2", FeatureAnswer.present), ("AVX2", .present), ("sse4_2", .present), ("sse42", .present),
        ("avx512f", .absent), ("unheard-of", .unknown),
    ])
    func `in annotations, names are read in any case and also as the kernel writes them`(
        word: String, expected: FeatureAnswer
    ) throws {
        #expect(try facts(host: "amd64-v3").cpuFeature(spelled: word) == expected)
    }

    @Test(arguments: [
        ("6.1.0-18-amd64", ["full": "6.1.0-18-amd64", "major": "6", "minor": "1", "revision": "0"]),
        ("5.15", ["full": "5.15", "major": "5", "minor": "15"]),
        ("6.8.0-1021-azure+", ["full": "6.8.0-1021-azure", "major": "6", "minor": "8", "revision": "0"]),
        // The parts are read only if nothing but a hyphen follows them.
        ("6.6.51+rpt-rpi-v8", ["full": "6.6.51_rpt-rpi-v8"]),
        ("4.4.0.19041-Microsoft", ["full": "4.4.0.19041-Microsoft"]),
        ("weird release", ["full": "weird_release"]), ("", ["full": ""]), ("-_.", ["full": ""]),
    ])
    func `the kernel's version is that of the release, made fit for a label`(
        release: String, expected: [String: String]
    ) {
        #expect(facts(["uname.release": .text(release)], on: "linux/amd64").kernelVersion == expected)
    }

    @Test func `nothing is known of the Linux in which containers run on other systems`() {
        let facts = facts(
            ["uname.release": .text("24.1.0"), "cpuid.7.0.ebx": .text("0xffffffff")], os: "darwin", on: "darwin/amd64")
        #expect(facts.kernelVersion == nil)
        #expect(facts.cpuFeature("AVX2") == .unknown)
        #expect(self.facts([:], on: "linux/amd64").kernelVersion == nil)
    }

    @Test func `every name in the table is a feature that some probe may show`() {
        #expect(builtIn.featureNames.count > 70)
        for row in builtIn.featureNames {
            let probes = builtIn.cpuFeatures.filter { $0.proof == row.proof }
            let taken = probes.contains {
                if case .word(row.feature) = $0.mark { $0.feature != row.feature } else { false }
            }
            #expect(!taken, "the kernel's word \(row.feature) is another feature")
            #expect(row.name == row.name.uppercased())
        }
    }
}
