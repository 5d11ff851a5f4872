import ImageModel
import PlatformModel
import Testing

@testable import CommandRendering
@testable import ImageResolver

struct CopyRenderingTests {
    private func copied(platforms: [Platform]? = nil) throws -> CopiedImage {
        CopiedImage(
            image: "a.example/team/app:1", digest: try Samples.digest("2"), index: try Samples.digest("a"),
            platforms: platforms,
            targets: [
                CopiedImage.Target(
                    name: "b.example/app", tag: "1", digest: try Samples.digest("2"),
                    replaced: try Samples.digest("4"), wasThere: false),
                CopiedImage.Target(
                    name: "c.example/app", tag: nil, digest: try Samples.digest("5"), replaced: nil, wasThere: true),
            ],
            referrers: [try Samples.digest("3")], bytes: 3_000_000, bytesPresent: 500, bytesMounted: 20,
            bytesElsewhere: 7,
            seconds: 1.5)
    }

    @Test func `each name of a copy is a reference that any client accepts`() throws {
        let lines = CopyRendering(try copied()).lines
        #expect(lines == ["b.example/app@\(try Samples.digest("2"))", "c.example/app@\(try Samples.digest("5"))"])
        for line in lines { #expect(try Reference(parsing: line).description == line) }
    }

    @Test func `a copy's JSON is one object on one line`() throws {
        let platforms = [Platform(os: "linux", architecture: "arm", variant: "v7")]
        try Golden.expect(
            [CopyRendering(try copied()).json.line, CopyRendering(try copied(platforms: platforms)).json.line],
            "copy/copied.json")
    }

    @Test func `the summary reports what was sent and what was already present`() throws {
        let sentence = ProgressSentence.done(FinishedImage(try copied()))
        #expect(
            sentence == "a.example/team/app:1: done, 2.8 MiB in 1.5 s (1.9 MiB/s), 500 B already present, 20 B mounted")
    }
}
