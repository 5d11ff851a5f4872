import Foundation
import TestSupport
import Testing

struct PullCommandTests {
    private let registry: MisbehavingRegistry
    private let image = SampleImages.sixPlatforms()

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1"])
    }

    private func line(_ child: Int) -> String {
        "\(registry.authority)/team/app@\(image.child(child).digest)"
    }

    @Test func `a pull prints the reference of the platform's manifest, and nothing else on stdout`() throws {
        let folder = try TemporaryFolder()
        let result = try Command.run(
            "pull", registry.reference("team/app:1"), "--platform", "linux/arm64", "-o", folder.file("out"))
        #expect(result.status == 0)
        #expect(result.output == line(1) + "\n")
        #expect(result.errors.contains("done, "))
        #expect(FileManager.default.fileExists(atPath: folder.file("out/index.json")))
    }

    @Test func `quiet prints the result only`() throws {
        let folder = try TemporaryFolder()
        let result = try Command.run(
            "pull", "-q", registry.reference("team/app:1"), "--platform", "linux/386", "-o", "oci:" + folder.file("out")
        )
        #expect(result.output == line(4) + "\n")
        #expect(result.errors == "")
    }

    @Test func `JSON is one object per image, with all documented keys`() throws {
        let folder = try TemporaryFolder()
        let result = try Command.run(
            "pull", registry.reference("team/app:1"), "--json", "--platform", "linux/arm/v6", "--platform",
            "linux/amd64",
            "-o", folder.file("out"))
        #expect(result.errors == "")
        let images = try result.output.split(separator: "\n").map { try JSONObject($0) }
        #expect(images.map { $0.text("digest") } == [image.child(3).digest, image.child(0).digest])
        let contract = [
            "image", "digest", "index", "platform", "word", "bytes", "bytesFromCache", "seconds", "output",
        ]
        for image in images { #expect(Set(contract).isSubset(of: image.keys)) }
        #expect(images[0].text("index") == image.digest)
        #expect(images[0].object("platform")?.text("variant") == "v6")
    }

    @Test func `a list of images has its own platforms, and comments`() throws {
        let folder = try TemporaryFolder()
        let reference = registry.reference("team/app:1")
        let list = "# images\n\(reference) --platform=linux/riscv64\n\n\(reference) --platform=linux/arm/v7 # two\n"
        let result = try Command.run(
            "pull", "-q", "--file", "-", "-o", folder.file("out"), stdin: list)
        #expect(result.status == 0)
        #expect(result.output == line(5) + "\n" + line(2) + "\n")
    }

    @Test func `a malformed list is refused before any request`() throws {
        let result = try Command.run("pull", "--file", "-", stdin: "\(registry.reference("team/app:1"))\na b\n")
        #expect(result.status == 11)
        #expect(result.errors.contains("line 2: 'b'"))
        #expect(registry.log.isEmpty)
    }

    @Test func `the first failure of several images ends the command, and the status is 12`() throws {
        let folder = try TemporaryFolder()
        let reference = registry.reference("team/app:1")
        let arguments = ["pull", reference, registry.reference("team/none:1"), reference, "--platform", "linux/amd64"]
        let stopped = try Command.run(arguments + ["-o", folder.file("a")])
        #expect(stopped.status == 12)
        #expect(stopped.output == line(0) + "\n")
        #expect(stopped.errors.contains("1 of 3 images failed, 1 not tried"))
        let whole = try Command.run(arguments + ["-o", folder.file("b"), "--keep-going", "--json"])
        #expect(whole.status == 12)
        #expect(whole.output.split(separator: "\n").count == 2)
        let errors = try whole.errors.split(separator: "\n").compactMap { try JSONObject($0).object("error") }
        #expect(errors.map { $0.text("code") } == ["not-found", "partial"])
        #expect(errors.map { $0.number("exit") } == [6, 12])
        #expect(errors[0].text("image") == registry.reference("team/none:1"))
    }

    @Test(
        arguments: [
            ("/manifests/", Fault.status(404), 6), ("/manifests/", .status(401), 7), ("/manifests/", .status(403), 7),
            ("/manifests/", .status(429), 8), ("/manifests/", .status(500), 9), ("/manifests/", .html, 11),
            ("/blobs/", .flipped(at: 3), 5), ("/blobs/", .cut(after: 5), 9), ("/blobs/", .status(404), 6),
        ] as [(String, Fault, Int32)])
    func `a failing registry ends the pull with the status of the failure`(
        path: String, fault: Fault, status: Int32
    ) throws {
        let folder = try TemporaryFolder()
        registry.misbehave(on: .matching(path), fault)
        let result = try Command.run(
            "pull", registry.reference("team/app:1"), "--platform", "linux/amd64", "--retries", "0", "--json", "-o",
            folder.file("out"))
        #expect(result.status == status)
        #expect(result.output == "")
        let error = try #require(try JSONObject(result.errors).object("error"))
        #expect(error.number("exit") == Int(status))
        #expect(error.text("registry") == registry.authority)
    }

    @Test func `a no-match names every entry in a table, and fetches no blob`() throws {
        let result = try Command.run("pull", registry.reference("team/app:1"), "--platform", "linux/s390x")
        #expect(result.status == 3)
        for platform in SampleImages.sixPlatformNames { #expect(result.errors.contains("    \(platform.text) ")) }
        #expect(result.errors.contains("wanted: linux/s390x, from --platform"))
        #expect(registry.requests(to: .matching("/blobs/")).isEmpty)
    }

    @Test func `JSON progress is one event per line on stderr`() throws {
        let folder = try TemporaryFolder()
        let result = try Command.run(
            "pull", registry.reference("team/app:1"), "--progress", "json", "--platform", "linux/arm64", "-o",
            folder.file("out"))
        #expect(result.status == 0)
        let events = try result.errors.split(separator: "\n").map { try JSONObject($0).text("event") }
        #expect(events.first == "resolved")
        #expect(events.last == "done")
        #expect(events.contains("blob-start"))
        #expect(events.contains("blob-done"))
    }

    @Test func `verbose prints each request without secrets`() throws {
        let folder = try TemporaryFolder()
        let result = try Command.run(
            "pull", "-v", registry.reference("team/app:1"), "--platform", "linux/arm64", "-o", folder.file("out"))
        #expect(result.errors.split(separator: "\n").filter { $0.hasPrefix("GET ") }.count == registry.log.count)
    }
}
