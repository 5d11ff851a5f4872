import Testing
import YAMLParsing

struct YAMLTreeTests {
    /// A fault with its position.
    struct Refusal: Error, Hashable {
        let fault: YAMLFault
        let line: Int
        let column: Int

        init(_ fault: YAMLFault, _ line: Int, _ column: Int) {
            self.fault = fault
            self.line = line
            self.column = column
        }
    }

    private func root(_ bytes: [UInt8]) throws(Refusal) -> YAMLNode? {
        try YAMLTree.read(bytes, failure: Refusal.init)
    }

    private func tree(_ text: String) throws -> YAMLNode { try #require(try root(Array(text.utf8))) }

    @Test func `keys keep their order, their lines and their columns`() throws {
        guard case .mapping(let entries) = try tree("b: 1\na:\n  - x\n  - 'null'\n").content else {
            Issue.record("not a mapping")
            return
        }
        #expect(entries.map(\.key) == ["b", "a"])
        #expect(entries.map(\.line) == [1, 2])
        guard case .sequence(let nodes) = entries[1].value.content else {
            Issue.record("not a list")
            return
        }
        #expect(nodes.map(\.line) == [3, 4])
        #expect(nodes.map(\.column) == [5, 5])
        #expect(nodes.map(\.isNull) == [false, false])
    }

    @Test(arguments: ["a:", "a: ~", "a: null", "a: NULL"])
    func `nothing at all is no value, and quotes make it a string`(text: String) throws {
        guard case .mapping(let entries) = try tree(text).content else { return }
        #expect(entries.map(\.value.isNull) == [true])
    }

    @Test func `an alias repeats its node`() throws {
        guard case .mapping(let entries) = try tree("a: &x [1, 2]\nb: *x\n").content else { return }
        #expect(entries[0].value.content == entries[1].value.content)
    }

    @Test(arguments: ["", "# only a remark\n", "~"])
    func `a file without values has no root`(text: String) throws {
        #expect(try root(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("a: 1\n---\nb: 2\n", Refusal(.secondDocument, 2, 1)),
        ("a: 1\nb: 2\na: 3\n", Refusal(.duplicateKey("a", firstLine: 1), 3, 1)),
        ("? [x]\n: 1\n", Refusal(.complexKey, 1, 3)),
        ("a: *x\n", Refusal(.unknownAnchor("x"), 1, 4)),
        ("a: &x [1, *x]\n", Refusal(.unknownAnchor("x"), 1, 11)),
        ("a: !ruby/object x\n", Refusal(.tag("!ruby/object"), 1, 4)),
        ("a: \"\\0\"\n", Refusal(.nul, 1, 4)),
    ])
    func `a refused file names the position and the reason`(text: String, expected: Refusal) {
        #expect(throws: expected) { try tree(text) }
    }

    @Test(arguments: ["a: [1\n", "a: 'x\n", "\ta: 1\n", "a: 1\n b: 2\n", "%x\n", "a: }\n"])
    func `invalid YAML is refused with a line`(text: String) throws {
        let error = try #require(throws: Refusal.self) { try tree(text) }
        guard case .syntax = error.fault else {
            Issue.record("\(error)")
            return
        }
        #expect(error.line > 0)
    }

    @Test func `bytes that are not UTF-8 are refused`() throws {
        #expect(throws: Refusal.self) { try root([0x61, 0x3A, 0x20, 0xFF, 0xFE, 0x0A]) }
    }

    @Test func `lists are nested as deep as the limit, and no deeper`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try tree(nested(YAMLLimits.depth))
        let error = try #require(throws: Refusal.self) { try tree(nested(YAMLLimits.depth + 1)) }
        #expect(error.fault == .depth(limit: YAMLLimits.depth))
        #expect(throws: Refusal.self) { try tree(nested(100_000)) }
    }

    @Test func `aliases that would expand to millions of values are refused`() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let names = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(names)]\n"
        }
        let error = try #require(throws: Refusal.self) { try tree(text) }
        #expect(error.fault == .nodes(limit: YAMLLimits.nodes))
        #expect(error.line == 5)
    }

    @Test func `a file may be as long as the limit, and no longer`() throws {
        let text = "a: " + String(repeating: "x", count: YAMLLimits.size - 3)
        _ = try tree(text)
        #expect(throws: Refusal(.size(limit: YAMLLimits.size), 0, 0)) {
            try tree(text + "x")
        }
    }
}
