import Foundation
import TestSupport
import Testing

/// `pull -o rootfs:DIR` where something else stands in the way, and as a user without the rights of root.
struct RootFileSystemPlaceTests {
    private let registry: MisbehavingRegistry
    private let home: TemporaryFolder
    private let builder = ImageBuilder()

    init() throws {
        registry = try MisbehavingRegistry()
        home = try TemporaryFolder()
        registry.add(
            builder.image("linux/amd64", layers: [builder.layer([.file("f", "1")])]), to: "team/app", tags: ["1"])
    }

    private func pull(_ name: String) throws -> ProgramResult {
        try Command.run(
            ["pull", "--platform", "linux/amd64", "-o", "rootfs:out", registry.reference("team/\(name):1")],
            directory: home.path)
    }

    private func expectRefusal(_ sentence: String) throws {
        registry.clearLog()
        let result = try pull("app")
        #expect(result.status == 64, "\(result.errors)")
        #expect(result.errors.contains(sentence), "\(result.errors)")
        #expect(registry.requests(to: "/team/app").isEmpty)
    }

    @Test func `files of anyone else where the tree is built stay there`() throws {
        try home.write("out.part/notes.txt", "mine")
        try expectRefusal("'out.part', where the files are written first, contains 'notes.txt'")
        #expect(try home.read("out.part/notes.txt") == Array("mine".utf8))
    }

    @Test func `a link where the tree is built is not followed`() throws {
        try home.write("kept/notes.txt", "mine")
        try FileManager.default.createSymbolicLink(
            atPath: home.file("out.part"), withDestinationPath: home.file("kept"))
        try expectRefusal("'out.part', where the files are written first, is not a directory")
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.file("kept")) == ["notes.txt"])
    }

    @Test func `a link that leads nowhere is refused before the first request`() throws {
        try FileManager.default.createSymbolicLink(atPath: home.file("out"), withDestinationPath: "nowhere")
        try expectRefusal("'out' is not a directory")
    }

    @Test(.enabled(if: getuid() == 0, "gives up the rights of root"))
    func `a user gets directories without the right to write, with links and files of later layers`() throws {
        let lower = builder.layer([
            .folder(".", mode: 0o555), .folder("bin", mode: 0o555), .file("bin/a", "1"), .folder("shut", mode: 0),
            .file("shut/b", "2"), .hardLink("c", to: "shut/b"), .symbolicLink("to", to: "shut"),
        ])
        let upper = builder.layer([
            .file("new", "3"), .hardLink("bin/d", to: "shut/b"), .file("to/e", "4"), .file("bin/.wh.a", ""),
        ])
        registry.add(builder.image("linux/amd64", layers: [lower, upper]), to: "team/closed", tags: ["1"])
        try #require(chmod(home.path, 0o777) == 0)
        let command = [
            "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", try ResolveBinary.path(), "pull",
            "--platform", "linux/amd64", "-o", "rootfs:out", registry.reference("team/closed:1"),
        ]
        let result = try run(
            command[0], Array(command.dropFirst()), environment: TestEnvironment.clean(home: home.path),
            directory: home.path)
        #expect(result.status == 0, "\(result.errors)")
        let names = try FileManager.default.subpathsOfDirectory(atPath: home.file("out")).sorted()
        #expect(names == ["bin", "bin/d", "c", "new", "shut", "shut/b", "shut/e", "to"])
        for (name, mode) in [("out", 0o555), ("out/bin", 0o555), ("out/shut", 0)] {
            var status = stat()
            #expect(lstat(home.file(name), &status) == 0)
            #expect(Int(status.st_mode & 0o7777) == mode, "\(name)")
            #expect(status.st_uid == 65534)
        }
        var status = stat()
        #expect(lstat(home.file("out/c"), &status) == 0)
        #expect(status.st_nlink == 3)
    }
}
