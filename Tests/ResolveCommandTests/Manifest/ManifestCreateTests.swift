import TestSupport
import Testing

struct ManifestCreateTests {
    private let bench: ManifestBench

    init() throws {
        bench = try ManifestBench()
    }

    @Test func `create prints docker's line, and stores one file`() throws {
        let result = try bench.create()
        #expect(result.output == "Created manifest list \(bench.list)\n")
        #expect(result.errors == "")
        #expect(result.status == 0)
        #expect(bench.files.count == 1)
        // An image costs its manifest and its config, nothing more.
        #expect(bench.registry.log.map(\.method) == ["GET", "GET", "GET", "GET"])
    }

    // docker manifest create keeps the image that a tag referred to when the list was first created.
    @Test func `each image is the one that its tag refers to when create runs`() throws {
        try bench.create()
        let moved = SampleImages.single("linux/amd64", layerSize: 100, format: .docker)
        bench.add(moved, as: "amd64")
        let again = try bench.create()
        #expect(again.status == 14)
        #expect(again.errors.contains("already exists; use --amend to change it"))
        #expect(try bench.create("-a").status == 0)
        let list = try JSONObject(try bench.run("inspect", bench.list).output)
        #expect(list.objects("manifests").map { $0.text("digest") }.first == moved.digest)
        #expect(list.objects("manifests").count == 2)
    }

    @Test func `amending replaces the image of the same platform`() throws {
        try bench.create()
        let other = SampleImages.single("linux/arm64/v8", layerSize: 100, format: .docker)
        bench.add(other, as: "other")
        #expect(try bench.run("create", bench.list, "--amend", bench.app("other")).status == 0)
        let list = try JSONObject(try bench.run("inspect", bench.list).output)
        #expect(list.objects("manifests").map { $0.text("digest") }.last == other.digest)
        #expect(list.objects("manifests").count == 2)
    }

    @Test(
        arguments: [(.status(404), 6), (.status(500), 9), (.cut(after: 3), 9), (.flipped(at: 3), 5)] as [(Fault, Int32)]
    )
    func `if an image cannot be read, no list is stored`(fault: Fault, status: Int32) throws {
        bench.registry.misbehave(on: "/manifests/arm64", fault)
        let result = try bench.create("--retries", "0")
        #expect(result.status == status)
        #expect(result.errors.hasPrefix("resolve: \(bench.app("arm64")): "))
        #expect(result.output == "")
        #expect(bench.files == [])
    }

    @Test func `the platform of an image is that of its config, in all its parts`() throws {
        let windows = SamplePlatform(
            os: "windows", architecture: "amd64", osVersion: "10.0.20348.1", osFeatures: ["win32k"])
        bench.add(SampleImages.single(windows, format: .docker), as: "windows")
        bench.add(SampleImages.single("linux/arm/v6", format: .docker), as: "armv6")
        bench.add(SampleImages.single("linux/x86_64", format: .docker), as: "odd")
        let result = try bench.run(
            "create", "--json", bench.list, bench.app("windows"), bench.app("armv6"), bench.app("odd"))
        let platforms = try JSONObject(result.output).objects("manifests").compactMap { $0.object("platform") }
        #expect(platforms.map { $0.text("os") } == ["windows", "linux", "linux"])
        #expect(platforms.map { $0.text("architecture") } == ["amd64", "arm", "amd64"])
        #expect(platforms.map { $0.text("variant") } == [nil, "v6", nil])
        #expect(platforms[0].text("os.version") == "10.0.20348.1")
        #expect(platforms[0].members["os.features"] as? [String] == ["win32k"])
    }

    @Test func `an index of several images is refused, and the usable names are listed`() throws {
        let six = SampleImages.sixPlatforms()
        bench.add(six, as: "six")
        let result = try bench.run("create", bench.list, bench.app("six"))
        #expect(result.status == 11)
        #expect(result.errors.contains("is itself an index; name the images to take from it by digest: "))
        #expect(result.errors.contains("team/app@\(six.child(1).digest) for linux/arm64"))
        let named = bench.registry.reference("team/app@\(six.child(1).digest)")
        #expect(try bench.run("create", bench.list, named).status == 0)
    }

    // What `docker buildx build --push` makes for one platform.
    @Test func `the image of an index with one image and its attestation is used, with a note`() throws {
        let builder = ImageBuilder()
        let image = SampleImages.image("linux/riscv64", builder)
        var attestation = IndexEntry(SampleImages.single("linux/386"), declaring: "unknown/unknown")
        attestation.annotations = ["vnd.docker.reference.digest": image.digest]
        bench.add(builder.index([IndexEntry(image), attestation]), as: "built")
        let result = try bench.run("create", bench.list, bench.app("built"))
        #expect(result.status == 0)
        #expect(result.errors.contains("that image, \(image.digest), is used, without the 1 other entry"))
        let list = try JSONObject(try bench.run("inspect", bench.list).output)
        #expect(list.objects("manifests").map { $0.text("digest") } == [image.digest])
    }

    @Test func `an artifact, and an image on this machine, is refused`() throws {
        let builder = ImageBuilder()
        let statement = SampleBlob(mediaType: "application/vnd.in-toto+json", bytes: Array("{}".utf8))
        let config = SampleBlob(mediaType: "application/vnd.oci.empty.v1+json", bytes: Array("{}".utf8))
        bench.add(builder.image(config: config, layers: [statement]), as: "artifact")
        let result = try bench.run("create", bench.list, bench.app("artifact"))
        #expect(result.status == 11)
        #expect(result.errors.contains("is not an image but an artifact"))
        #expect(try bench.run("create", bench.list, "oci:images").status == 11)
        #expect(
            try bench.run("create", "\(bench.list)@\(SampleImages.single().digest)", bench.app("amd64")).status == 11)
        #expect(bench.files == [])
    }

    @Test func `a list on this machine may hold two images of one platform, with a warning`() throws {
        for (tag, size) in [("one", 100), ("two", 200)] {
            bench.add(SampleImages.single("linux/arm", layerSize: size, format: .docker), as: tag)
        }
        let result = try bench.run("create", bench.list, bench.app("one"), bench.app("two"))
        #expect(result.status == 0)
        #expect(result.errors.contains("warning: \(bench.list) cannot be pushed as it is: "))
        #expect(result.errors.contains("resolve manifest annotate \(bench.list) \(bench.app("two"))"))
        #expect(try bench.run("annotate", bench.list, bench.app("two"), "--variant", "v6").errors == "")
        let straight = try bench.run("create", "--push", bench.app("straight"), bench.app("one"), bench.app("two"))
        #expect(straight.status == 11)
        #expect(bench.pushed("straight") == nil)
    }

    @Test(arguments: [
        ["create"], ["create", "a"], ["create", "a", "b", "--amend", "--push"], ["annotate", "a"], ["inspect"],
        ["inspect", "a", "b", "c"], ["push"], ["push", "a", "b"], ["rm"], ["ls", "a"], ["nonsense"],
    ])
    func `what makes no sense is a usage error`(arguments: [String]) throws {
        #expect(try bench.run(arguments).status == 64)
    }

    @Test func `--offline refuses to create a list`() throws {
        #expect(try bench.create("--offline").status == 64)
        #expect(bench.registry.log.isEmpty)
    }
}
