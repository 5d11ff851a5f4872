import TestSupport
import Testing

@testable import TaskRunner

struct YAMLTreeTests {
    private func tree(_ text: String) throws(TaskError) -> YAMLNode { try YAMLTree.read(Array(text.utf8)) }

    private func fault(_ error: TaskError) -> YAMLFault? {
        if case .file(_, .yaml(let fault, _)) = error { fault } else { nil }
    }

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

    @Test(arguments: [
        ("", TaskError(0, .yaml(.empty, column: 0))),
        ("# only a remark\n", TaskError(0, .yaml(.empty, column: 0))),
        ("~", TaskError(0, .yaml(.empty, column: 0))),
        ("a: 1\n---\nb: 2\n", TaskError(2, .yaml(.secondDocument, column: 1))),
        ("a: 1\nb: 2\na: 3\n", TaskError(3, .yaml(.duplicateKey("a", firstLine: 1), column: 1))),
        ("? [x]\n: 1\n", TaskError(1, .yaml(.complexKey, column: 3))),
        ("a: *x\n", TaskError(1, .yaml(.unknownAnchor("x"), column: 4))),
        ("a: &x [1, *x]\n", TaskError(1, .yaml(.unknownAnchor("x"), column: 11))),
        ("a: !ruby/object x\n", TaskError(1, .yaml(.tag("!ruby/object"), column: 4))),
        ("a: \"\\0\"\n", TaskError(1, .yaml(.nul, column: 4))),
    ])
    func `a refused file names the position and the reason`(text: String, expected: TaskError) {
        #expect(throws: expected) { try tree(text) }
    }

    @Test(arguments: ["a: [1\n", "a: 'x\n", "\ta: 1\n", "a: 1\n b: 2\n", "%x\n", "a: }\n"])
    func `invalid YAML is refused with a line`(text: String) throws {
        let error = try #require(throws: TaskError.self) { try tree(text) }
        guard case .syntax = fault(error) else {
            Issue.record("\(error)")
            return
        }
        #expect(error.line > 0)
        #expect(error.description.hasPrefix("line "))
    }

    @Test func `bytes that are not UTF-8 are refused`() throws {
        #expect(throws: TaskError.self) { try YAMLTree.read([0x61, 0x3A, 0x20, 0xFF, 0xFE, 0x0A]) }
    }

    @Test func `lists are nested as deep as the limit, and no deeper`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try tree(nested(YAMLTree.depthLimit))
        let error = try #require(throws: TaskError.self) { try tree(nested(YAMLTree.depthLimit + 1)) }
        #expect(fault(error) == .depth(limit: YAMLTree.depthLimit))
        #expect(throws: TaskError.self) { try tree(nested(100_000)) }
    }

    @Test func `aliases that would expand to millions of values are refused`() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let names = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(names)]\n"
        }
        let error = try #require(throws: TaskError.self) { try tree(text) }
        #expect(fault(error) == .nodes(limit: YAMLTree.nodeLimit))
        #expect(error.line == 5)
    }

    @Test func `a file may be as long as the limit, and no longer`() throws {
        let text = "a: " + String(repeating: "x", count: YAMLTree.sizeLimit - 3)
        _ = try tree(text)
        #expect(throws: TaskError(0, .yaml(.size(limit: YAMLTree.sizeLimit), column: 0))) {
            try tree(text + "x")
        }
    }

    @Test func `a damaged task is read or refused, and never traps`() throws {
        var random = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0...UInt64.max, using: &random)
        print("seed \(seed)")
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let samples = [Array(try Fixtures.guideTask().utf8), Array(Sample.everything.utf8)]
        for _ in 0..<400 {
            var bytes = samples[next(2)]
            for _ in 0...next(4) {
                switch next(3) {
                case 0: bytes[next(bytes.count)] = UInt8(next(256))
                case 1: bytes.remove(at: next(bytes.count))
                default: bytes.insert(Array("{}[]&*!|>'\"\n:-#$".utf8)[next(16)], at: next(bytes.count))
                }
            }
            let source: TaskFileReader.FileSource = { path throws(TaskError) in throw .unreadable(path, reason: "none")
            }
            _ = TaskLint.findings(in: bytes, file: source, catalog: try .builtIn())
        }
    }
}
