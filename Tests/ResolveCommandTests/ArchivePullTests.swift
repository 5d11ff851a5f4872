import Foundation
import TestSupport
import Testing

/// `pull` into archives: what is printed where, what stays on the disk, and what is requested.
struct ArchivePullTests {
    private let registry: MisbehavingRegistry
    private let image = SampleImages.sixPlatforms()
    private let home: TemporaryFolder

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1"])
        registry.add(SampleImages.single("linux/amd64", layerSize: 1 << 20), to: "team/big", tags: ["1"])
        home = try TemporaryFolder()
    }

    private var app: String { registry.reference("team/app:1") }
    private var big: String { registry.reference("team/big:1") }
    private var line: String { "\(registry.authority)/team/app@\(image.child(0).digest)\n" }

    private func pull(_ arguments: String...) throws -> ProgramResult {
        try Command.run(["pull", "--platform", "linux/amd64"] + arguments, directory: home.path)
    }

    private var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: home.path).sorted() }
    }

    @Test func `two pulls write equal archives, under any prefix, and leave nothing beside them`() throws {
        for output in ["a.tar", "oci-archive:b", "docker-archive:c", "a.tar"] {
            let result = try pull("-o", output, app)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output == line)
        }
        #expect(try files == ["a.tar", "b", "c"])
        let bytes = try home.read("a.tar")
        #expect(try home.read("b") == bytes)
        #expect(try home.read("c") == bytes)
    }

    @Test func `stdout has the archive alone, and stderr the result`() throws {
        _ = try pull("-o", "a.tar", app)
        let piped = try pull("-q", "-o", "-", app)
        #expect(piped.status == 0)
        #expect(piped.stdout == (try home.read("a.tar")))
        #expect(piped.errors == line)
        let json = try pull("--json", "-o", "-", app)
        #expect(try JSONObject(json.errors).text("output") == "-")
    }

    @Test func `several images are in one archive, with their full names`() throws {
        let result = try pull("-o", "a.tar", app, big, app)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.split(separator: "\n").count == 3)
        for name in [app, big] {
            let digest = try Command.run("digest", "oci-archive:\(home.file("a.tar")):\(name)").output
            #expect(digest == (try Command.run("digest", "--platform", "linux/amd64", name).output))
        }
        let piped = try pull("-o", "-", app, big)
        #expect(piped.stdout == (try home.read("a.tar")))
        #expect(try files == ["a.tar"])
    }

    @Test func `an archive names its only image as asked`() throws {
        #expect(try pull("-o", "oci-archive:a.tar:other.example/x:2", app).status == 0)
        for form in ["oci-archive", "docker-archive"] {
            let result = try Command.run("inspect", "\(form):\(home.file("a.tar")):other.example/x:2", "--raw")
            #expect(result.stdout == image.child(0).root.bytes)
        }
        let several = try pull("-o", "oci-archive:a.tar:v1", app, big)
        #expect(several.status == 64)
        #expect(several.errors.contains("the name 'v1' of -o is for one image, but 2 are given"))
    }

    @Test func `platforms of one image are in one entry, and two entries of one name are refused`() throws {
        let result = try Command.run(
            "pull", "--platform", "linux/arm64", "--platform", "linux/amd64", "-o", home.file("a.tar"), app)
        #expect(result.status == 0)
        #expect(result.output.split(separator: "\n").count == 2)
        let list = "\(app) --platform=linux/arm64\n\(app) --platform=linux/amd64\n"
        let refused = try Command.run("pull", "--file", "-", "-o", home.file("b.tar"), stdin: list)
        #expect(refused.status == 12)
        #expect(refused.errors.contains("two different images are named '\(app)'"), "\(refused.errors)")
        #expect(refused.errors.contains("to pull several platforms of an image, repeat --platform"))
        #expect(try files == ["a.tar"])
    }

    @Test func `one failed image leaves the older archive, also with --keep-going`() throws {
        try home.write("a.tar", "older")
        let result = try pull("--keep-going", "-o", "a.tar", app, registry.reference("team/none:1"), big)
        #expect(result.status == 12)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("1 of 3 images failed, 1 not pulled"), "\(result.errors)")
        #expect(result.errors.contains("an archive contains all of the images or none"), "\(result.errors)")
        #expect(try home.read("a.tar") == Array("older".utf8))
        #expect(try files == ["a.tar"])
    }

    @Test func `an image that is missing leaves nothing`() throws {
        for output in ["a.tar", "k3s:images", "-"] {
            let result = try pull("-o", output, registry.reference("team/none:1"))
            #expect(result.status == 6)
            #expect(result.output.isEmpty)
        }
        #expect(try files.isEmpty)
    }

    @Test func `a pull that was cut off leaves no archive, and the next one resumes`() throws {
        registry.misbehave(on: .matching("/blobs/"), .cut(after: 300_000))
        let result = try pull("--retries", "0", "--connections", "1", "-o", "a.tar", big)
        #expect(result.status == 9, "\(result.errors)")
        #expect(try files == ["a.tar.part"])
        registry.behave()
        let resumed = try pull("--json", "-o", "a.tar", big)
        #expect(resumed.status == 0)
        #expect(try JSONObject(resumed.output).number("bytesResumed") ?? 0 > 0)
        #expect(try files == ["a.tar"])
    }

    @Test func `a pull that is killed leaves no half archive, and the next one completes it`() throws {
        #expect(try pull("-o", "whole.tar", big).status == 0)
        let whole = try home.read("whole.tar")
        registry.misbehave(on: .matching("/blobs/"), .slow(bytesPerSecond: 2 << 20))
        for milliseconds in [100, 200, 300, 400, 500, 600] {
            let program = try Command.start(
                "pull", "-q", "--platform", "linux/amd64", "-o", home.file("a.tar"), big, home: home)
            usleep(UInt32(milliseconds) * 1000)
            program.send(signal: SIGKILL)
            _ = program.wait()
            if try files.contains("a.tar") { #expect(try home.read("a.tar") == whole) }
            #expect(try pull("-q", "-o", "a.tar", big).status == 0)
            #expect(try home.read("a.tar") == whole)
            #expect(try files.filter { $0.hasSuffix(".part") }.isEmpty)
            try FileManager.default.removeItem(atPath: home.file("a.tar"))
        }
    }

    @Test func `two pulls into one archive wait for each other`() throws {
        registry.misbehave(on: .matching("/blobs/"), .slow(bytesPerSecond: 1 << 20))
        let first = try Command.start(
            "pull", "--platform", "linux/amd64", "-o", home.file("a.tar"), big, home: home)
        try first.waitForLine(containing: " blob", in: .stderr)
        let second = try pull("-o", "a.tar", big)
        #expect(second.status == 0, "\(second.errors)")
        #expect(second.errors.contains("note: waiting for another process, which is writing to 'a.tar.part'"))
        #expect(first.wait(timeoutSeconds: 20).status == 0)
        #expect(try files.filter { $0.hasPrefix("a.tar") } == ["a.tar"])
    }

    @Test func `a reader that ends early ends the pull with an error, and nothing stays`() throws {
        let result = try TestSupport.run(
            "bash",
            [
                "-c", #""$0" pull --platform linux/amd64 -o - "$1" | head -c 1000 >/dev/null; exit ${PIPESTATUS[0]}"#,
                ResolveBinary.path(), big,
            ], environment: TestEnvironment.clean(home: home.path), directory: home.path)
        #expect(result.status == 10)
        #expect(result.errors.contains("the reader of stdout ended before the archive did"), "\(result.errors)")
        let rest = FileManager.default.subpaths(atPath: home.path) ?? []
        #expect(!rest.contains { $0.contains("stdout.") })
    }

    @Test func `what is no regular file is not replaced by an archive`() throws {
        try home.write("folder/file", "x")
        for output in ["oci-archive:folder", "docker-archive:/dev/stdout"] {
            let result = try pull("-o", output, app)
            #expect(result.status == 64)
            #expect(result.errors.contains("is not a regular file"))
        }
        #expect(registry.log.isEmpty)
    }

    @Test func `k3s gets an archive of each image, and with --incremental only what has changed`() throws {
        let names = ["team+app", "team+big"].map { name in
            "\(registry.authority.replacing(":", with: "="))+\(name)=1.tar"
        }
        #expect(try pull("-o", "k3s:images", app, big).status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.file("images")).sorted() == names)
        let before = try home.read("images/" + names[0])
        let dates = try names.map { try modified("images/" + $0) }

        registry.clearLog()
        let again = try pull("--json", "--incremental", "-o", "k3s:images", app, big)
        #expect(again.status == 0)
        #expect(try JSONObject(String(again.output.split(separator: "\n")[1])).text("output") == "images/" + names[1])
        #expect(try names.map { try modified("images/" + $0) } == dates)
        let layers = SampleImages.single("linux/amd64", layerSize: 1 << 20).layers + image.child(0).layers
        for layer in layers { #expect(!registry.log.contains { $0.path.hasSuffix(layer.digest) }) }

        registry.add(SampleImages.single("linux/amd64", layerSize: 1000), to: "team/big", tags: ["1"])
        #expect(try pull("--incremental", "-o", "k3s:images", app, big).status == 0)
        #expect(try modified("images/" + names[0]) == dates[0])
        #expect(try modified("images/" + names[1]) != dates[1])
        #expect(try pull("-o", "k3s:images", app).status == 0)
        #expect(try home.read("images/" + names[0]) == before)
        #expect(try modified("images/" + names[0]) != dates[0])
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.file("images")).sorted() == names)
    }

    private func modified(_ name: String) throws -> Date? {
        try FileManager.default.attributesOfItem(atPath: home.file(name))[.modificationDate] as? Date
    }

    @Test func `--incremental needs k3s`() throws {
        let result = try pull("--incremental", "-o", "a.tar", app)
        #expect(result.status == 64)
        #expect(result.errors.contains("--incremental is for -o k3s:DIR"))
    }

    @Test func `a layer in zstd is kept, with a note about Docker`() throws {
        let builder = ImageBuilder()
        let layer = builder.layer([.file("etc/x", "x")], compression: .zstd)
        registry.add(builder.image("linux/amd64", layers: [layer]), to: "zstd", tags: ["1"])
        let result = try pull("-o", "a.tar", registry.reference("zstd:1"))
        #expect(result.status == 0)
        #expect(
            result.errors.contains("\(registry.reference("zstd:1")): it has layers in zstd, which Docker"),
            "\(result.errors)")
    }

    @Test func `an archive is made from a layout and from another archive`() throws {
        #expect(try pull("-o", "a.tar", app).status == 0)
        #expect(try pull("-o", "layout", app).status == 0)
        for source in ["oci:layout", "oci-archive:a.tar"] {
            #expect(try pull("-o", "b.tar", source).status == 0)
            #expect(try home.read("b.tar") == home.read("a.tar"))
        }
    }
}
