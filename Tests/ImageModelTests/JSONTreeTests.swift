import Foundation
import ImageModel
import TestSupport
import Testing

struct JSONTreeTests {
    @Test(arguments: [
        "{}", "[]", "null", " true ", "-0.5e+10", "[1,[2,{}],\"\"]", #"{"a":{"b":[false]},"a":2}"#,
        #""\ud800 \u0000 \/ é 😀 \n""#, "12345678901234567890.000000000000000000001", "\t{\"\u{7F}\" : 0}\r\n",
    ])
    func `a document is unchanged after reading and writing`(text: String) throws {
        let tree = try #require(JSONTree(parsing: Array(text.utf8)))
        #expect(JSONTree(parsing: tree.bytes) == tree)
        let written = String(decoding: tree.bytes, as: UTF8.self)
        let squeezed = { (text: String) in text.filter { !$0.isWhitespace } }
        #expect(squeezed(written) == squeezed(text))
    }

    @Test(arguments: [
        "", " ", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "[1,]", "[1 2]", "01", "1.", ".5", "+1", "1e",
        "-",
        "tru", "nul", "\"", "\"\\x\"", "\"\\u12\"", "\"\u{1}\"", "{} {}", "// x\n{}", "\u{FEFF}{}", "NaN", "{'a':1}",
    ])
    func `malformed JSON is refused`(text: String) {
        #expect(JSONTree(parsing: Array(text.utf8)) == nil)
    }

    @Test func `invalid UTF-8 and excessive nesting are refused`() {
        #expect(JSONTree(parsing: [0x22, 0xFF, 0x22]) == nil)
        #expect(JSONTree(parsing: Array(String(repeating: "[", count: 100_000).utf8)) == nil)
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)).utf8)
        }
        #expect(JSONTree(parsing: nested(64)) != nil)
        #expect(JSONTree(parsing: nested(65)) == nil)
    }

    @Test func `a member is replaced, appended or removed`() throws {
        let tree = try #require(JSONTree(parsing: Array(#"{"z":1.50,"a":2,"z":3}"#.utf8)))
        func text(_ tree: JSONTree) -> String { String(decoding: tree.bytes, as: UTF8.self) }
        #expect(text(tree.setting("z", to: .text("x"))) == "{\n\t\"z\": \"x\",\n\t\"a\": 2\n}\n")
        #expect(text(tree.setting("n", to: .empty)) == "{\n\t\"z\": 1.50,\n\t\"a\": 2,\n\t\"z\": 3,\n\t\"n\": {}\n}\n")
        #expect(text(tree.setting("z", to: nil)) == "{\n\t\"a\": 2\n}\n")
        #expect(
            text(JSONTree.scalar("1").setting("a", to: .text("\"\\\n\u{7F}é😀")))
                == "{\n\t\"a\": \"\\\"\\\\\\u000a\\u007f\\u00e9\\ud83d\\ude00\"\n}\n")
    }

    @Test func `a name is found by its value, not by its spelling`() throws {
        let tree = try #require(JSONTree(parsing: Array(#"{"\u0061uths":1,"b":2}"#.utf8)))
        #expect(tree["auths"] == .scalar("1"))
        #expect(String(decoding: tree.setting("c", to: .empty).bytes, as: UTF8.self).contains(#"\u0061uths"#))
    }

    // JSONSerialization must read the same values before and after.
    @Test func `random damage never traps, and valid JSON keeps its values`() throws {
        let whole = Array(
            #"{"auths":{"r.example":{"auth":"dTpw"},"x":null},"n":[-1.5e3,0,true],"s":"\u00e9\\\"é"}"#.utf8)
        var generator = SeededGenerator(seed: 1866)
        var readable = 0
        for _ in 0..<4000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] =
                    Bool.random(using: &generator)
                    ? whole.randomElement(using: &generator) ?? 0 : UInt8.random(in: 0...255, using: &generator)
            }
            guard let tree = JSONTree(parsing: bytes) else { continue }
            readable += 1
            #expect(JSONTree(parsing: tree.bytes) == tree)
            if let before = try? JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary {
                #expect(before == (try JSONSerialization.jsonObject(with: Data(tree.bytes)) as? NSDictionary))
            }
        }
        #expect(readable > 100)
    }
}

extension JSONTree {
    fileprivate var bytes: [UInt8] { Array((text(indentedBy: "\t") + "\n").utf8) }
}
