import TestSupport
import Testing

struct ManifestPushTests {
    private let bench: ManifestBench

    init() throws {
        bench = try ManifestBench()
    }

    private func digest(_ bytes: [UInt8]?) -> String? {
        bytes.map { SampleDigest.sha256.text(of: $0) }
    }

    @Test func `push prints the digest of the list at the registry, and keeps the list`() throws {
        try bench.create()
        let result = try bench.run("push", bench.list)
        #expect(result.status == 0)
        #expect(result.errors == "")
        #expect(result.output == "\(try #require(digest(bench.pushed())))\n")
        #expect(bench.files.count == 1)
        #expect(try bench.run("push", bench.list).output == result.output)
        let pulled = try Command.run("digest", bench.list, "--platform", "linux/arm64")
        #expect(pulled.output == SampleImages.single("linux/arm64", format: .docker).digest + "\n")
    }

    @Test(arguments: ["-p", "--purge"])
    func `purging leaves nothing of the list on this machine`(flag: String) throws {
        try bench.create()
        let result = try bench.run("push", flag, bench.list)
        #expect(result.output == "\(try #require(digest(bench.pushed())))\n")
        #expect(bench.homeNames == [])
        #expect(try bench.run("push", bench.list).status == 6)
    }

    @Test func `the same images give the same bytes, in one step or in two`() throws {
        try bench.create()
        let first = try bench.run("push", "--purge", bench.list)
        let bytes = bench.pushed()
        let result = try bench.create("--push")
        #expect(result.output == "Created manifest list \(bench.list)\n\(first.output)")
        #expect(bench.pushed() == bytes)
        #expect(bench.homeNames == [])
    }

    @Test func `Docker images alone make a Docker list, and any OCI image makes it an OCI index`() throws {
        try bench.create("--push")
        let docker = "application/vnd.docker.distribution.manifest.list.v2+json"
        #expect(try JSONObject(String(decoding: bench.pushed() ?? [], as: UTF8.self)).text("mediaType") == docker)
        bench.add(SampleImages.single("linux/386"), as: "386")
        let result = try bench.run("create", "--push", "--json", bench.list, bench.app("amd64"), bench.app("386"))
        #expect(try JSONObject(result.output).text("mediaType") == "application/vnd.oci.image.index.v1+json")
        #expect(try JSONObject(result.output).text("digest") == digest(bench.pushed()))
    }

    @Test func `a tag that has moved since is a warning, and the list is not changed`() throws {
        try bench.create()
        let moved = SampleImages.single("linux/amd64", layerSize: 100, format: .docker)
        bench.add(moved, as: "amd64")
        let result = try bench.run("push", bench.list)
        #expect(result.status == 0)
        #expect(
            result.errors.contains(
                "warning: \(bench.app("amd64")): the tag has moved since the manifest list was created"))
        #expect(result.errors.contains(moved.digest))
        let list = try JSONObject(String(decoding: bench.pushed() ?? [], as: UTF8.self))
        #expect(list.objects("manifests").first?.text("digest") != moved.digest)
    }

    // Some registries answer HEAD with 404 or 405, or without a digest.
    @Test(arguments: [Fault.status(404), .status(405), .header("Docker-Content-Digest", nil)])
    func `a registry without HEAD is read with GET`(fault: Fault) throws {
        try bench.create()
        bench.registry.misbehave(on: "/manifests/", method: "HEAD", fault)
        let result = try bench.run("push", bench.list)
        #expect(result.status == 0)
        #expect(result.errors == "")
    }

    @Test func `a deleted image is reported, and nothing is pushed`() throws {
        try bench.create()
        let image = SampleImages.single("linux/arm64", format: .docker)
        bench.registry.content.repositories["team/app"]?.manifests[image.digest] = nil
        bench.registry.content.repositories["team/app"]?.tags["arm64"] = nil
        let result = try bench.run("push", "--purge", bench.list)
        #expect(result.status == 6)
        #expect(
            result.errors.contains("\(bench.app("arm64")): the registry no longer has its manifest \(image.digest)"))
        #expect(bench.pushed() == nil)
        #expect(bench.files.count == 1)
    }

    @Test func `an invalid list is refused before any request`() throws {
        bench.add(SampleImages.single(nil, format: .docker), as: "none")
        #expect(try bench.run("create", bench.list, bench.app("amd64"), bench.app("none")).status == 0)
        bench.registry.clearLog()
        let result = try bench.run("push", bench.list)
        #expect(result.status == 11)
        #expect(result.errors.contains("states no os and architecture; set them with"))
        #expect(bench.registry.log.isEmpty)
        _ = try bench.run("annotate", bench.list, bench.app("none"), "--os", "linux", "--arch", "riscv64")
        #expect(try bench.run("push", bench.list).status == 0)
    }

    @Test func `images of another repository are mounted, and pushed unchanged`() throws {
        let image = SampleImages.single("linux/riscv64", format: .docker)
        bench.add(image, as: "1", to: "other/lib")
        let source = bench.registry.reference("other/lib:1")
        let result = try bench.run("create", "--push", bench.list, bench.app("amd64"), source)
        #expect(result.status == 0, "\(result.errors)")
        let held = try #require(bench.registry.content.repositories["team/app"])
        #expect(held.manifests[image.digest]?.bytes == image.root.bytes)
        for blob in image.blobs { #expect(held.blobs[blob.digest] == blob.bytes) }
        // The list is written last.
        let writes = bench.registry.log.filter { ["PUT", "POST", "PATCH"].contains($0.method) }
        #expect(writes.last?.path == "/v2/team/app/manifests/multi")
        let layer = "/blobs/\(image.layers[0].digest)"
        #expect(!bench.registry.log.contains { $0.method == "GET" && $0.path.hasSuffix(layer) })
    }

    @Test(arguments: ["/v2/team/app/blobs/uploads", "/v2/team/app/manifests/sha256", "/v2/team/app/manifests/multi"])
    func `if any step fails, the list is not pushed`(path: String) throws {
        bench.add(SampleImages.single("linux/riscv64", format: .docker), as: "1", to: "other/lib")
        let source = bench.registry.reference("other/lib:1")
        for method in ["POST", "PUT"] {
            bench.registry.misbehave(on: .containing(path), method: method, .status(500))
        }
        let result = try bench.run("create", "--push", "--retries", "0", bench.list, bench.app("amd64"), source)
        #expect(result.status != 0)
        #expect(bench.pushed() == nil)
    }

    @Test func `appending keeps the entries at the registry, and replaces those of the same platform`() throws {
        let six = SampleImages.withAttestations()
        bench.add(six, as: "multi")
        let result = try bench.create("--append", "--push")
        #expect(result.status == 0, "\(result.errors)")
        let list = try JSONObject(String(decoding: try #require(bench.pushed()), as: UTF8.self))
        let digests = list.objects("manifests").map { $0.text("digest") }
        // The attestations of the two that are replaced go with them.
        #expect(digests.count == 10)
        #expect(digests[0] == SampleImages.single("linux/amd64", format: .docker).digest)
        #expect(digests[2] == six.child(2).digest)
        #expect(list.text("mediaType") == "application/vnd.oci.image.index.v1+json")
        #expect(list.objects("manifests").last?.object("annotations") != nil)
    }

    @Test func `appending to a missing list creates it, and to a single manifest is refused`() throws {
        let result = try bench.create("--append", "--push")
        #expect(result.status == 0)
        #expect(result.errors.contains("the registry has no such manifest list yet, so a new one is created"))
        let lone = try bench.run("create", "--append", "--push", bench.app("amd64"), bench.app("arm64"))
        #expect(lone.status == 11)
        #expect(lone.errors.contains("is a single manifest at the registry"))
    }

    @Test func `a list that has changed meanwhile is not overwritten`() throws {
        bench.add(SampleImages.sixPlatforms(), as: "multi")
        try bench.create("--append")
        let other = SampleImages.list(["linux/386", "linux/riscv64"])
        bench.add(other, as: "multi")
        let result = try bench.run("push", bench.list)
        #expect(result.status == 14)
        #expect(digest(bench.pushed()) == other.digest)
        #expect(try bench.create("--append", "--amend").status == 0)
        #expect(try bench.run("push", bench.list).status == 0)
        #expect(try bench.run("push", bench.list).status == 0)
    }

    @Test func `a push that needs a password uses it, and a missing one is reported`() throws {
        bench.registry.access = .basic(["user": "secret-word"])
        let missing = try bench.create("--push")
        #expect(missing.status == 7)
        let auth = try bench.home.write(
            "auth.json", "{\"auths\":{\"\(bench.registry.authority)\":{\"auth\":\"dXNlcjpzZWNyZXQtd29yZA==\"}}}")
        let result = try bench.create("--push", "--auth-file", auth, "-v")
        #expect(result.status == 0, "\(result.errors)")
        #expect(!result.errors.contains("secret-word") && !result.errors.contains("dXNlcjpz"))
    }
}
