import ImageResolver
import TestSupport
import Testing

/// The requests of pulls: their number, order and connections.
struct RequestTests {
    /// An index of one image with three layers.
    private let image: SampleImage = {
        let builder = ImageBuilder()
        let layers = (1...3).map { builder.layer([.random("part\($0)", size: 3000 * $0, seed: UInt64($0))]) }
        return builder.index([IndexEntry(builder.image("linux/amd64", layers: layers))])
    }()

    @Test func `a cold pull requests index, manifest, config and then each layer once`() async throws {
        let scene = try Scene(image)
        // The config is delayed, to detect a layer that does not wait for it.
        let config = try #require(image.child(0).config).digest
        scene.registry.misbehave(on: .containing(config), .delay(seconds: 0.2))
        let pulled = try await scene.pull()
        let requested = scene.requested
        #expect(
            Array(requested.prefix(3)) == [
                "GET manifests/1", "GET manifests/\(image.child(0).digest)", "GET blobs/\(config)",
            ])
        #expect(Set(requested.dropFirst(3)) == Set(image.child(0).layers.map { "GET blobs/\($0.digest)" }))
        #expect(requested.count == 6)
        let log = scene.registry.log
        #expect(Set(log.prefix(3).map(\.connection)).count == 1)
        #expect(log[3].seconds >= log[2].seconds + 0.2)
        #expect(pulled.map { "\($0.digest)" } == [image.child(0).digest])
        #expect(pulled.first?.name == scene.registry.reference("team/app"))
    }

    @Test func `a second pull sends one HEAD and receives no content`() async throws {
        let scene = try Scene(image)
        let first = try #require(try await scene.pull().first)
        scene.registry.clearLog()
        let second = try #require(try await scene.pull().first)
        #expect(scene.requested == ["HEAD manifests/1"])
        let size = image.child(0).root.size + image.child(0).blobs.map(\.size).reduce(0, +)
        #expect(first.bytes == Int64(size))
        #expect(first.bytesFromCache == 0 && first.bytesResumed == 0)
        #expect(second.bytes == 0)
        #expect(second.bytesFromCache == Int64(size))
        #expect(second.digest == first.digest)
    }

    @Test func `a moved tag costs one more GET, and only new content is fetched`() async throws {
        let scene = try Scene(image)
        try await scene.pull()
        let other = SampleImages.sixPlatforms()
        scene.registry.add(other, to: "team/app", tags: ["1"])
        scene.registry.clearLog()
        let pulled = try await scene.pull()
        #expect(Array(scene.requested.prefix(2)) == ["HEAD manifests/1", "GET manifests/1"])
        #expect(pulled.map { "\($0.digest)" } == [other.child(0).digest])
    }

    @Test(arguments: [Fault.status(404), .status(405), .noDigest])
    func `a registry with a broken HEAD gets a GET`(fault: Fault) async throws {
        let scene = try Scene(image)
        try await scene.pull()
        scene.registry.misbehave(on: "/manifests/", method: "HEAD", fault)
        scene.registry.clearLog()
        try await scene.pull()
        #expect(scene.requested == ["HEAD manifests/1", "GET manifests/1"])
    }

    @Test func `a digest that is present needs no request`() async throws {
        let scene = try Scene(image)
        try await scene.pull()
        scene.registry.clearLog()
        for digest in [image.digest, image.child(0).digest] {
            let request = PullRequest(image: scene.registry.reference("team/app@\(digest)"))
            let pulled = try await scene.resolver().pull(request, to: .localStore)
            #expect(pulled.map { "\($0.digest)" } == [image.child(0).digest])
        }
        #expect(scene.requested.isEmpty)
    }

    @Test func `with tag and digest, the digest decides, and a tag that refers to something else causes a note`()
        async throws
    {
        let scene = try Scene(image)
        let other = SampleImages.sixPlatforms()
        scene.registry.add(other, to: "team/app", tags: ["moved"])
        let resolver = scene.resolver()
        let still = try await resolver.digest("\(scene.image)@\(image.digest)")
        #expect("\(still.manifest)" == image.child(0).digest)
        #expect(scene.reported.notes.isEmpty)
        let moved = try await resolver.digest(scene.registry.reference("team/app:moved@\(image.digest)"))
        #expect("\(moved.manifest)" == image.child(0).digest)
        #expect(scene.reported.notes.count == 1)
        #expect(scene.reported.notes.first?.contains(other.digest) == true)
    }

    @Test func `the digest of an index entry with a platform takes three requests, and no layer`() async throws {
        let scene = try Scene(image)
        let resolved = try await scene.resolver().digest(scene.image)
        #expect("\(resolved.manifest)" == image.child(0).digest)
        #expect(resolved.index.map { "\($0)" } == image.digest)
        let config = try #require(image.child(0).config).digest
        #expect(
            scene.requested == [
                "GET manifests/1", "GET manifests/\(image.child(0).digest)", "GET blobs/\(config)",
            ])
    }

    @Test func `blobs that several platforms share are fetched and counted once`() async throws {
        let six = SampleImages.sixPlatforms()
        let scene = try Scene(six)
        let pulled = try await scene.pull(["linux/amd64", "linux/arm64"])
        #expect(Set(scene.requested).count == scene.requested.count)
        let shared = Int64(six.child(0).layers[0].size)
        #expect(pulled.map(\.bytesFromCache) == [0, shared])
        // The index belongs to neither image.
        let sent = scene.registry.log.map { Int64($0.bytesSent) }.reduce(0, +) - Int64(six.root.size)
        #expect(pulled.map(\.bytes).reduce(0, +) == sent)
    }
}
