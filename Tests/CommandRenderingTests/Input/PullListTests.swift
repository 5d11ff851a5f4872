import CommandRendering
import ImageResolver
import TestSupport
import Testing

struct PullListTests {
    @Test func `a list names images with their platforms, between comments and empty lines`() throws {
        let text =
            "# images\n\nalpine\n  busybox:1 --platform=linux/arm64 --platform=host  # two\r\napp@sha256:12\t#x\n"
        let requests = try PullList.requests(in: text)
        #expect(requests.map(\.image) == ["alpine", "busybox:1", "app@sha256:12"])
        #expect(requests.map(\.platforms) == [[], ["linux/arm64", "host"], []])
    }

    @Test(arguments: [
        ("alpine busybox", PullListError.strayWord("busybox", line: 1)),
        ("alpine\nbusybox --platform linux/arm64", .strayWord("--platform", line: 2)),
        ("--platform=linux/arm64 alpine", .optionFirst("--platform=linux/arm64", line: 1)),
        ("alpine --platform=", .emptyPlatform(line: 1)),
    ])
    func `a line that says anything else is refused by its number`(text: String, expected: PullListError) {
        #expect(throws: expected) { try PullList.requests(in: text) }
    }

    @Test func `a damaged list never traps`() {
        var random = SeededGenerator.fromEnvironment("PullListTests")
        let sample = Array("alpine --platform=linux/arm64 # x\r\nbusybox:1\u{85}\n".utf8)
        for _ in 0..<2_000 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try? PullList.requests(in: String(decoding: bytes, as: UTF8.self))
        }
    }
}
