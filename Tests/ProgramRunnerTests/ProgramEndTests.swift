import TestSupport
import Testing

@testable import ProgramRunner

/// Programs that are stopped early.
@Suite(.timeLimit(.minutes(1)))
struct ProgramEndTests {
    private let variables = TestEnvironment.clean(home: "/nonexistent")

    private func shell(_ script: String, _ arguments: [String] = [], grace: Int = 200) -> Program {
        var program = Program("sh", ["-c", script, "sh"] + arguments, variables: variables)
        program.graceMilliseconds = grace
        return program
    }

    @Test(arguments: [
        "sleep 600",
        // A program that ignores SIGTERM.
        "trap '' TERM; while :; do sleep 600; done",
        // A program that has closed its output.
        "exec >&- 2>&-; sleep 600",
    ])
    func `the time limit stops a program`(script: String) async {
        var program = shell(script)
        program.timeLimitMilliseconds = 100
        await #expect(throws: ProgramError.timedOut(program: "sh", milliseconds: 100)) {
            try await program.run { _, _ in }
        }
        await #expect(throws: ProgramError.timedOut(program: "sh", milliseconds: 100)) {
            try await program.collect(limit: 10)
        }
    }

    @Test(arguments: ["", "trap '' TERM; "])
    func `the child processes of a program are stopped with it`(trap: String) async throws {
        let folder = try TemporaryFolder()
        let script = #"(\#(trap)echo $$ > "$1/ready"; sleep 1; echo alive > "$1/late") & sleep 600"#
        var program = shell(script, [folder.path])
        program.timeLimitMilliseconds = 300
        await #expect(throws: ProgramError.self) { try await program.run { _, _ in } }
        _ = try folder.read("ready")
        try await Task.sleep(for: .milliseconds(1_200))
        #expect(throws: (any Error).self) { try folder.read("late") }
    }

    @Test func `a program that handles SIGTERM can clean up first`() async throws {
        let folder = try TemporaryFolder()
        let script = #"trap 'echo done > "$1/cleaned"; exit 0' TERM; while :; do sleep 0.05; done"#
        var program = shell(script, [folder.path], grace: 10_000)
        program.timeLimitMilliseconds = 300
        await #expect(throws: ProgramError.self) { try await program.run { _, _ in } }
        #expect(try folder.read("cleaned") == Array("done\n".utf8))
    }

    @Test func `cancelling the task stops the program`() async {
        let task = Task {
            do throws(ProgramError) {
                _ = try await shell("sleep 600").run { _, _ in }
                return nil as ProgramError?
            } catch {
                return error
            }
        }
        try? await Task.sleep(for: .milliseconds(100))
        task.cancel()
        #expect(await task.value == .cancelled(program: "sh"))
    }

    @Test func `a program that ends in time is not stopped`() async throws {
        var program = shell("exit 3")
        program.timeLimitMilliseconds = 60_000
        #expect(try await program.run { _, _ in } == .exited(3))
    }
}
