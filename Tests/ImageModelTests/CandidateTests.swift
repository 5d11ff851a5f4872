import ImageModel
import PlatformModel
import Testing

@Suite struct CandidateTests {
    @Test func `a candidate made from an entry has no content`() throws {
        let descriptor = Descriptor(
            mediaType: MediaType.ociManifest, digest: try Digest(parsing: "sha256:" + DigestTests.sha256), size: 7,
            platform: Platform(os: "linux", architecture: "riscv64"), artifactType: "a/b", annotations: ["k": "v"])
        let candidate = Candidate(descriptor)
        #expect(candidate.mediaType == MediaType.ociManifest)
        #expect(candidate.artifactType == "a/b")
        #expect(candidate.annotations == ["k": "v"])
        #expect(candidate.platform == descriptor.platform)
        guard case .unread = candidate.content else {
            Issue.record("the content is \(candidate.content)")
            return
        }
    }
}
