import TestSupport
import Testing

@testable import PlatformModel

@Suite struct NearestMissTests {
    @Test(arguments: [
        // The level that is fewer steps away.
        ("linux/arm/v6", ["linux/arm/v8", "linux/arm/v7", "linux/amd64"], 1),
        ("linux/amd64", ["linux/amd64/v4", "linux/amd64/v2", "linux/amd64/v3"], 1),
        // A level of the own architecture before another architecture, that before another system.
        ("linux/amd64", ["windows/amd64", "linux/arm64", "linux/amd64/v3"], 2),
        ("linux/amd64", ["windows/amd64", "linux/arm64"], 1),
        // Features before a level, a version before a level.
        ("linux/amd64", ["linux/amd64/v2", "linux(+x)/amd64"], 1),
        ("linux/amd64", ["linux(+x+y)/amd64", "linux(+x)/amd64"], 1),
        ("windows(10.0.20348)/amd64", ["windows(10.0.26100)/amd64", "windows(10.0.17763)/amd64"], 1),
        ("windows(10.0.20348)/amd64", ["windows(10.0.26100)/amd64", "windows(10.0.22000)/amd64"], 1),
        // An entry that is not an image comes last; among equals, the first.
        ("linux/amd64", ["unknown/unknown", "windows/amd64"], 1),
        ("linux/amd64", ["linux/s390x", "linux/arm64"], 0),
    ])
    func `the nearest miss is the entry that came closest to being accepted`(
        host: String, entries: [String], nearest: Int
    ) {
        let judgement = matcher(host).judge(entries)
        #expect(judgement.chosen == nil)
        #expect(judgement.nearest?.position == [nearest])
    }

    @Test func `a choice has no nearest miss, and a nested entry can be one`() {
        #expect(matcher("linux/amd64").judge(["linux/amd64/v2", "linux/amd64"]).nearest == nil)
        let judgement = matcher("linux/arm64").judge([
            declared("linux/amd64"), nested(nil, [declared("windows/arm64"), declared("linux/arm64/v9")]),
        ])
        #expect(judgement.nearest?.position == [1, 1])
        #expect(matcher("linux/amd64").judge([Candidate]()).nearest == nil)
    }

    @Test func `an index with only unsupported kinds, or without entries, differs from no match`() {
        let schema1 = Candidate(mediaType: "application/vnd.docker.distribution.manifest.v1+json", platform: nil)
        let other = Candidate(mediaType: "a/b", platform: raw("linux/amd64"))
        let odd = [
            schema1, other, undeclared(.cycle), undeclared(.tooDeep), nested(nil, []), undeclared(.malformed("bad")),
        ]
        #expect(
            matcher("linux/amd64").judge(odd).reasons
                == ["schema1", "media-type", "cycle", "depth", "empty-index", "malformed"])
        #expect(matcher("linux/amd64").judge(odd).onlyUnsupported)
        #expect(matcher("linux/amd64").judge([Candidate]()).onlyUnsupported)
        #expect(!matcher("linux/amd64").judge(odd + [declared("linux/arm64")]).onlyUnsupported)
        #expect(!matcher("linux/amd64").judge(odd + [undeclared()]).onlyUnsupported)
        #expect(!matcher("linux/amd64").judge(odd + [declared("linux/amd64")]).onlyUnsupported)
        #expect(matcher("linux/amd64").judge([nested(nil, [schema1])]).onlyUnsupported)
    }

    // image-spec#1240: digests of algorithms to come.
    @Test(
        .userCase("P8", "L32"),
        arguments: [("linux/amd64", 0), ("linux/arm64", 1), ("linux/riscv64", 2), ("linux/s390x", 1)])
    func `a malformed entry is refused with its flaw, and is nearest only if its platform would run`(
        wanted: String, nearest: Int
    ) {
        var candidates = [declared("linux/amd64"), declared("windows/amd64"), declared("linux/riscv64")]
        candidates[0].content = .malformed("has no 'size'")
        candidates[2].content = .malformed("has no 'digest'")
        let judgement = matcher(wanted).judge(candidates)
        #expect(judgement.chosen == nil)
        #expect(judgement.toRead.isEmpty)
        #expect(judgement.reasons == ["malformed", "os", "malformed"])
        #expect(judgement.verdict(0) == "malformed: has no 'size'")
        #expect(judgement.nearest?.position == [nearest])
        #expect(!judgement.onlyUnsupported)
    }

    @Test(.userCase("P8"))
    func `a malformed entry never hides another one, and an attestation stays one`() {
        var candidates = [declared("linux/amd64"), declared("linux/amd64"), undeclared(.malformed("bad"))]
        candidates[0].content = .malformed("bad")
        candidates.append(
            Candidate(
                annotations: ["vnd.docker.reference.type": "attestation-manifest"], platform: nil,
                content: .malformed("bad")))
        let judgement = matcher("linux/amd64").judge(candidates)
        #expect(judgement.reasons == ["malformed", "exact", "malformed", "attestation"])
        #expect(judgement.chosen?.position == [1])
    }

    @Test func `the reason codes are those that scripts depend on`() {
        let codes = """
            malformed os-features windows-build-older windows-build-newer windows-version-unreadable level-too-new level-unproved
            no-compat32 architecture os undeclared-unreadable unknown-platform attestation artifact media-type schema1
            empty-index depth cycle
            """
        #expect(RefusalReason.allCases.map(\.rawValue) == codes.split(whereSeparator: \.isWhitespace).map(String.init))
        #expect(
            AcceptanceReason.allCases.map(\.rawValue)
                == ["emulated", "hyperv", "guest-os", "from-config", "compat32", "lower-level", "exact"])
    }
}
