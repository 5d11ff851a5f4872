import Foundation
import TestSupport
import Testing

struct StreamTests {
    @Test func `a reader that goes away is no error`() throws {
        let folder = try TemporaryFolder()
        // The program starts when its reader has gone.
        let script = #"{ sleep 0.3; "$0" help pull; echo $? > status; } | true"#
        let result = try run("sh", ["-c", script, try ResolveBinary.path()], directory: folder.path)
        #expect(result.errors == "")
        #expect(try String(contentsOfFile: folder.file("status"), encoding: .utf8) == "0\n")
    }

    @Test func `a reader that goes away in the middle of a command is no error`() throws {
        let folder = try TemporaryFolder()
        let script = #"{ sleep 0.3; "$0" host --json; echo $? > status; } | true"#
        let result = try run("sh", ["-c", script, try ResolveBinary.path()], directory: folder.path)
        #expect(result.errors == "")
        #expect(try String(contentsOfFile: folder.file("status"), encoding: .utf8) == "0\n")
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: ["host", "--version"])
    func `a disk that is full is told`(argument: String) throws {
        let result = try run("sh", ["-c", #""$0" "$1" > /dev/full"#, try ResolveBinary.path(), argument])
        #expect(result.status == 10)
        #expect(result.errors == "resolve: stdout: No space left on device\n")
    }

    @Test func `a closed stdout is told, and nothing else is written to`() throws {
        let result = try run("sh", ["-c", #""$0" --version >&-"#, try ResolveBinary.path()])
        #expect(result.status == 10)
    }
}
