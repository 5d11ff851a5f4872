import TestSupport
import Testing

@testable import TaskRunner

struct DamagedTaskTests {
    @Test(arguments: ["", "# only a remark\n", "~"])
    func `a task without values is refused`(text: String) {
        #expect(throws: TaskError(0, .empty)) { try TaskFileReader.read(Array(text.utf8)) }
    }

    @Test func `a fault of the YAML is one of the task, with its line`() {
        #expect(throws: TaskError(3, .yaml(.duplicateKey("a", firstLine: 1), column: 1))) {
            try TaskFileReader.read(Array("a: 1\nb: 2\na: 3\n".utf8))
        }
    }

    @Test func `a damaged task is read or refused, and never traps`() throws {
        var generator = SeededGenerator.fromEnvironment("damaged task")
        func next(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }
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
            let source: TaskFileReader.FileSource = { path throws(TaskError) in
                throw .unreadable(path, reason: "none")
            }
            _ = TaskLint.findings(in: bytes, file: source, catalog: try .builtIn())
        }
    }
}
