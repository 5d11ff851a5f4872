import Testing

@testable import PlatformModel

@Suite struct PolicyTests {
    private static func emulator(_ handler: String, _ architecture: String, fixes: Bool = true) -> Emulator {
        Emulator(handler: handler, architecture: architecture, fixesBinary: fixes)
    }

    private static let emulating = Host(
        platform: raw("linux/amd64"), compat32: .refuted(proof: "ENOEXEC"),
        emulators: [
            emulator("qemu-arm", "arm"), emulator("qemu-aarch64", "arm64", fixes: false), emulator("mine", "s390x"),
        ])

    @Test func `emulation needs permission, and the refusal names the option`() {
        let judgement = matcher(Self.emulating).judge(["linux/s390x", "linux/riscv64"])
        #expect(
            judgement.verdict(0)
                == "architecture: s390x is not amd64, the architecture of this host; mine runs it with --emulated")
        #expect(judgement.nearest?.position == [0])
        #expect(judgement.nearest?.verdict.refusal?.remedy == .emulated)
        #expect(judgement.verdict(1) == "architecture: riscv64 is not amd64, the architecture of this host")
        #expect(
            matcher(Self.emulating) { $0.emulation = true }.judge(["linux/s390x"]).verdict(0) == "emulated: by mine")
    }

    @Test func `among emulators the one registered first wins, then the higher level`() {
        let judgement = matcher(Self.emulating) { $0.emulation = true }
            .judge(["linux/s390x", "linux/arm64", "linux/arm/v5", "linux/arm/v7", "linux/arm64/v8.1"])
        #expect(judgement.chosen?.position == [3])
        #expect(judgement.chosen?.verdict.acceptance?.rank.components == [2, 0, 2, 0, 1, 0, 0, 3])
        #expect(judgement.verdict(0) == "emulated: by mine")
        #expect(
            judgement.verdict(1) == "emulated: by qemu-aarch64, the interpreter must exist inside the container")
        #expect(judgement.verdicts[1].verdict.acceptance?.rank.components == [2, 0, 2, 0, 100, 0, 0, 1])
        #expect(judgement.verdict(4).hasPrefix("architecture: "))
    }

    @Test func `an entry that runs without emulation comes first, even if undeclared`() {
        let judgement = matcher(Self.emulating) { $0.emulation = true }
            .judge([declared("linux/arm"), undeclared(config("linux/arm64")), undeclared(config("linux/amd64"))])
        #expect(judgement.chosen?.position == [2])
        #expect(judgement.reasons == ["emulated", "emulated", "from-config"])
        #expect(judgement.verdicts.map { $0.verdict.acceptance?.rank.components.first } == [2, 3, 1])
    }

    @Test func `exact accepts only entries equal to the wanted platform`() {
        let entries = ["linux/amd64", "linux/amd64/v2", "linux/x86_64/3", "linux/386", "linux/arm64", "darwin/amd64"]
        let judgement = matcher("linux/amd64/v3") { $0.exact = true }.judge(entries)
        #expect(judgement.chosen?.position == [2])
        #expect(
            judgement.reasons
                == ["level-too-new", "level-too-new", "exact", "architecture", "architecture", "os"])
        #expect(
            judgement.verdict(0)
                == "level-too-new: the baseline is not v3, and --exact accepts only the requested platform")
    }

    @Test(arguments: [
        ("windows(10.0.20348.5)/amd64", "windows(10.0.20348.5)/amd64", "exact"),
        ("windows(10.0.20348.5)/amd64", "windows(10.0.20348.4)/amd64", "windows-build-older"),
        ("windows(10.0.20348.5)/amd64", "windows(10.0.20348.6)/amd64", "windows-build-newer"),
        ("windows(10.0.20348.5)/amd64", "windows/amd64", "windows-version-unreadable"),
        ("windows/amd64", "windows(10.0.20348.6)/amd64", "exact"),
        ("linux(6.1)/amd64", "linux(6.8)/amd64", "exact"),
        ("linux(+a)/amd64", "linux/amd64", "os-features"),
        ("linux/arm", "linux/arm/v7", "exact"),
        ("linux/arm64/v8", "linux/aarch64", "exact"),
        ("darwin/arm64", "linux/arm64", "os"),
    ])
    func `exact compares normalized platforms, and the version where it is binding`(
        host: String, entry: String, word: String
    ) {
        #expect(matcher(host) { $0.exact = true }.judge([entry]).reasons == [word])
    }

    @Test(arguments: [
        ("linux/amd64/v3", ["linux/amd64/v3", "linux/amd64/v2", "linux/amd64"], 2),
        ("linux/arm64/v9", ["linux/arm64/v9", "linux/arm64/v8"], 1),
        ("linux/arm/v8", ["linux/arm/v8", "linux/arm/v6", "linux/arm"], 2),
        ("linux/arm/v6", ["linux/arm", "linux/arm/v5", "linux/arm/v6"], 2),
        ("linux/s390x/z15", ["linux/s390x/z15", "linux/s390x"], 1),
        ("linux/arm64/v8.10", ["linux/arm64/v8.10", "linux/arm64"], 1),
    ])
    func `baseline ignores the host's level, unless the host is below it`(host: String, entries: [String], chosen: Int)
    {
        #expect(matcher(host) { $0.baseline = true }.judge(entries).chosen?.position == [chosen])
    }

    @Test(arguments: [
        ("linux/arm/v6", "v6", "linux/arm", "exact"),
        ("linux/arm/v6", "6", "linux/arm", "exact"),
        ("linux/arm/v7", "v6", "linux/arm", "lower-level: 1 level below v7"),
        ("linux/arm/v6", "v5", "linux/armhf", "level-too-new: needs v7, this host supports v6"),
        ("linux/arm/v5", "v6", "linux/arm", "level-too-new: needs v6, this host supports v5"),
        ("linux/arm64", "v5", "linux/arm", "compat32: arm code on arm64, 32-bit support is not proved"),
        ("linux/amd64/v3", "v3", "linux/amd64", "lower-level: 2 levels below v3"),
    ])
    func `an assumed variant replaces the one that arm entries leave out`(
        host: String, assumed: String, entry: String, expected: String
    ) {
        #expect(matcher(host) { $0.assumedVariant = assumed }.judge([entry]).verdict(0) == expected)
    }

    @Test func `the option for an unnamed arm level is offered only if the host's own level is known`() {
        #expect(matcher("linux/arm/v6").judge(["linux/arm"]).nearest?.verdict.refusal?.remedy == .assumeVariant("v6"))
        #expect(matcher("linux/arm/odd").judge(["linux/arm"]).nearest?.verdict.refusal?.remedy == nil)
        #expect(Remedy.assumeVariant("v6").option == "--assume-variant v6")
        #expect([Remedy.emulated, .hyperV].map(\.option) == ["--emulated", "--hyperv"])
    }
}
