import ImageResolver
import TestSupport
import Testing

/// What is asked of a registry, in which order, over how many connections.
struct RequestTests {
    /// An index of one image of three layers.
    private let image: SampleImage = {
        let builder = ImageBuilder()
        let layers = (1...3).map { builder.layer([.random("part\($0)", size: 3000 * $0, seed: UInt64($0))]) }
        return builder.index([IndexEntry(builder.image("linux/amd64", layers: layers))])
    }()

    @Test func `a cold pull asks for index, manifest, config and then each layer once`() async throws {
        let scene = try Scene(image)
        // The config takes its time, so that a layer that does not wait for it would be seen.
        let config = try #require(image.child(0).config).digest
        scene.registry.misbehave(on: .containing(config), .delay(seconds: 0.2))
        let pulled = try await scene.pull()
        let asked = scene.asked
        #expect(
            Array(asked.prefix(3)) == [
                "GET manifests/1", "GET manifests/\(image.child(0).digest)", "GET blobs/\(config)",
            ])
        #expect(Set(asked.dropFirst(3)) == Set(image.child(0).layers.map { "GET blobs/\($0.digest)" }))
        #expect(asked.count == 6)
        let log = scene.registry.log
        #expect(Set(log.prefix(3).map(\.connection)).count == 1)
        #expect(log[3].seconds >= log[2].seconds + 0.2)
        #expect(pulled.map { "\($0.digest)" } == [image.child(0).digest])
        #expect(pulled.first?.name == scene.registry.reference("team/app"))
    }

    @Test func `a second pull asks one HEAD, and none of its bytes came over the network`() async throws {
        let scene = try Scene(image)
        let first = try #require(try await scene.pull().first)
        scene.registry.clearLog()
        let second = try #require(try await scene.pull().first)
        #expect(scene.asked == ["HEAD manifests/1"])
        let size = image.child(0).root.size + image.child(0).blobs.map(\.size).reduce(0, +)
        #expect(first.bytes == Int64(size + image.root.size))
        #expect(first.bytesFromCache == 0)
        #expect(second.bytes == 0)
        #expect(second.bytesFromCache == Int64(size))
        #expect(second.digest == first.digest)
    }

    @Test func `a tag that has moved costs one GET more, and only what is new is fetched`() async throws {
        let scene = try Scene(image)
        try await scene.pull()
        let other = SampleImages.sixPlatforms()
        scene.registry.add(other, to: "team/app", tags: ["1"])
        scene.registry.clearLog()
        let pulled = try await scene.pull()
        #expect(Array(scene.asked.prefix(2)) == ["HEAD manifests/1", "GET manifests/1"])
        #expect(pulled.map { "\($0.digest)" } == [other.child(0).digest])
    }

    @Test(arguments: [Fault.status(404), .status(405), .noDigest])
    func `a registry that does not answer HEAD well is asked by GET`(fault: Fault) async throws {
        let scene = try Scene(image)
        try await scene.pull()
        scene.registry.misbehave(on: "/manifests/", method: "HEAD", fault)
        scene.registry.clearLog()
        try await scene.pull()
        #expect(scene.asked == ["HEAD manifests/1", "GET manifests/1"])
    }

    @Test func `a digest that is held asks nothing`() async throws {
        let scene = try Scene(image)
        try await scene.pull()
        scene.registry.clearLog()
        for digest in [image.digest, image.child(0).digest] {
            let request = PullRequest(image: scene.registry.reference("team/app@\(digest)"))
            let pulled = try await scene.resolver().pull(request, to: .localStore)
            #expect(pulled.map { "\($0.digest)" } == [image.child(0).digest])
        }
        #expect(scene.asked.isEmpty)
    }

    @Test func `beside a tag the digest decides, and a tag that stands for something else is a note`() async throws {
        let scene = try Scene(image)
        let other = SampleImages.sixPlatforms()
        scene.registry.add(other, to: "team/app", tags: ["moved"])
        let resolver = scene.resolver()
        let still = try await resolver.digest("\(scene.image)@\(image.digest)")
        #expect("\(still.manifest)" == image.child(0).digest)
        #expect(scene.told.notes.isEmpty)
        let moved = try await resolver.digest(scene.registry.reference("team/app:moved@\(image.digest)"))
        #expect("\(moved.manifest)" == image.child(0).digest)
        #expect(scene.told.notes.count == 1)
        #expect(scene.told.notes.first?.contains(other.digest) == true)
    }

    @Test func `a digest of a list entry that declares its platform takes one request`() async throws {
        let scene = try Scene(image)
        let resolved = try await scene.resolver().digest(scene.image)
        #expect("\(resolved.manifest)" == image.child(0).digest)
        #expect(resolved.index.map { "\($0)" } == image.digest)
        #expect(scene.asked == ["GET manifests/1"])
    }

    @Test func `what several platforms share is fetched once and counted once`() async throws {
        let six = SampleImages.sixPlatforms()
        let scene = try Scene(six)
        let pulled = try await scene.pull(["linux/amd64", "linux/arm64"])
        #expect(Set(scene.asked).count == scene.asked.count)
        let shared = Int64(six.child(0).layers[0].size)
        #expect(pulled.map(\.bytesFromCache) == [0, shared])
        let sent = scene.registry.log.map { Int64($0.bytesSent) }.reduce(0, +)
        #expect(pulled.map(\.bytes).reduce(0, +) == sent)
    }
}
