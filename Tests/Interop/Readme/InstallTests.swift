import Foundation
import TestSupport
import Testing

/// `make install`, `make uninstall` and the script of `make demo`, run with the binary under test.
///
/// `make build` and `make test` are not run here: they built the binary and run this test.
@Suite struct InstallTests {
    private let folder: TemporaryFolder
    private let binary: String

    init() throws {
        folder = try TemporaryFolder()
        binary = try ResolveBinary.path()
    }

    private func make(_ target: String, _ variables: String...) throws -> ProgramResult {
        try runChecked(
            "make", ["-C", Fixtures.checkout, target, "BINARY=\(binary)"] + variables,
            environment: TestEnvironment.clean(home: folder.path), timeoutSeconds: 120)
    }

    /// The files below the installation's root, sorted.
    private func files() throws -> [String] {
        let root = folder.file("root")
        return try FileManager.default.subpathsOfDirectory(atPath: root).filter {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: root + "/" + $0, isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    @Test func `uninstall removes what install wrote and keeps other files`() throws {
        let others = [
            "opt/bin/other", "opt/share/man/man1/resolve-other.1", "opt/share/zsh/site-functions/_other",
        ]
        for other in others { try folder.write("root/" + other, "other\n") }
        let place = ["DESTDIR=" + folder.file("root"), "PREFIX=/opt"]
        _ = try make("install", place[0], place[1])
        let installed = [
            "opt/bin/resolve", "opt/share/bash-completion/completions/resolve",
            "opt/share/fish/vendor_completions.d/resolve.fish", "opt/share/zsh/site-functions/_resolve",
        ]
        let manuals = try files().filter { $0.hasPrefix("opt/share/man/") && !others.contains($0) }
        #expect(manuals.contains("opt/share/man/man1/resolve-pull.1"))
        #expect(try files() == (installed + manuals + others).sorted())
        let version = try run(folder.file("root/opt/bin/resolve"), ["--version"])
        #expect(version.output.hasPrefix("resolve "))
        for file in installed.dropFirst() {
            #expect(try !folder.read("root/" + file).isEmpty, "\(file)")
        }
        _ = try make("uninstall", place[0], place[1])
        #expect(try files() == others.sorted())
        // A second time there is nothing to remove, which is not an error.
        _ = try make("uninstall", place[0], place[1])
    }

    @Test func `the demo leaves its image, and ends with the command that serves it again`() throws {
        let demo = folder.file("demo")
        let result = try runChecked(
            "sh", [Fixtures.checkout + "/Scripts/demo.sh", binary, demo],
            environment: TestEnvironment.clean(home: folder.path), timeoutSeconds: 120)
        #expect(result.output.contains("$ resolve explain 127.0.0.1:"))
        #expect(result.output.contains("$ resolve pull 127.0.0.1:"))
        let last = try #require(result.output.split(separator: "\n").last).split(separator: " ").map(String.init)
        #expect(last == [binary, "serve", demo + "/image", "--name", "demo/hello"])
        let server = try BackgroundProgram(last[0], last.dropFirst() + ["--listen", "127.0.0.1:0"])
        let line = try server.waitForLine(containing: " on http://")
        let authority = try #require(line.components(separatedBy: " on http://").last)
        let digest = try Resolve().run("digest", "--index", authority + "/demo/hello:1")
        #expect(digest.output.hasPrefix("sha256:"))
    }
}
