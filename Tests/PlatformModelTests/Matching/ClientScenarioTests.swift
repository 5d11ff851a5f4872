import Testing

@testable import PlatformModel

/// Cases in which published clients choose differently.
@Suite struct ClientScenarioTests {
    private static let attestation = ["vnd.docker.reference.type": "attestation-manifest"]

    @Test(
        arguments: [
            (
                "arm-v6-v7-and-v5", "linux/arm/v6", ["linux/amd64", "linux/arm/v7", "linux/arm/v5", "linux/arm64/v8"],
                [2]
            ),
            ("arm64-v9-85-over-8", "linux/arm64/v9", ["linux/arm64", "linux/arm64/v8.5"], [1]),
            ("arm64-unknown-host-variant", "linux/arm64/unknown", ["linux/arm64", "linux/arm/v7"], [0]),
            (
                "amd64-v3-all", "linux/amd64/v3",
                ["linux/386", "linux/amd64", "linux/amd64/v2", "linux/amd64/v3", "linux/amd64/v4"], [3]
            ),
            ("amd64-alias-cand", "linux/amd64", ["linux/x86_64"], [0]),
            ("cimage-alias", "linux/arm64", ["linux/aarch64"], [0]),
            ("amd64-i386-cand", "linux/amd64", ["linux/i386"], [0]),
            ("386-with-a-variant", "linux/386", ["linux/386/v1"], [0]),
            (
                "win-lexical-revision", "windows(10.0.20348.2000)/amd64",
                ["windows(10.0.20348.999)/amd64", "windows(10.0.20348.1000)/amd64"], [1]
            ),
            (
                "win-exact-vs-newer-rev", "windows(10.0.17763.2114)/amd64",
                ["windows(10.0.17763.2114)/amd64", "windows(10.0.17763.4974)/amd64"], [1]
            ),
            ("win-26100--20348", "windows(10.0.26100)/amd64", ["windows(10.0.20348.1000)/amd64"], [0]),
            ("win11-25h2-ltsc2022", "windows(10.0.26200)/amd64/v3", ["windows(10.0.20348.4405)/amd64"], [0]),
            ("win10-hyperv-2019", "windows(10.0.19045)/amd64", ["windows(10.0.17763.1)/amd64"], nil),
            ("win-1809-2019", "windows(10.0.17763.6054)/amd64", ["windows(10.0.17763.1339)/amd64"], [0]),
            ("riscv64-profile-down", "linux/riscv64/rva23u64", ["linux/riscv64"], [0]),
            ("linux-osversion-ignored", "linux(6.1)/amd64", ["linux(6.8)/amd64"], [0]),
        ] as [(String, String, [String], [Int]?)])
    func `among declared entries, the intended one is chosen`(
        scenario: String, host: String, entries: [String], expected: [Int]?
    ) {
        #expect(matcher(host).judge(entries).chosen?.position == expected, "\(scenario)")
    }

    @Test(
        arguments: [
            ("nop-config-match", "linux/amd64", [undeclared(config("linux/amd64"))], [0]),
            ("nop-config-mismatch", "linux/amd64", [undeclared(config("linux/arm64"))], nil),
            (
                "nop-second-matches", "linux/amd64",
                [undeclared(config("linux/arm64")), undeclared(config("linux/amd64"))], [1]
            ),
            (
                "nest-undeclared", "linux/arm64", [nested(nil, [declared("linux/amd64"), declared("linux/arm64")])],
                [0, 1]
            ),
            (
                "nest-two", "linux/arm64",
                [nested(nil, [declared("linux/amd64")]), nested(nil, [declared("linux/arm64")])], [1, 0]
            ),
            (
                "art-unknown-mediatype", "linux/amd64",
                [Candidate(mediaType: "a/b", platform: raw("linux/amd64")), declared("linux/amd64")], [1]
            ),
            (
                "att-first", "linux/amd64",
                [Candidate(annotations: attestation, platform: raw("unknown/unknown")), declared("linux/amd64")], [1]
            ),
        ] as [(String, String, [Candidate], [Int]?)])
    func `among entries of other kinds, the intended one is chosen`(
        scenario: String, host: String, entries: [Candidate], expected: [Int]?
    ) {
        #expect(matcher(host).judge(entries).chosen?.position == expected, "\(scenario)")
    }

    @Test func `an arm64 host without AArch32 refuses arm`() {
        let host = Host(platform: raw("linux/arm64"), compat32: .refuted(proof: "ENOEXEC"))
        #expect(matcher(host).judge(["linux/amd64", "linux/arm/v7"]).chosen == nil)
    }
}
