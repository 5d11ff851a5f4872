import Testing

@testable import PlatformModel

@Suite struct WantedTests {
    private static let host = Host(
        platform: raw("linux/amd64/v3"), level: .assumed, compat32: .refuted(proof: "ENOEXEC"),
        guests: .refuted(proof: "none"),
        emulators: [Emulator(handler: "qemu-aarch64", architecture: "arm64", fixesBinary: true)],
        windowsProduct: .server, isNanoServer: true)

    private static func wanted(_ platform: String) -> Wanted {
        .requesting(raw(platform), on: host, origin: .flag, catalog: builtIn)
    }

    @Test func `a request replaces the whole platform, and one without a variant means the baseline`() {
        let host = Self.wanted("linux/x86_64").host
        #expect(host.platform == raw("linux/amd64"))
        #expect(host.level == .proved)
        let judgement = Matcher(wanted: Self.wanted("linux/amd64"), policy: MatchPolicy(), catalog: builtIn)
            .judge(["linux/amd64/v2", "linux/amd64"])
        #expect(judgement.chosen?.position == [1])
        #expect(judgement.verdict(0) == "level-too-new: needs v2, the wanted platform is v1")
    }

    @Test func `facts that the request invalidates are dropped, and the others stay`() {
        #expect(Self.wanted("linux/amd64/v2").host.compat32 == .refuted(proof: "ENOEXEC"))
        #expect(Self.wanted("linux/arm64").host.compat32 == .unknown)
        #expect(Self.wanted("windows/amd64").host.compat32 == .unknown)
        #expect(Self.wanted("linux/arm64").host.guests == .refuted(proof: "none"))
        #expect(Self.wanted("freebsd/amd64").host.guests == .unknown)
        #expect(Self.wanted("windows/arm64").host.emulators == Self.host.emulators)
        #expect(Self.wanted("windows/amd64").host.windowsProduct == .server)
        #expect(Self.wanted("windows/amd64").host.isNanoServer == true)
        let windows = Host(platform: raw("windows(10.0.20348.5+x)/amd64"))
        let bare = Wanted.requesting(raw("windows/amd64"), on: windows, origin: .flag, catalog: builtIn)
        #expect(bare.host.platform == raw("windows/amd64"))
    }

    @Test(arguments: [
        (Wanted.Origin.host, "needs v4, this host is assumed to support v3", false),
        (.hostOption("graviton3"), "needs v4, host graviton3 is assumed to support v3", false),
        (.flag, "needs v4, the wanted platform is v3", true),
        (.environment("DOCKER_DEFAULT_PLATFORM"), "needs v4, the wanted platform is v3", true),
    ])
    func `a refusal names the owner of the level`(origin: Wanted.Origin, detail: String, isRequested: Bool) {
        let wanted = Wanted.from(host: Self.host, origin: origin)
        #expect(wanted.isRequested == isRequested)
        let judgement = Matcher(wanted: wanted, policy: MatchPolicy(), catalog: builtIn).judge(["linux/amd64/v4"])
        #expect(judgement.verdict(0) == "level-too-new: \(detail)")
    }

    @Test(arguments: [
        (
            "linux/amd64/v3",
            "linux/amd64/v3 exact, linux/amd64/v2 lower-level, linux/amd64 lower-level, linux/386 compat32"
        ),
        (
            "linux/arm64/v8.1",
            """
            linux/arm64/v8.1 exact, linux/arm64 lower-level, linux/arm/v8 compat32, linux/arm/v7 compat32, \
            linux/arm/v6 compat32, linux/arm/v5 compat32
            """
        ),
        ("linux/arm/v6", "linux/arm/v6 exact, linux/arm/v5 lower-level"),
        ("linux/s390x/z15", "linux/s390x/z15 exact, linux/s390x lower-level"),
        ("linux/z80", "linux/z80 exact"),
        ("darwin/arm64", "darwin/arm64 exact, linux/arm64 guest-os"),
        (
            "windows(10.0.22000.9)/amd64",
            "windows(10.0.22000)/amd64 exact, windows(10.0.20348)/amd64 exact, windows/amd64 exact"
        ),
    ])
    func `a host accepts these platforms, best first`(host: String, expected: String) {
        let accepted = matcher(host).accepts.map { "\($0.platform.full) \($0.reason.rawValue)" }
        #expect(accepted.joined(separator: ", ") == expected)
    }

    @Test func `allowed emulators add to the accepted platforms, in order`() {
        let accepted = matcher(Self.host) { $0.emulation = true }.accepts.map {
            "\($0.platform.short) \($0.reason.rawValue)"
        }
        #expect(
            accepted == [
                "linux/amd64/v3 exact", "linux/amd64/v2 lower-level", "linux/amd64 lower-level", "linux/arm64 emulated",
            ])
    }
}
