import ImageModel
import Testing

@testable import RegistryProtocol

struct ReferrersTagTests {
    // distribution-spec, "Referrers Tag Schema": 64 characters of the hash count.
    @Test func `the tag is the algorithm and 64 characters of the hash`() throws {
        let short = try Digest(parsing: "sha256:" + String(repeating: "a", count: 64))
        #expect(short.referrersTag == "sha256-" + String(repeating: "a", count: 64))
        let long = try Digest(
            parsing: "sha512:" + String(repeating: "b", count: 64) + String(repeating: "c", count: 64))
        #expect(long.referrersTag == "sha512-" + String(repeating: "b", count: 64))
    }

    @Test func `cosign's tags are the whole digest with a suffix`() throws {
        let digest = try Digest(parsing: "sha256:" + String(repeating: "a", count: 64))
        let stem = "sha256-" + String(repeating: "a", count: 64)
        #expect(digest.attachmentTags == [stem + ".sig", stem + ".att", stem + ".sbom"])
    }
}
