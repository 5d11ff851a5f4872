import TestSupport
import Testing

struct PushCommandTests {
    private let registry: MisbehavingRegistry
    private let folder: TemporaryFolder
    private let image = SampleImages.sixPlatforms()
    private let source: String

    init() throws {
        registry = try MisbehavingRegistry()
        folder = try TemporaryFolder()
        source = "oci:" + (try image.writeLayout(to: folder, tag: "1"))
    }

    @Test func `a push prints the name and the digest, and nothing else on stdout`() throws {
        let line = "\(registry.reference("team/app"))@\(image.digest)\n"
        let result = try Command.run("push", source, registry.reference("team/app:1"))
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == line)
        #expect(result.errors.contains("done, "))
        let quiet = try Command.run("push", "-q", "--all", source, registry.reference("team/app:2"))
        #expect(quiet.output == line)
        #expect(quiet.errors == "")
        #expect(registry.content.repositories["team/app"]?.tags == ["1": image.digest, "2": image.digest])
    }

    @Test func `JSON is one object, with the number of bytes sent`() throws {
        let result = try Command.run("push", "--json", source, registry.reference("team/app:1"))
        #expect(result.status == 0)
        #expect(result.errors == "")
        let object = try JSONObject(result.output)
        #expect(object.text("image") == source)
        #expect(object.text("digest") == image.digest)
        #expect(object.keys.contains("bytes"))
    }

    @Test func `JSON progress is one event per line on stderr`() throws {
        let result = try Command.run("push", "--progress", "json", source, registry.reference("team/app:1"))
        #expect(result.status == 0)
        let events = try result.errors.split(separator: "\n").map { try JSONObject($0).text("event") }
        #expect(events.first == "resolved")
        #expect(events.last == "done")
        #expect(events.filter { $0 == "blob-done" }.count == image.blobs.count)
    }

    @Test(
        arguments: [
            (["--all", "--platform", "host"], 64), (["--platform", "linux/s390x"], 3), (["--platform", "x/y/z/w"], 64),
            (["--jobs", "0"], 64), (["--offline"], 64),
        ] as [([String], Int32)])
    func `a push that fails ends with its status`(options: [String], status: Int32) throws {
        let result = try Command.run(["push", source, registry.reference("team/app:1")] + options)
        #expect(result.status == status, "\(result.errors)")
        #expect(result.output == "")
        #expect(registry.content.repositories["team/app"] == nil)
    }

    @Test func `each kind of invalid source has its own status`() throws {
        let empty = try folder.write("empty.tar", [])
        let bad = try folder.write("bad.tar", Tar.archive(image.archiveMembers(tag: "1") + [.file("../x", "")]))
        let root = image.root
        let wrong = image.archiveMembers(tag: "1").map { file in
            file.bytes == root.bytes ? LayerFile.file(file.path, root.bytes.reversed()) : file
        }
        let integrity = try folder.write("wrong.tar", Tar.archive(wrong))
        for (source, status) in [
            ("oci-archive:" + folder.file("none.tar"), 6), ("oci:" + folder.file("none"), 6),
            ("oci-archive:" + empty, 11), ("docker-archive:" + empty, 11), ("oci-archive:" + bad, 11),
            ("oci-archive:" + integrity, 5), (source + ":none", 6), ("oci-archive:", 11), ("team/app:1", 64),
        ] as [(String, Int32)] {
            let result = try Command.run("push", source, registry.reference("team/app:1"))
            #expect(result.status == status, "\(source): \(result.errors)")
            #expect(result.errors.split(separator: "\n").first?.hasPrefix("resolve: ") == true)
        }
    }
}
