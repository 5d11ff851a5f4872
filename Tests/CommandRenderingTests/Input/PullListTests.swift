import CommandRendering
import ImageResolver
import TestSupport
import Testing

struct PullListTests {
    @Test func `a list names images with their platforms, between comments and empty lines`() throws {
        let text =
            "# images\n\nalpine\n  busybox:1 --platform=linux/arm64 --platform=host  # two\r\napp@sha256:12\t#x\n"
        let requests = try PullRequest.list(text, name: "list")
        #expect(requests.map(\.image) == ["alpine", "busybox:1", "app@sha256:12"])
        #expect(requests.map(\.platforms) == [[], ["linux/arm64", "host"], []])
    }

    @Test func `a byte order mark is no part of the first image`() throws {
        let requests = try PullRequest.list("\u{FEFF}alpine\r\nbusybox\r\n", name: "list")
        #expect(requests.map(\.image) == ["alpine", "busybox"])
        #expect(try PullRequest.list("\u{FEFF}", name: "list").isEmpty)
    }

    @Test(arguments: [
        ("alpine busybox", "line 1: 'busybox' is not --platform=PLATFORM; each line names one image"),
        (
            "alpine\nbusybox --platform linux/arm64",
            "line 2: '--platform' is not --platform=PLATFORM; each line names one image"
        ),
        ("--platform=linux/arm64 alpine", "line 1: expected an image, found '--platform=linux/arm64'"),
        ("alpine --platform=", "line 1: --platform= does not name a platform"),
    ])
    func `any other line is refused by its number`(text: String, expected: String) {
        let error = #expect(throws: ResolverError.self) { try PullRequest.list(text, name: "list") }
        #expect(error?.kind == .malformed)
        #expect(error?.message == "list: " + expected)
    }

    @Test func `a damaged list never traps`() {
        var random = SeededGenerator.fromEnvironment("PullListTests")
        let sample = Array("alpine --platform=linux/arm64 # x\r\nbusybox:1\u{85}\n".utf8)
        for _ in 0..<2_000 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try? PullRequest.list(String(decoding: bytes, as: UTF8.self), name: "list")
        }
    }
}
