import TestSupport
import Testing

@testable import TaskRunner

struct YAMLTreeTests {
    private func tree(_ text: String) throws(YAMLProblem) -> YAMLNode { try YAMLTree.read(Array(text.utf8)) }

    @Test func `keys keep their order, their lines and their columns`() throws {
        guard case .mapping(let entries) = try tree("b: 1\na:\n  - x\n  - 'null'\n").content else {
            Issue.record("no mapping")
            return
        }
        #expect(entries.map(\.key) == ["b", "a"])
        #expect(entries.map(\.line) == [1, 2])
        guard case .sequence(let nodes) = entries[1].value.content else {
            Issue.record("no list")
            return
        }
        #expect(nodes.map(\.line) == [3, 4])
        #expect(nodes.map(\.column) == [5, 5])
        #expect(nodes.map(\.isNull) == [false, false])
    }

    @Test(arguments: ["a:", "a: ~", "a: null", "a: NULL"])
    func `nothing at all is no value, and quotes make it a text`(text: String) throws {
        guard case .mapping(let entries) = try tree(text).content else { return }
        #expect(entries.map(\.value.isNull) == [true])
    }

    @Test func `an alias repeats its node`() throws {
        guard case .mapping(let entries) = try tree("a: &x [1, 2]\nb: *x\n").content else { return }
        #expect(entries[0].value.content == entries[1].value.content)
    }

    @Test(arguments: [
        ("", YAMLProblem(line: 0, column: 0, reason: .empty)),
        ("# only a remark\n", YAMLProblem(line: 0, column: 0, reason: .empty)),
        ("~", YAMLProblem(line: 0, column: 0, reason: .empty)),
        ("a: 1\n---\nb: 2\n", YAMLProblem(line: 2, column: 1, reason: .secondDocument)),
        ("a: 1\nb: 2\na: 3\n", YAMLProblem(line: 3, column: 1, reason: .duplicateKey("a", firstLine: 1))),
        ("? [x]\n: 1\n", YAMLProblem(line: 1, column: 3, reason: .complexKey)),
        ("a: *x\n", YAMLProblem(line: 1, column: 4, reason: .unknownAnchor("x"))),
        ("a: &x [1, *x]\n", YAMLProblem(line: 1, column: 11, reason: .unknownAnchor("x"))),
        ("a: !ruby/object x\n", YAMLProblem(line: 1, column: 4, reason: .tag("!ruby/object"))),
        ("a: \"\\0\"\n", YAMLProblem(line: 1, column: 4, reason: .nul)),
    ])
    func `what is not read says where and why`(text: String, expected: YAMLProblem) {
        #expect(throws: expected) { try tree(text) }
    }

    @Test(arguments: ["a: [1\n", "a: 'x\n", "\ta: 1\n", "a: 1\n b: 2\n", "%x\n", "a: }\n"])
    func `what is no YAML is refused with a line`(text: String) throws {
        let problem = try #require(throws: YAMLProblem.self) { try tree(text) }
        guard case .syntax = problem.reason else {
            Issue.record("\(problem)")
            return
        }
        #expect(problem.line > 0)
        #expect(problem.description.hasPrefix("line "))
    }

    @Test func `bytes that are no text are refused`() throws {
        #expect(throws: YAMLProblem.self) { try YAMLTree.read([0x61, 0x3A, 0x20, 0xFF, 0xFE, 0x0A]) }
    }

    @Test func `lists may stand as deep in each other as the bound says, and no deeper`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try tree(nested(YAMLTree.depthLimit))
        let problem = try #require(throws: YAMLProblem.self) { try tree(nested(YAMLTree.depthLimit + 1)) }
        #expect(problem.reason == .depth(limit: YAMLTree.depthLimit))
        #expect(throws: YAMLProblem.self) { try tree(nested(100_000)) }
    }

    @Test func `aliases that would grow into millions of values are refused`() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let names = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(names)]\n"
        }
        let problem = try #require(throws: YAMLProblem.self) { try tree(text) }
        #expect(problem.reason == .nodes(limit: YAMLTree.nodeLimit))
        #expect(problem.line == 5)
    }

    @Test func `a file has its longest length`() throws {
        let text = "a: " + String(repeating: "x", count: YAMLTree.sizeLimit - 3)
        _ = try tree(text)
        #expect(throws: YAMLProblem(line: 0, column: 0, reason: .size(limit: YAMLTree.sizeLimit))) {
            try tree(text + "x")
        }
    }

    @Test func `damage to a task is refused or read, and never a trap`() throws {
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
            guard let file = try? TaskFileReader.read(bytes) else { continue }
            _ = TaskLint.findings(in: file, catalog: try .builtIn())
        }
    }
}
