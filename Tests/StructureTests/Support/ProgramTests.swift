import Foundation
import TestSupport
import Testing

/// Running programs.
struct ProgramTests {
    @Test func `status, signal and both outputs come back, large ones too`() throws {
        let large = try run("sh", ["-c", "head -c 3000000 /dev/zero; head -c 2000000 /dev/zero >&2; exit 7"])
        #expect(large.status == 7)
        #expect(large.signal == nil)
        #expect(large.stdout.count == 3_000_000)
        #expect(large.stderr.count == 2_000_000)
        let killed = try run("sh", ["-c", "kill -9 $$"])
        #expect(killed.status == 137)
        #expect(killed.signal == 9)
    }

    @Test func `standard input, environment and folder are those given`() throws {
        let folder = try TemporaryFolder()
        let result = try run(
            "sh", ["-c", "cat; pwd; echo $A"], environment: TestEnvironment.clean(home: "/nowhere", adding: ["A": "b"]),
            stdin: Array("in ".utf8), directory: folder.path)
        #expect(result.output == "in \(folder.path)\nb\n")
        #expect(try run("env", environment: ["A": "b"]).output == "A=b\n")
    }

    @Test func `a program that takes too long is killed`() throws {
        let result = try run("sleep", ["60"], timeoutSeconds: 0.2)
        #expect(result.timedOut)
        #expect(result.signal == SIGKILL)
        #expect(result.seconds < 10)
    }

    @Test func `a program that is not there is an error`() {
        #expect(throws: TestProgramError.self) { try run("/nowhere/at/all") }
    }

    @Test func `a program in the background is waited for by its lines and ends with its value`() throws {
        var program: BackgroundProgram? = try BackgroundProgram("sh", ["-c", "echo ready; exec sleep 60"])
        let pid = try #require(program).pid
        #expect(try program?.waitForLine(containing: "rea") == "ready")
        #expect(kill(pid, 0) == 0)
        program = nil
        #expect(kill(pid, 0) == -1)
    }

    @Test func `a line that never comes is an error that shows what came`() throws {
        let program = try BackgroundProgram("echo", ["something else"])
        let error = #expect(throws: TestProgramError.self) { try program.waitForLine(containing: "ready") }
        #expect(error?.description.contains("something else") == true)
    }

    @Test func `an interrupted program says so`() throws {
        let program = try BackgroundProgram("sleep", ["60"])
        program.send(signal: SIGINT)
        #expect(program.wait(timeoutSeconds: 5).status == 130)
    }
}
