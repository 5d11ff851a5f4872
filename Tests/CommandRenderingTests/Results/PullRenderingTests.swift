import ImageModel
import PlatformModel
import Testing

@testable import CommandRendering
@testable import ImageResolver

struct PullRenderingTests {
    @Test func `a pulled image is a reference that any client accepts`() throws {
        let line = PullRendering(try Samples.pulled()).line
        #expect(line == "registry.example/team/app@sha256:" + String(repeating: "2", count: 64))
        #expect(try Reference(parsing: line).description == line)
    }

    @Test func `a pulled image's JSON has all documented keys, on one line`() throws {
        try Golden.expect([PullRendering(try Samples.pulled(fromCache: 500)).json.line], "pull/pulled.json")
    }

    @Test func `the JSON of an image that was unpacked says how much that was`() throws {
        let json = PullRendering(try Samples.pulled(unpacked: UnpackedSize(bytes: 1 << 30, entries: 53_334))).json.line
        #expect(json.contains(#""entries":53334,"#))
        #expect(json.contains(#""unpackedBytes":1073741824,"#))
        #expect(!PullRendering(try Samples.pulled()).json.line.contains("unpackedBytes"))
    }

    @Test func `the JSON of a resolution has both digests`() throws {
        let resolved = ResolvedDigest(
            image: "app", index: nil, manifest: try Samples.digest("2"),
            platform: Platform(os: "linux", architecture: "arm", variant: "v7"))
        try Golden.expect([resolved.json.line], "digest/digest.json")
    }
}
