import Testing

@testable import PlatformModel

@Suite struct WindowsTests {
    @Test(
        arguments: [
            (
                "10.0.17763.2114", "10.0.20348",
                "windows-build-newer: os.version 10.0.20348 is newer than this host's 10.0.17763"
            ),
            (
                "10.0.20348", "10.0.17763.1",
                "windows-build-older: os.version 10.0.17763 needs Hyper-V on this host's 10.0.20348"
            ),
            ("10.0.20348", "10.0.20348.1", "exact: the same build"),
            ("10.0.26100.1", "10.0.20348.9", "exact: 10.0.20348 runs on 10.0.26100 with process isolation"),
            ("10.0.20348", nil, "exact: the entry has no os.version"),
            (nil, "10.0.1", "exact: the version of this host is unknown"),
            ("10.0.20348", "10.0", "windows-version-unreadable: os.version '10.0' is not major.minor.build"),
            ("10.0.20348", "10.0.x", "windows-version-unreadable: os.version '10.0.x' is not major.minor.build"),
            ("10.0.20348", "10.0.-5", "windows-version-unreadable: os.version '10.0.-5' is not major.minor.build"),
            ("10.0.20348", "10..20348", "windows-version-unreadable: os.version '10..20348' is not major.minor.build"),
            (
                "10.0.20348", "10.0.99999999999999999999",
                "windows-version-unreadable: os.version '10.0.99999999999999999999' is not major.minor.build"
            ),
            (
                "ltsc", "10.0.20348",
                "windows-version-unreadable: os.version 'ltsc' of this host is not major.minor.build"
            ),
            ("ltsc", "ltsc", "exact: the same os.version"),
            ("ltsc", nil, "exact: the entry has no os.version"),
            (
                "10.0.20348", "6.3.9600",
                "windows-build-older: os.version 6.3.9600 needs Hyper-V on this host's 10.0.20348"
            ),
            ("10.0.20348", "10.1.1", "windows-build-newer: os.version 10.1.1 is newer than this host's 10.0.20348"),
            (
                "11.0.30000", "10.0.30000",
                "windows-build-older: os.version 10.0.30000 needs Hyper-V on this host's 11.0.30000"
            ),
        ] as [(String?, String?, String)])
    func `versions are compared by number, and the detail says why`(host: String?, entry: String?, expected: String) {
        let platforms = [host, entry].map { Platform(os: "windows", architecture: "amd64", osVersion: $0) }
        let judgement = matcher(Host(platform: platforms[0])).judge([Candidate(platform: platforms[1])])
        #expect(judgement.verdict(0) == expected)
    }

    @Test func `Hyper-V isolation runs every build up to the host's and ranks after process isolation`() {
        let entries = ["14393", "17763", "20348.5", "26100", "26101"].map { "windows(10.0.\($0))/amd64" }
        let allowed = matcher("windows(10.0.26100)/amd64") { $0.hyperV = true }.judge(entries)
        #expect(allowed.reasons == ["hyperv", "hyperv", "exact", "exact", "windows-build-newer"])
        #expect(allowed.verdict(0) == "hyperv: 10.0.14393 is older than this host's 10.0.26100: Hyper-V isolation only")
        #expect(allowed.chosen?.position == [3])
        #expect(
            matcher("windows(10.0.26100)/amd64") { $0.hyperV = true }.judge(Array(entries.prefix(2))).chosen?.position
                == [1])
        let refused = matcher("windows(10.0.26100)/amd64").judge(Array(entries.prefix(2)))
        #expect(refused.nearest?.position == [1])
        #expect(refused.nearest?.verdict.refusal?.remedy == .hyperV)
    }

    @Test func `the newest version by number comes first, an entry without a version last`() {
        let judgement = matcher("windows(10.0.26100.5)/amd64").judge([
            "windows/amd64", "windows(10.0.20348.1000)/amd64", "windows(10.0.26100.999)/amd64",
            "windows(10.0.26100.1000)/amd64", "windows(10.0.26100)/amd64", "windows(10.0.26100.1000)/amd64",
        ])
        #expect(judgement.chosen?.position == [3])
        let places = judgement.verdicts.map { $0.verdict.acceptance?.rank.components[5] }
        #expect(places == [4, 3, 1, 0, 2, 0])
    }

    @Test func `on build 14393 an equal revision comes first, elsewhere the newest`() {
        let entries = ["windows(10.0.14393.3)/amd64", "windows(10.0.14393.2)/amd64", "windows(10.0.14393.1)/amd64"]
        #expect(matcher("windows(10.0.14393.2)/amd64").judge(entries).chosen?.position == [1])
        #expect(matcher("windows(10.0.14393.9)/amd64").judge(entries).chosen?.position == [0])
        #expect(matcher("windows(10.0.14393)/amd64").judge(entries).chosen?.position == [0])
    }

    @Test func `with an unknown host version the order of the index decides`() {
        let entries = ["windows(10.0.14393)/amd64", "windows(10.0.26100)/amd64", "windows/amd64"]
        #expect(matcher("windows/amd64").judge(entries).chosen?.position == [0])
        #expect(matcher("windows/amd64").judge(entries.reversed()).chosen?.position == [0])
    }

    // Microsoft, "Windows container version compatibility"; moby issue 53397 for 26200.
    @Test(
        arguments: [
            (Optional<WindowsProduct>.none, 26200, 20348, true), (.client, 26200, 20348, true),
            (.server, 26200, 20348, false), (.client, 27900, 20348, true), (.server, 27900, 26100, true),
            (nil, 27900, 20348, false), (.server, 26100, 20348, true), (.client, 22631, 20348, true),
            (.client, 22631, 19041, false), (nil, 19045, 19044, false),
        ] as [(WindowsProduct?, Int, Int, Bool)])
    func `the product line decides how old a container may be`(
        product: WindowsProduct?, host: Int, entry: Int, runs: Bool
    ) {
        let machine = Host(platform: raw("windows(10.0.\(host))/amd64"), windowsProduct: product)
        #expect((matcher(machine).judge(["windows(10.0.\(entry))/amd64"]).chosen != nil) == runs)
    }

    @Test(arguments: [(Optional<Bool>.none, "exact"), (false, "exact"), (true, "os-features")])
    func `win32k is refused only on a host proved to be Nano Server`(isNano: Bool?, word: String) {
        let host = Host(platform: raw("windows(10.0.20348)/amd64"), isNanoServer: isNano)
        #expect(matcher(host).judge(["windows(10.0.20348+win32k)/amd64"]).reasons == [word])
        #expect(matcher(host).judge(["windows(10.0.20348+win32k+foo)/amd64"]).reasons == ["os-features"])
    }
}
