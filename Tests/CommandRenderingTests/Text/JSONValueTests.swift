import CommandRendering
import Foundation
import TestSupport
import Testing

struct JSONValueTests {
    @Test func `an object's keys stand sorted, and a missing value is an explicit null`() {
        let value = JSONValue.object(["b": .null, "a": .list([.integer(1), .bool(true)]), "c": .object([:])])
        #expect(value.line == #"{"a":[1,true],"b":null,"c":{}}"#)
        #expect(value.pretty == "{\n  \"a\": [1,true],\n  \"b\": null,\n  \"c\": {}\n}")
    }

    @Test(arguments: [
        ("a\"b\\c", #""a\"b\\c""#),
        ("line\nfeed\ttab\rreturn", #""line\nfeed\ttab\rreturn""#),
        // What a terminal would obey: escape, DEL, a C1 introducer, an override of the direction of writing.
        ("\u{1B}[31m\u{7F}\u{9B}\u{202E}", #""\u001b[31m\u007f\u009b\u202e""#),
        ("größer 日本 🐳", "\"größer 日本 🐳\""),
    ])
    func `a text keeps its characters, and none of them reaches a terminal as a command`(text: String, expected: String)
    {
        #expect(JSONValue.text(text).line == expected)
    }

    @Test func `a number that is not finite is null, for JSON has none`() {
        #expect(JSONValue.number(.nan).line == "null")
        #expect(JSONValue.number(-.infinity).line == "null")
        #expect(JSONValue.number(1.5).line == "1.5")
    }

    @Test func `what is read prints as the same value`() throws {
        let text = #"{"a":[1,2.5,"x",null,true,{"b":[]}],"n":-9223372036854775808}"#
        #expect(try JSONValue(parsing: Array(text.utf8)).line == text)
    }

    @Test func `lists within lists within lists never trap`() {
        for depth in [10, 100, 400, 100_000] {
            let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            guard let value = try? JSONValue(parsing: Array(text.utf8)) else { continue }
            #expect(value.line == text)
            #expect(value.pretty.count >= text.count)
        }
    }

    @Test func `a damaged document never traps, and what is read prints and reads again as the same`() throws {
        var random = SeededGenerator.fromEnvironment("JSONValueTests")
        for name in ["inspect/document.json", "explain/host.json", "host/host.json", "errors/no-match.json"] {
            let sample = try Fixtures.bytes("golden/" + name)
            for _ in 0..<200 {
                var bytes = sample
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                guard let value = try? JSONValue(parsing: bytes) else { continue }
                #expect(try JSONValue(parsing: Array(value.pretty.utf8)) == value)
            }
        }
    }

    @Test(arguments: ["", "{", "nonsense", "{\"a\":}"])
    func `what is not JSON is refused`(text: String) {
        #expect(throws: JSONReadingError.notJSON) { try JSONValue(parsing: Array(text.utf8)) }
    }
}
