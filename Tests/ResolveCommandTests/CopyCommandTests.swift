import TestSupport
import Testing

struct CopyCommandTests {
    private let source: MisbehavingRegistry
    private let target: MisbehavingRegistry
    private let image = SampleImages.sixPlatforms()

    init() throws {
        source = try MisbehavingRegistry()
        target = try MisbehavingRegistry()
        source.add(image, to: "team/app", tags: ["1"])
    }

    @Test func `a copy prints one line per tag, and nothing else on stdout`() throws {
        let result = try Command.run(
            "copy", source.reference("team/app:1"), target.reference("app:1"), "-t", "2", "--tag", "latest")
        #expect(result.status == 0)
        let line = "\(target.reference("app"))@\(image.digest)\n"
        #expect(result.output == line + line + line)
        #expect(result.errors.contains("done, "))
        #expect(target.content.repositories["app"]?.tags.count == 3)
    }

    // A hint must not lose what was asked for and is there.
    @Test(arguments: ["copy", "pull"])
    func `of several platforms, those that the image has are kept in the hint, and what it advises works`(
        command: String
    ) throws {
        let (reference, folder) = (source.reference("team/app:1"), try TemporaryFolder())
        let rest = command == "copy" ? [reference, target.reference("app:1")] : [reference, "-o", folder.file("out")]
        let platforms = ["linux/arm64", "linux/s390x", "linux/amd64"].flatMap { ["--platform", $0] }
        let failed = try Command.run([command] + platforms + rest)
        #expect(failed.status == 3)
        let advised = [command, "--platform", "linux/arm64", "--platform", "linux/amd64"] + rest
        let purpose = "to \(command == "copy" ? "copy" : "fetch") it for the others"
        let hint =
            "the image does not run on the wanted platform; \(purpose): resolve " + advised.joined(separator: " ")
        #expect(failed.errors.hasSuffix("  hint: \(hint)\n"), "\(failed.errors)")
        #expect(try Command.run(advised).status == 0)
    }

    @Test func `quiet prints the result only`() throws {
        let result = try Command.run("copy", "-q", source.reference("team/app:1"), target.reference("app:1"))
        #expect(result.output == "\(target.reference("app"))@\(image.digest)\n")
        #expect(result.errors == "")
    }

    @Test func `JSON is one object per image, with its targets`() throws {
        let result = try Command.run(
            "copy", "--json", source.reference("team/app:1"), target.reference("app:1"), "-t", "2")
        #expect(result.status == 0)
        #expect(result.errors == "")
        let object = try JSONObject(result.output)
        let keys = [
            "image", "digest", "index", "platforms", "targets", "referrers", "bytes", "bytesPresent", "bytesMounted",
            "bytesElsewhere", "seconds",
        ]
        #expect(Set(keys) == Set(object.keys))
        #expect(object.text("digest") == image.digest)
        #expect(object.text("image") == source.reference("team/app:1"))
    }

    @Test func `JSON progress is one event per line on stderr`() throws {
        let result = try Command.run(
            "copy", "--progress", "json", source.reference("team/app:1"), target.reference("app:1"))
        #expect(result.status == 0)
        let events = try result.errors.split(separator: "\n").map { try JSONObject($0).text("event") }
        #expect(events.first == "resolved")
        #expect(events.last == "done")
        #expect(events.filter { $0 == "blob-done" }.count == image.blobs.count)
    }

    @Test func `a filtered copy names the index that it was made from`() throws {
        let result = try Command.run(
            "copy", source.reference("team/app:1"), target.reference("app:1"), "--platform", "linux/arm64",
            "--platform",
            "linux/386")
        #expect(result.status == 0)
        #expect(result.errors.contains("2 of the 6 entries"))
        #expect(result.errors.contains(image.digest))
        #expect(!result.output.contains(image.digest))
    }

    @Test(
        arguments: [
            (["--platform", "linux/s390x"], 3), (["--platform", "all", "--platform", "host"], 64),
            (["--platform", "x/y/z/w"], 64), (["--sparse"], 64), (["--jobs", "0"], 64), (["-t", "a b"], 11),
            (["--offline"], 64),
        ] as [([String], Int32)])
    func `a copy that fails ends with its status`(options: [String], status: Int32) throws {
        let result = try Command.run(["copy", source.reference("team/app:1"), target.reference("app:1")] + options)
        #expect(result.status == status, "\(result.errors)")
        #expect(result.output == "")
        #expect(target.content.repositories["app"] == nil)
    }

    @Test(.userCase("L18"))
    func `a copy moves a tag, and names its old digest`() throws {
        let other = SampleImages.single()
        target.add(other, to: "app", tags: ["1", "2"])
        let arguments = ["copy", source.reference("team/app:1"), target.reference("app:1")]
        let result = try Command.run(arguments)
        #expect(result.status == 0)
        #expect(result.output == "\(target.reference("app"))@\(image.digest)\n")
        #expect(
            result.errors.contains("\(target.reference("app:1")) was moved; it referred to \(other.digest)"),
            "\(result.errors)")
        let json = try Command.run(["copy", "--json", source.reference("team/app:1"), target.reference("app:2")])
        #expect(json.output.contains(#""replaced":"\#(other.digest)""#), "\(json.output)")
        #expect(target.content.repositories["app"]?.tags == ["1": image.digest, "2": image.digest])
    }

    @Test(
        .userCase("L18"),
        arguments: [(["copy"], ["--keep-existing"], "--keep-existing"), (["import", "-t"], [], "--force")])
    func `a tag with another digest is a conflict if it is kept, with a hint in JSON`(
        command: [String], options: [String], hint: String
    ) throws {
        target.add(SampleImages.single(), to: "app", tags: ["1"])
        let names =
            command == ["copy"]
            ? ["copy", source.reference("team/app:1"), target.reference("app:1")]
            : ["import", source.reference("team/app:1"), "-t", target.reference("app:1")]
        let result = try Command.run(names + ["--json"] + options)
        #expect(result.status == 14)
        let error = try #require(try JSONObject(result.errors).object("error"))
        #expect(error.text("code") == "conflict")
        #expect(error.text("image") == target.reference("app:1"))
        #expect(error.text("hint")?.contains(hint) == true)
        #expect(try Command.run(names + ["-q"] + (hint == "--force" ? ["--force"] : [])).status == 0)
    }

    @Test func `the bytes in JSON add up to the image, sent or present`() throws {
        for _ in 0..<2 {
            let result = try Command.run(
                "copy", "--json", source.reference("team/app:1"), target.reference("app:1"))
            let object = try JSONObject(result.output)
            let keys = ["bytes", "bytesPresent", "bytesMounted", "bytesElsewhere"]
            let size = image.blobs.map(\.size).reduce(0, +)
            #expect(keys.compactMap { object.number($0) }.reduce(0, +) == size, "\(result.output)")
        }
    }

    @Test func `an import accepts az's flags`() throws {
        let result = try Command.run(
            "import", "--source", "team/app:1", "--registry", source.authority, "--name", target.authority, "--image",
            "a/b:1", "-t", "c:2", "--no-wait")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == ["a/b", "c"].map { "\(target.reference($0))@\(image.digest)\n" }.joined())
        #expect(result.errors.contains("--no-wait has no effect"))
    }

    @Test func `an import into a repository has no tag`() throws {
        let reference = source.reference("team/app@\(image.digest)")
        let result = try Command.run("import", "-q", reference, "-n", target.authority, "--repository", "kept")
        #expect(result.output == "\(target.reference("kept"))@\(image.digest)\n")
        #expect(target.content.repositories["kept"]?.tags == [:])
    }

    @Test(.userCase("L16")) func `an import whose password is refused says which options to check`() throws {
        source.access = .basic(["me": "pass-word"])
        let result = try Command.run(
            "import", source.reference("team/app:1"), "-t", target.reference("app:1"), "-u", "me", "-p", "wrong-one")
        #expect(result.status == 7, "\(result.errors)")
        #expect(result.errors.contains("refused the credentials from the command line"), "\(result.errors)")
        #expect(result.errors.contains("hint: check --username and --password\n"), "\(result.errors)")
    }

    @Test func `a password on the command line is used for the source, and warned about`() throws {
        source.access = .basic(["me": "secret word"])
        let result = try Command.run(
            "import", "-v", source.reference("team/app:1"), "-t", target.reference("app:1"), "-u", "me", "-p",
            "secret word")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("warning: a password"))
        #expect(!result.errors.contains("secret word"))
        #expect(!target.log.contains { $0.authorization != nil })
    }

    @Test(arguments: [
        ([], "a:1"), (["-t", "app:1"], "a.example/b:1"), (["-u", "x", "-t", "r.example/a:1"], "a.example/b:1"),
        (["--source", "c.example/d", "-n", "r.example"], "a.example/b:1"),
    ])
    func `an import with missing or conflicting options is a usage error`(options: [String], source: String) throws {
        let result = try Command.run(["import", source] + options)
        #expect(result.status == 64, "\(result.errors)")
    }
}
