import ImageModel
import ImageResolver
import TestSupport
import Testing

struct CopyTests {
    @Test(arguments: [SampleFormat.oci, .docker])
    func `a copy equals the source byte for byte, with all platforms`(format: SampleFormat) async throws {
        let image = SampleImages.sixPlatforms(format: format)
        let scene = try CopyScene(image)
        let copied = try await scene.copy()
        #expect(scene.holds(image))
        #expect(scene.held().tags == ["1": image.digest])
        #expect("\(copied.digest)" == image.digest)
        #expect(copied.index == copied.digest)
        #expect(copied.platforms == nil)
        #expect(copied.bytes == Int64(image.blobs.map(\.size).reduce(0, +)))
        #expect(copied.targets.map(\.name) == [scene.target.reference("copy/app")])
        #expect(copied.targets.map(\.tag) == ["1"])
        #expect(copied.targets.map(\.wasThere) == [false])
    }

    @Test(arguments: [
        SampleImages.single(), SampleImages.nested(depth: 2), SampleImages.withAttestations(),
        SampleImages.undeclared(), SampleImages.windows(),
    ])
    func `single manifests, nested indexes, attestations and undeclared entries are copied completely`(
        image: SampleImage
    ) async throws {
        let scene = try CopyScene(image)
        #expect("\(try await scene.copy().digest)" == image.digest)
        #expect(scene.holds(image))
    }

    @Test func `manifests are written after their blobs, and indexes after their entries`() async throws {
        let image = SampleImages.sixPlatforms()
        let scene = try CopyScene(image)
        try await scene.copy()
        let writes = scene.target.log.filter { $0.method == "PUT" }.map(\.path)
        let firstManifest = try #require(writes.firstIndex { $0.contains("/manifests/") })
        #expect(!writes[firstManifest...].contains { $0.contains("/blobs/") })
        #expect(writes.last == "/v2/copy/app/manifests/1")
        #expect(
            Set(writes[firstManifest...].dropLast())
                == Set(image.children.map { "/v2/copy/app/manifests/\($0.digest)" }))
    }

    @Test func `a second copy sends one request to each registry and no content`() async throws {
        let scene = try CopyScene(SampleImages.sixPlatforms())
        try await scene.copy()
        scene.clearLogs()
        let again = try await scene.copy()
        #expect(scene.requested(of: scene.source) == ["HEAD manifests/1"])
        #expect(scene.requested(of: scene.target) == ["HEAD manifests/1"])
        #expect(again.targets.map(\.wasThere) == [true])
        #expect(again.bytes == 0)
        #expect(again.index == again.digest)
    }

    @Test func `another tag for a present image costs one manifest`() async throws {
        let scene = try CopyScene(SampleImages.sixPlatforms())
        try await scene.copy()
        scene.clearLogs()
        try await scene.copy { $0.tags = ["2", "latest"] }
        #expect(Set(scene.held().tags.keys) == ["1", "2", "latest"])
        #expect(!scene.requested(of: scene.target).contains { $0.contains("blobs") })
        #expect(scene.requested(of: scene.source) == ["GET manifests/1"])
    }

    @Test func `transient faults do not end a copy`() async throws {
        let image = SampleImages.single(layerSize: 3 << 20)
        let scene = try CopyScene(image)
        scene.source.misbehave(on: "/blobs/", method: "GET", hits: 1...2, .cut(after: 1000))
        scene.source.misbehave(on: "/manifests/", hits: 1...1, .status(503))
        scene.target.misbehave(on: "/manifests/", method: "PUT", hits: 1...1, .status(502))
        scene.target.cutRequests(on: "/uploads/", method: "PATCH", hits: 1...2, after: 500_000)
        try await scene.copy(options: { $0.retries = 5 })
        #expect(scene.holds(image))
    }

    @Test func `layers that are present are not sent again`() async throws {
        let image = SampleImages.sixPlatforms()
        let scene = try CopyScene(image)
        scene.target.add(SampleImages.list(["linux/amd64"]), to: "copy/app", tags: ["other"])
        let held = Set(image.child(0).blobs.map(\.digest))
        let copied = try await scene.copy()
        #expect(scene.holds(image))
        let fetched = scene.source.requests(to: .matching("/blobs/")).filter { $0.method == "GET" }.map(\.path)
        #expect(fetched.count == image.blobs.count - held.count)
        // The manifest of the first platform is present, so its layer is not checked.
        let shared = image.child(0).layers[0]
        #expect(copied.bytesPresent == Int64(shared.size))
        #expect(!scene.requested(of: scene.source).contains("GET manifests/\(image.child(0).digest)"))
    }

    @Test func `within one registry blobs are mounted and no bytes are sent`() async throws {
        let image = SampleImages.sixPlatforms()
        let scene = try CopyScene(image)
        let copied = try await scene.copy { $0.targets = [scene.source.reference("mirror/app:1")] }
        let held = try #require(scene.source.content.repositories["mirror/app"])
        #expect(held.tags == ["1": image.digest])
        #expect(Set(held.blobs.keys) == Set(image.blobs.map(\.digest)))
        let blobs = scene.source.requests(to: .matching("/blobs/"))
        #expect(Set(blobs.map(\.method)) == ["POST"])
        #expect(blobs.count == image.blobs.count)
        #expect(copied.bytes == 0)
        #expect(copied.bytesMounted == Int64(image.blobs.map(\.size).reduce(0, +)))
    }

    @Test func `a registry without mounts gets the bytes`() async throws {
        let image = SampleImages.sixPlatforms()
        let scene = try CopyScene(image)
        scene.source.content.uploadSettings.mounts = false
        let copied = try await scene.copy { $0.targets = [scene.source.reference("mirror/app:1")] }
        #expect(copied.bytesMounted == 0)
        #expect(copied.bytes == Int64(image.blobs.map(\.size).reduce(0, +)))
        #expect(scene.source.content.repositories["mirror/app"]?.tags == ["1": image.digest])
    }

    @Test func `a new tag in the same repository costs one manifest`() async throws {
        let image = SampleImages.sixPlatforms()
        let scene = try CopyScene(image)
        try await scene.copy { $0.targets = [scene.source.reference("team/app:2")] }
        #expect(scene.source.content.repositories["team/app"]?.tags == ["1": image.digest, "2": image.digest])
        #expect(scene.source.log.filter { $0.method == "PUT" }.map(\.path) == ["/v2/team/app/manifests/2"])
        #expect(scene.source.requests(to: .matching("/blobs/")).isEmpty)
    }

    @Test func `an image is copied to several repositories, and the second mounts from the first`() async throws {
        let image = SampleImages.sixPlatforms()
        let scene = try CopyScene(image)
        let names = ["copy/app:1", "copy/other:2"].map { scene.target.reference($0) }
        let copied = try await scene.copy { $0.targets = names }
        #expect(scene.holds(image))
        #expect(scene.holds(image, in: "copy/other"))
        #expect(copied.bytes == copied.bytesMounted)
        #expect(copied.targets.map(\.tag) == ["1", "2"])
    }

    @Test func `a copy by digest has no tag`() async throws {
        let image = SampleImages.sixPlatforms()
        let scene = try CopyScene(image)
        let copied = try await scene.copy { request in
            request.source = scene.source.reference("team/app@\(image.digest)")
            request.targets = []
            request.repositories = [scene.target.reference("copy/app")]
        }
        #expect(scene.holds(image))
        #expect(scene.held().tags.isEmpty)
        #expect(copied.targets.map(\.tag) == [nil])
    }

    @Test func `all tags of the digest are copied, and no others`() async throws {
        let image = SampleImages.sixPlatforms()
        let scene = try CopyScene(image)
        scene.source.add(image, to: "team/app", tags: ["1.0", "stable"])
        scene.source.add(SampleImages.single(), to: "team/app", tags: ["2"])
        let copied = try await scene.copy { request in
            request.allTagsOfDigest = true
            request.targets = [scene.target.reference("copy/app")]
        }
        #expect(scene.held().tags == ["1": image.digest, "1.0": image.digest, "stable": image.digest])
        #expect(Set(copied.targets.compactMap(\.tag)) == ["1", "1.0", "stable"])
    }
}
