import ImageModel
import TestSupport
import Testing

@testable import CommandRendering

struct JSONTreeTests {
    private func tree(_ text: String) throws -> JSONTree { try #require(JSONTree(document: Array(text.utf8))) }

    @Test(arguments: [
        ("{}", "{}"), ("[ ]", "[]"), ("  null ", "null"), ("-1.50e+3", "-1.50e+3"),
        ("\"a\\\"b\\u001b\"", "\"a\\\"b\\u001b\""),
        (
            "{\"b\":1,\"a\":[true,{\"c\":{}}]}",
            "{\n    \"b\": 1,\n    \"a\": [\n        true,\n        {\n            \"c\": {}\n        }\n    ]\n}"
        ),
        ("\u{FEFF}[1,2]", "[\n    1,\n    2\n]"),
        // Valid in JSON, but interpreted by a terminal.
        ("\"\u{9B}31m\u{202E}\"", "\"\\u009b31m\\u202e\""),
    ])
    func `a text is printed with four spaces per level, and scalars as they are written`(
        text: String, expected: String
    ) throws {
        #expect(try tree(text).lines == expected)
    }

    @Test func `keys are sorted by a list, and the others follow in their order`() throws {
        let text = "{\"z\":1,\"b\":[{\"y\":1,\"a\":2}],\"a\":3}"
        let expected = "{\"a\":3,\"b\":[{\"a\":2,\"y\":1}],\"z\":1}"
        #expect(try tree(text).ordered(by: ["a", "b"]).lines == tree(expected).lines)
    }

    @Test(arguments: [
        "", "{", "[", "[1", "[1,", "[1,]", "{\"a\"", "{\"a\":", "{\"a\":1", "{a:1}", "\"", "\"\\", "\"a\\\"", "1 2",
        "]",
        ":", "{\"a\" 1}", String(repeating: "[", count: 5_000),
    ])
    func `what is not JSON is refused`(text: String) {
        #expect(JSONTree(document: Array(text.utf8)) == nil)
    }

    @Test func `damaged texts never trap`() throws {
        var generator = SeededGenerator.fromEnvironment("damaged JSON")
        let good = Array(
            "{\"manifests\":[{\"size\":12,\"digest\":\"sha256:ab\",\"x\":[null,true,-1e5]}],\"a\":\"\\u001b\"}".utf8)
        for _ in 0..<5_000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
            _ = JSONTree(document: bytes)?.lines
        }
    }
}
