import Foundation
import TestSupport
import Testing

/// `resolve cache ls` and `resolve cache prune`.
struct CachePruneTests {
    private let registry: MisbehavingRegistry
    private let home: TemporaryFolder
    private let image = SampleImages.sixPlatforms()
    /// What the tag refers to after it has moved: an image without a blob of the old one.
    private let newImage = SampleImages.manyLayers(1, size: 700, platform: "linux/arm64")

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1"])
        registry.add(SampleImages.manyLayers(2, size: 3_000, platform: "linux/arm64"), to: "team/other", tags: ["2"])
        home = try TemporaryFolder()
    }

    private var app: String { registry.reference("team/app:1") }
    private var other: String { registry.reference("team/other:2") }

    private func run(_ arguments: String..., stdin: String = "") throws -> ProgramResult {
        try Command.run(
            arguments, stdin: stdin, environment: ["RESOLVE_HOME": home.file("store")], directory: home.path)
    }

    private func pull(_ image: String, platform: String = "linux/arm64") throws {
        let result = try run("pull", "-q", image, "--platform", platform)
        try #require(result.status == 0, "\(result.errors)")
    }

    private var blobs: Set<String> {
        Set((try? FileManager.default.contentsOfDirectory(atPath: home.file("store/blobs/sha256"))) ?? [])
    }

    private func images() throws -> [JSONObject] {
        try JSONObject(try run("cache", "ls", "--json").output).objects("images")
    }

    @Test func `the images of the store are listed with their sizes, shared and unique`() throws {
        #expect(try run("cache", "ls").output == "0 images, 0 blobs, 0 B\n")
        try pull(app)
        try pull(app, platform: "linux/amd64")
        try pull(other)
        let listed = try images()
        #expect(listed.compactMap { $0.text("image") } == [app, app, other].sorted())
        #expect(
            Set(listed.compactMap { $0.text("digest") }).isSuperset(of: [image.child(0).digest, image.child(1).digest]))
        let one = try #require(listed.first { $0.text("digest") == image.child(1).digest })
        let blobs = [image.child(1).root] + image.child(1).blobs
        #expect(one.number("bytes") == blobs.reduce(0) { $0 + $1.size })
        // The two platforms share their first layer.
        #expect(one.number("sharedBytes") == image.child(1).layers[0].size)
        #expect(one.objects("platforms").first?.text("architecture") == "arm64")
        #expect(one.text("added")?.hasSuffix("Z") == true)
        let lines = try run("cache", "ls").output.split(separator: "\n")
        #expect(lines.count == 5 && lines[0].hasPrefix("image ") && lines[4].hasPrefix("3 images, "), "\(lines)")
    }

    @Test func `a list of which the store has nothing removes nothing`() throws {
        try pull(app)
        let before = blobs
        try home.write("keep", other)
        let result = try run("cache", "prune", "--keep", "keep")
        #expect(result.status == 6, "\(result.errors)")
        #expect(result.errors.contains("none of the images to keep is in"))
        #expect(blobs == before)
    }

    @Test func `a layout is listed, too`() throws {
        #expect(try run("pull", "-q", app, "--platform", "all", "-o", "out").status == 0)
        let listed = try JSONObject(try run("cache", "ls", "--json", "out").output).objects("images")
        #expect(listed.first?.text("image") == "1")
        #expect(listed.first?.text("name") == app)
        #expect(listed.first?.objects("platforms").count == 6)
        #expect(try run("cache", "ls", "nowhere").status == 6)
        #expect(try run("cache", "ls", "oci:out").errors.contains("hint: write the path alone, without 'oci:'"))
    }

    @Test func `the platforms of what is removed from a layout are shown as they are listed`() throws {
        #expect(try run("pull", "-q", app, other, "--platform", "linux/arm64", "-o", "out").status == 0)
        let list = "\(other)\n"
        let pruned = try run("cache", "prune", "--dry-run", "--keep", "-", "out", stdin: list)
        #expect(pruned.output.hasPrefix("removed  1  linux/arm64  "), "\(pruned.output)")
    }

    @Test(arguments: ["ls", "verify", "prune"])
    func `a store of a later version is left alone`(command: String) throws {
        try pull(app)
        let before = blobs
        try home.write("store/resolve-store", "7\n")
        let result = try run("cache", command)
        #expect(result.status == 11)
        #expect(result.errors.contains("has version 7; this program supports versions up to 1"), "\(result.errors)")
        #expect(result.errors.contains("hint: use the version of resolve that wrote it"), "\(result.errors)")
        #expect(blobs == before)
    }

    @Test func `what a moved tag has left behind is removed, and what is listed stays`() throws {
        try pull(app)
        registry.add(newImage, to: "team/app", tags: ["1"])
        try pull(app)
        let preview = try run("cache", "prune", "--dry-run")
        let before = blobs
        #expect(preview.output.hasPrefix("dry run: 0 images, "), "\(preview.output)")
        let pruned = try run("cache", "prune")
        #expect(pruned.status == 0)
        #expect("dry run: " + pruned.output == preview.output)
        #expect(!blobs.isEmpty && blobs.isStrictSubset(of: before))
        #expect(try run("cache", "verify").status == 0)
        #expect(try run("pull", "--offline", app, "--platform", "linux/arm64", "-o", home.file("out")).status == 0)
        #expect(try run("cache", "prune").output == "0 images, 0 blobs removed, 0 B freed\n")
    }

    @Test(arguments: ["file", "stdin", "lock"])
    func `images that a list does not name are removed`(kind: String) throws {
        try pull(app)
        try pull(other)
        try home.write("keep.txt", "# what stays\n\(app)\n")
        try #require(try run("lock", app).status == 0)
        let list = ["file": "keep.txt", "stdin": "-", "lock": "resolve.lock"][kind] ?? ""
        let pruned = try run("cache", "prune", "--keep", list, stdin: "\(app)\n")
        #expect(pruned.status == 0, "\(pruned.errors)")
        #expect(pruned.output.hasPrefix("removed  \(other)  linux/arm64  "), "\(pruned.output)")
        #expect(try images().compactMap { $0.text("image") } == [app])
        #expect(try run("cache", "verify").status == 0)
        #expect(try run("pull", "--offline", app, "--platform", "linux/arm64", "-o", home.file("out")).status == 0)
        #expect(try run("pull", "--offline", other, "--platform", "linux/arm64", "-o", home.file("no")).status == 6)
    }

    @Test func `a list may keep one platform of an image`() throws {
        try pull(app)
        try pull(app, platform: "linux/arm/v7")
        try home.write("keep.txt", "\(app) --platform=linux/arm64\n\(other)\n")
        let pruned = try run("cache", "prune", "--keep", "keep.txt")
        #expect(pruned.status == 0)
        #expect(pruned.output.hasPrefix("removed  \(app)  linux/arm/v7  "), "\(pruned.output)")
        #expect(pruned.errors.contains("\(other): it is not in '\(home.file("store"))'"), "\(pruned.errors)")
        #expect(try images().compactMap { $0.text("digest") } == [image.child(1).digest])
    }

    @Test func `a lock keeps what it has, not what its tags referred to before`() throws {
        try pull(app)
        try pull(other)
        registry.add(newImage, to: "team/app", tags: ["1"])
        try #require(try run("lock", app, other).status == 0)
        let pruned = try run("cache", "prune", "--keep", "resolve.lock")
        #expect(pruned.output.hasPrefix("removed  \(app)  "))
        #expect(try images().compactMap { $0.text("image") } == [other])
    }

    @Test(arguments: [
        ("", 64, "names no image"), ("#", 64, "names no image"), ("-x", 11, "expected an image"), ("{", 11, "JSON"),
    ])
    func `a list without an image removes nothing`(text: String, status: Int32, sentence: String) throws {
        try pull(app)
        let before = blobs
        try home.write("keep.txt", text)
        let result = try run("cache", "prune", "--keep", "keep.txt")
        #expect(result.status == status)
        #expect(result.errors.contains(sentence), "\(result.errors)")
        #expect(blobs == before)
    }

    @Test func `an image whose manifest is damaged keeps the store from being pruned, unless it goes`() throws {
        try pull(app)
        try pull(other)
        let manifest = image.child(1).root
        let path = home.file("store/blobs/" + manifest.digest.replacing(":", with: "/"))
        try FileManager.default.removeItem(atPath: path)
        try Data(count: manifest.size).write(to: URL(fileURLWithPath: path))
        let before = blobs
        let refused = try run("cache", "prune")
        #expect(refused.status == 5)
        #expect(
            refused.errors.contains("manifest \(manifest.digest) of '\(app)' is missing or damaged"),
            "\(refused.errors)")
        #expect(blobs == before)
        try home.write("keep.txt", other)
        #expect(try run("cache", "prune", "--keep", "keep.txt").status == 0)
        #expect(try run("cache", "verify").status == 0)
    }

    @Test(.userCase("K3"))
    func `a pull in progress keeps the blobs that it has found in the store`() throws {
        // After the tag has moved, no image needs the base, which the slow image has too.
        try pull(app)
        registry.add(newImage, to: "team/app", tags: ["1"])
        try pull(app)
        let list = SampleImages.list(["linux/amd64", "linux/s390x"])
        let slow = list.child(0)
        try #require(slow.layers[0].digest == image.child(1).layers[0].digest)
        registry.add(list, to: "team/slow", tags: ["1"])
        registry.misbehave(
            on: .containing("slow/blobs/\(slow.layers[1].digest)"), hits: 1...1, .delay(seconds: 1.5))
        let environment = ["RESOLVE_HOME": home.file("store")]
        let name = registry.reference("team/slow:1")
        let pull = try Command.start(
            "pull", name, "--platform", "linux/amd64", "--json", home: home, environment: environment)
        try wait { !registry.requests(to: .containing(slow.layers[1].digest)).isEmpty }
        let prune = try Command.start("cache", "prune", home: home, environment: environment)
        try prune.waitForLine(containing: "waiting for another process, which is using the store", in: .stderr)
        #expect(blobs.contains(String(slow.layers[0].digest.dropFirst(7))))
        let pulled = pull.wait()
        #expect(pulled.status == 0, "\(pulled.errors)")
        #expect(try JSONObject(pulled.output).number("bytesFromCache") ?? 0 >= slow.layers[0].size)
        let pruned = prune.wait()
        #expect(pruned.status == 0, "\(pruned.errors)")
        #expect(!pruned.output.hasPrefix("0 images, 0 blobs"), "\(pruned.output)")
        #expect(try run("cache", "verify").status == 0)
        #expect(try images().compactMap { $0.text("image") } == [app, name].sorted())
    }

    /// Waits until `condition` holds, at most 20 seconds.
    private func wait(until condition: () -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while !condition() {
            try #require(ContinuousClock.now < deadline, "the time is up")
            usleep(5_000)
        }
    }
}
