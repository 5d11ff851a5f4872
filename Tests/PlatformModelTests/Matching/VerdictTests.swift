import Testing

@testable import PlatformModel

@Suite struct VerdictTests {
    // One row per rule: the host, the entry, and the reason code with its facts.
    @Test(arguments: [
        ("linux/amd64/v3", "linux/amd64/v3", "exact"),
        ("linux/amd64/v3", "linux/amd64", "lower-level: 2 levels below v3"),
        ("linux/amd64/v3", "linux/amd64/v2", "lower-level: 1 level below v3"),
        ("linux/amd64/v2", "linux/amd64/v3", "level-too-new: needs v3, this host supports v2"),
        ("linux/amd64/v5", "linux/amd64/v4", "lower-level: 1 level below v5"),
        ("linux/amd64/v4", "linux/amd64/v5", "level-too-new: needs v5, this host supports v4"),
        ("linux/amd64", "linux/386", "compat32: 386 code on amd64, 32-bit support is not proved"),
        ("linux/386", "linux/amd64", "architecture: amd64 is not 386, the architecture of this host"),
        ("linux/arm64/v9.1", "linux/arm64/v8.6", "lower-level: 2 levels below v9.1"),
        ("linux/arm64/v9", "linux/arm64/v8.6", "level-too-new: needs v8.6, this host supports v9"),
        (
            "linux/arm64", "linux/arm64/v8.10",
            "level-too-new: needs 'v8.10', which is not a known level of arm64, this host supports v8"
        ),
        ("linux/arm64", "linux/arm/v5", "compat32: arm code on arm64, 32-bit support is not proved"),
        ("linux/arm64", "linux/arm/v4", "level-too-new: arm64 runs arm v8, v7, v6, v5, not v4"),
        ("linux/arm/v7", "linux/arm/v4", "level-too-new: v4 runs only on exactly v4, this host supports v7"),
        ("linux/arm/v4", "linux/arm/v4", "exact"),
        ("linux/arm/v4", "linux/arm/v3", "level-too-new: v3 runs only on exactly v3, this host supports v4"),
        (
            "linux/arm/v6", "linux/arm",
            "level-too-new: names no variant, which means v7, and this host supports v6; use --assume-variant v6 to accept it"
        ),
        ("linux/arm/v6", "linux/armhf", "level-too-new: needs v7, this host supports v6"),
        ("linux/ppc64le/power10", "linux/ppc64le/power9", "lower-level: 1 level below power10"),
        ("linux/ppc64le", "linux/ppc64le/power9", "level-too-new: needs power9, this host supports power8"),
        ("linux/riscv64/rva23u64", "linux/riscv64/rva20u64", "lower-level: 2 levels below rva23u64"),
        ("linux/s390x/z15", "linux/s390x", "lower-level: 1 level below z15"),
        ("linux/s390x/z15", "linux/s390x/z15", "exact"),
        ("linux/s390x/z15", "linux/s390x/z14", "level-too-new: needs z14, this host supports z15"),
        ("linux/s390x", "linux/s390x/z14", "level-too-new: needs z14, this host has no variant"),
        ("linux/z80/turbo", "linux/z80", "lower-level: 1 level below turbo"),
        ("linux/amd64", "windows/amd64", "os: windows is not linux, the operating system of this host"),
        ("linux/amd64", "unknown/amd64", "unknown-platform: os is 'unknown'"),
        ("linux/amd64", "linux/Unknown", "unknown-platform: architecture is 'Unknown'"),
        ("linux/amd64", "linux", "unknown-platform: names no architecture"),
        ("linux/amd64", "linux(6.8)/amd64", "exact"),
        ("linux/amd64", "linux(+b+a)/amd64", "os-features: needs a, b, which this host lacks"),
        ("linux(+a+b)/amd64", "linux(+a)/amd64", "exact: uses a"),
        ("darwin/arm64", "linux/arm64", "guest-os: a linux guest on darwin"),
        ("darwin/arm64", "linux/arm/v7", "no-compat32: darwin never runs arm on arm64"),
        ("darwin/amd64", "linux/386", "no-compat32: darwin never runs 386 on amd64"),
        ("windows(10.0.26100)/amd64", "windows(10.0.26100)/386", "no-compat32: windows never runs 386 on amd64"),
        ("freebsd/amd64", "linux/amd64", "guest-os: a linux guest on freebsd"),
        ("freebsd/amd64", "freebsd(13.2)/386", "compat32: 386 code on amd64, 32-bit support is not proved"),
        ("windows(10.0.20348)/amd64", "linux/amd64", "os: linux is not windows, the operating system of this host"),
    ])
    func `each host and entry have one reason code, with its facts`(host: String, entry: String, expected: String) {
        #expect(matcher(host).judge([entry]).verdict(0) == expected)
    }

    @Test func `a platform object of empty strings counts as absent`() {
        let blank = Candidate(platform: Platform(os: "", architecture: "", variant: "", osFeatures: [""]))
        let judgement = matcher("linux/amd64").judge([blank])
        #expect(judgement.toRead == [[0]])
        #expect(judgement.verdict(0) == "undeclared-unreadable: declares no platform and has not been read")
    }

    @Test(arguments: [
        (
            Candidate(annotations: ["vnd.docker.reference.type": "attestation-manifest"], platform: raw("linux/amd64")),
            "attestation: annotation vnd.docker.reference.type is 'attestation-manifest'"
        ),
        (
            Candidate(mediaType: "application/vnd.docker.distribution.manifest.v1+prettyjws", platform: nil),
            "schema1: media type 'application/vnd.docker.distribution.manifest.v1+prettyjws'"
        ),
        (
            Candidate(mediaType: "application/vnd.example+json", platform: raw("linux/amd64")),
            "media-type: media type 'application/vnd.example+json'"
        ),
        (
            Candidate(
                mediaType: "Application/vnd.oci.image.manifest.v1+JSON; charset=utf-8", platform: raw("linux/amd64")),
            "exact"
        ),
        (Candidate(mediaType: "", artifactType: "", platform: raw("linux/amd64")), "exact"),
        (
            Candidate(artifactType: "application/vnd.example.sbom+json", platform: raw("linux/amd64")),
            "artifact: artifact type 'application/vnd.example.sbom+json'"
        ),
        (
            Candidate(artifactType: "application/vnd.docker.container.image.v1+json", platform: raw("linux/amd64")),
            "exact"
        ),
        (
            Candidate(
                platform: raw("linux/amd64"), content: .artifact(configMediaType: "application/vnd.oci.empty.v1+json")),
            "artifact: its config is 'application/vnd.oci.empty.v1+json'"
        ),
    ])
    func `an entry that is not an image is refused, whatever platform it declares`(
        candidate: Candidate, expected: String
    ) {
        #expect(matcher("linux/amd64").judge([candidate]).verdict(0) == expected)
    }

    @Test
    func `a host that is proved not to run 32-bit code refuses the sibling; a proof that it does is not mentioned`() {
        var host = Host(platform: raw("linux/arm64"), compat32: .refuted(proof: "personality.linux32 gave EINVAL"))
        #expect(
            matcher(host).judge(["linux/arm/v7"]).verdict(0)
                == "no-compat32: this host does not run arm: personality.linux32 gave EINVAL")
        host.compat32 = .proved
        #expect(matcher(host).judge(["linux/arm/v7"]).verdict(0) == "compat32: arm code on arm64")
    }

    @Test func `a host that is proved not to run guests refuses their images`() {
        let host = Host(platform: raw("freebsd/amd64"), guests: .refuted(proof: "compat.linux.osrelease is absent"))
        #expect(
            matcher(host).judge(["linux/amd64"]).verdict(0)
                == "os: this host does not run linux guests: compat.linux.osrelease is absent")
    }

    @Test func `an arm host of unknown level accepts nothing and names the failed probe`() {
        let host = Host(platform: raw("linux/arm"), level: .unknown(probe: "AT_PLATFORM is absent"))
        let judgement = matcher(host).judge(["linux/arm/v5", "linux/arm"])
        #expect(judgement.chosen == nil)
        #expect(
            judgement.verdict(0)
                == "level-unproved: needs v5; the level of this host is unknown (AT_PLATFORM is absent)")
        #expect(judgement.reasons == ["level-unproved", "level-unproved"])
        let warning =
            "the CPU level of this host is unknown (AT_PLATFORM is absent): only entries with exactly its level are accepted"
        #expect(matcher(host).warnings == [warning])
    }

    @Test func `any other host of unknown level accepts the baseline, with a warning`() {
        let probed = Host(platform: raw("linux/amd64"), level: .unknown(probe: "cpuid was not probed"))
        #expect(matcher(probed).judge(["linux/amd64/v2", "linux/amd64", "linux/386"]).chosen?.position == [1])
        #expect(
            matcher(probed).warnings == [
                "the CPU level of this host is unknown (cpuid was not probed): its architecture's baseline applies"
            ])
        let named = matcher("linux/arm64/v8.10")
        let judgement = named.judge(["linux/arm64/v8.1", "linux/arm64", "linux/arm/v7", "linux/arm64/v8.10"])
        #expect(judgement.chosen?.position == [3])
        #expect(judgement.reasons == ["level-too-new", "lower-level", "compat32", "exact"])
        #expect(
            named.warnings == [
                "the CPU level 'v8.10' of this host is not in the tables: its architecture's baseline applies"
            ])
        #expect(matcher("linux/amd64/v3").warnings.isEmpty)
        #expect(matcher("linux/s390x/z15").warnings.isEmpty)
    }
}
