import CommandRendering
import Foundation
import TestSupport
import Testing

struct JSONValueTests {
    @Test func `the keys of an object are sorted, and a missing value is an explicit null`() {
        let value = JSONValue.object(["b": .null, "a": .list([.integer(1), .bool(true)]), "c": .object([:])])
        #expect(value.line == #"{"a":[1,true],"b":null,"c":{}}"#)
        #expect(value.pretty == "{\n  \"a\": [1,true],\n  \"b\": null,\n  \"c\": {}\n}")
    }

    @Test(arguments: [
        ("a\"b\\c", #""a\"b\\c""#),
        ("line\nfeed\ttab\rreturn", #""line\nfeed\ttab\rreturn""#),
        // Interpreted by a terminal: escape, DEL, a C1 introducer, an override of the text direction.
        ("\u{1B}[31m\u{7F}\u{9B}\u{202E}", #""\u001b[31m\u007f\u009b\u202e""#),
        ("größer 日本 🐳", "\"größer 日本 🐳\""),
    ])
    func `a text keeps its characters, and a terminal interprets none of them`(text: String, expected: String) {
        #expect(JSONValue.text(text).line == expected)
    }

    @Test func `a number that is not finite is null`() {
        #expect(JSONValue.number(.nan).line == "null")
        #expect(JSONValue.number(-.infinity).line == "null")
        #expect(JSONValue.number(1.5).line == "1.5")
    }

    @Test func `a value that is read is printed unchanged`() throws {
        let text = #"{"a":[1,2.5,"x",null,true,{"b":[]}],"n":-9223372036854775808}"#
        #expect(JSONValue(parsing: Array(text.utf8))?.line == text)
    }

    @Test func `deeply nested arrays never trap`() {
        for depth in [10, 100, 400, 100_000] {
            let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            guard let value = JSONValue(parsing: Array(text.utf8)) else { continue }
            #expect(value.line == text)
            #expect(value.pretty.count >= text.count)
        }
    }

    @Test func `a damaged document never traps, and a value that is read can be printed and read again`() throws {
        var random = SeededGenerator.fromEnvironment("JSONValueTests")
        for name in ["inspect/document.json", "explain/host.json", "host/host.json", "errors/no-match.json"] {
            let sample = try Fixtures.bytes("golden/" + name)
            for _ in 0..<200 {
                var bytes = sample
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                guard let value = JSONValue(parsing: bytes) else { continue }
                #expect(JSONValue(parsing: Array(value.pretty.utf8)) == value)
            }
        }
    }

    @Test(arguments: ["", "{", "nonsense", "{\"a\":}"])
    func `what is not JSON is refused`(text: String) {
        #expect(JSONValue(parsing: Array(text.utf8)) == nil)
    }
}
