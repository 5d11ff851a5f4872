import Foundation
import TestSupport
import Testing

struct StreamTests {
    @Test func `a reader that goes away is not an error`() throws {
        let folder = try TemporaryFolder()
        // The program starts after its reader has ended.
        let script = #"{ sleep 0.3; "$0" help pull; echo $? > status; } | true"#
        let result = try run("sh", ["-c", script, try ResolveBinary.path()], directory: folder.path)
        #expect(result.errors == "")
        #expect(try String(contentsOfFile: folder.file("status"), encoding: .utf8) == "0\n")
    }

    @Test func `a reader that goes away during a command is not an error`() throws {
        let folder = try TemporaryFolder()
        let script = #"{ sleep 0.3; "$0" host --json; echo $? > status; } | true"#
        let result = try run("sh", ["-c", script, try ResolveBinary.path()], directory: folder.path)
        #expect(result.errors == "")
        #expect(try String(contentsOfFile: folder.file("status"), encoding: .utf8) == "0\n")
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: ["host", "--version"])
    func `a full disk is reported`(argument: String) throws {
        let result = try run("sh", ["-c", #""$0" "$1" > /dev/full"#, try ResolveBinary.path(), argument])
        #expect(result.status == 10)
        #expect(result.errors == "resolve: stdout: No space left on device\n")
    }

    @Test(arguments: ["host", "--version"])
    func `a closed stdout is reported`(argument: String) throws {
        let result = try run("sh", ["-c", #""$0" "$1" >&-"#, try ResolveBinary.path(), argument])
        #expect(result.status == 10)
        #expect(result.errors == "resolve: stdout: Bad file descriptor\n")
    }

    @Test func `with stdout and stderr closed, no line lands in a file of the store`() throws {
        let registry = try MisbehavingRegistry()
        let image = SampleImages.single(layerSize: 100_000)
        registry.add(image, to: "app", tags: ["1"])
        let home = try TemporaryFolder()
        let script = #""$0" pull "$1" --platform linux/amd64 -v -o out <&- >&- 2>&-"#
        let result = try run(
            "sh", ["-c", script, try ResolveBinary.path(), registry.reference("app:1")],
            environment: TestEnvironment.clean(home: home.path), directory: home.path)
        #expect(result.status == 10)
        for blob in image.manifests + image.blobs {
            let hex = try #require(blob.digest.split(separator: ":").last)
            #expect(FileManager.default.contents(atPath: home.file("out/blobs/sha256/\(hex)")) == Data(blob.bytes))
        }
    }
}
