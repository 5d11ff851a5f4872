import Synchronization
import TestSupport
import Testing

@testable import ProgramRunner

/// Real programs that run to their own end.
struct ProgramTests {
    private let variables = TestEnvironment.clean(home: "/nonexistent")

    private func shell(_ script: String) -> Program {
        Program("sh", ["-c", script], variables: variables)
    }

    @Test func `a program is found on the path, and gets its arguments, its variables and its folder`() async throws {
        let folder = try TemporaryFolder()
        var program = shell(#"printf '%s|%s|' "$WORD" "$1"; pwd"#)
        program.arguments += ["sh", "two words"]
        program.variables["WORD"] = "a=b"
        program.workingDirectory = folder.path
        let (ending, output) = try await program.collect(limit: 4_096)
        #expect(ending == .exited(0))
        #expect(String(decoding: output, as: UTF8.self).hasPrefix("a=b|two words|/"))
    }

    @Test func `a program reads its input up to the end, or exits without reading`() async throws {
        var program = Program("cat", variables: variables)
        program.input = Array("question".utf8)
        #expect(try await program.collect(limit: 100).output == program.input)
        var deaf = Program("true", variables: variables)
        deaf.input = [UInt8](repeating: 1, count: Program.inputLimit)
        #expect(try await deaf.collect(limit: 0).ending == .exited(0))
        deaf.input.append(1)
        await #expect(throws: ProgramError.inputTooLong(program: "true", limit: Program.inputLimit)) {
            try await deaf.collect(limit: 0)
        }
    }

    @Test func `output arrives by stream and in order`() async throws {
        let seen = Mutex<[ProgramStream: [UInt8]]>([:])
        let program = shell("for n in 1 2 3; do echo out $n; echo err $n >&2; done; exit 7")
        let ending = try await program.run { stream, bytes in seen.withLock { $0[stream, default: []] += bytes } }
        #expect(ending == .exited(7))
        #expect(seen.withLock { $0[.output] } == Array("out 1\nout 2\nout 3\n".utf8))
        #expect(seen.withLock { $0[.error] } == Array("err 1\nerr 2\nerr 3\n".utf8))
    }

    @Test func `a megabyte arrives complete`() async throws {
        let count = Atomic<Int>(0)
        let program = shell("head -c 1048576 /dev/zero; head -c 1048576 /dev/zero >&2")
        _ = try await program.run { count.add($1.count, ordering: .relaxed) }
        #expect(count.load(ordering: .relaxed) == 2 << 20)
    }

    @Test func `the end by a signal is not an exit status`() async throws {
        #expect(try await shell("kill -9 $$").collect(limit: 0).ending == .signalled(9))
        #expect(ProgramEnding.signalled(9).status == 137)
        #expect(ProgramEnding.exited(3).status == 3)
    }

    @Test(arguments: [
        ("there-is-none", nil, ProgramError.missing(program: "there-is-none")),
        ("./there/is/none", nil, .missing(program: "./there/is/none")),
        ("true", "/there/is/none", .workingDirectory("/there/is/none", program: "true")),
    ])
    func `a program that cannot run is an error with its reason`(name: String, folder: String?, expected: ProgramError)
        async
    {
        var program = Program(name, variables: variables)
        program.workingDirectory = folder
        await #expect(throws: expected) { try await program.collect(limit: 10) }
        await #expect(throws: expected) { try await program.run { _, _ in } }
    }

    @Test func `too much output stops the program`() async {
        await #expect(throws: ProgramError.outputTooLong(program: "sh", limit: 1_000)) {
            try await shell("while :; do echo more; done").collect(limit: 1_000)
        }
    }

    @Test func `a program sees only the given variables`() async throws {
        let program = Program("env", variables: ["PATH": "/usr/bin:/bin", "ONLY": "this"])
        let lines = String(decoding: try await program.collect(limit: 4_096).output, as: UTF8.self).split(
            separator: "\n")
        #expect(Set(lines) == ["PATH=/usr/bin:/bin", "ONLY=this"])
    }
}
