import ImageResolver
import TestSupport
import Testing

/// Mirrors whose index lacks the platform (kube-image-keeper#553: the mirror had copied one platform only).
struct StrippedMirrorTests {
    private let whole = SampleImages.sixPlatforms()
    private let stripped = SampleImages.list(["linux/arm64"])

    @Test func `a mirror whose index lacks the platform is skipped for the registry's index`() async throws {
        let scene = try MirrorScene(whole, mirrored: stripped)
        let pulled = try await scene.pull()
        #expect(pulled.map { "\($0.digest)" } == [whole.child(0).digest])
        #expect(pulled.first?.index.map { "\($0)" } == whole.digest)
        #expect(MirrorScene.requested(scene.mirror).first == "manifests/1")
        #expect(MirrorScene.requested(scene.upstream.registry).first == "manifests/1")
        #expect(scene.upstream.reported.notes.contains { $0.contains("no manifest runs on linux/amd64") })
        // The mirror's tag refers to another digest than the index in the store.
        let again = try await scene.pull()
        #expect(again.map { "\($0.digest)" } == [whole.child(0).digest])
    }

    @Test func `a mirror whose index has the platform decides what the tag refers to`() async throws {
        let other = SampleImages.list(["linux/amd64", "linux/arm64"])
        let scene = try MirrorScene(whole, mirrored: other)
        #expect(try await scene.pull().first?.index.map { "\($0)" } == other.digest)
        #expect(scene.upstream.registry.log.isEmpty)
    }

    @Test func `several platforms are chosen from one index`() async throws {
        let scene = try MirrorScene(whole, mirrored: stripped)
        let url = scene.mirror.url
        let pulled = try await scene.upstream.pull(["linux/arm64", "linux/amd64"]) { $0.mirrors = [url] }
        #expect(pulled.map { "\($0.digest)" } == [whole.child(1).digest, whole.child(0).digest])
    }

    @Test func `digest, explain and inspect use the next endpoint's index, too`() async throws {
        let scene = try MirrorScene(whole, mirrored: stripped)
        let (url, image) = (scene.mirror.url, scene.upstream.image)
        let resolver = scene.upstream.resolver {
            $0.mirrors = [url]
            $0.platforms = ["linux/386"]
        }
        #expect("\(try await resolver.digest(image).manifest)" == whole.child(4).digest)
        #expect(try await resolver.explain(image).indexDigest.map { "\($0)" } == whole.digest)
        #expect("\(try await resolver.inspect(image, .document).descriptor.digest)" == whole.child(4).digest)
    }

    @Test func `if no index has the platform, the error names the offers of each endpoint`() async throws {
        let scene = try MirrorScene(SampleImages.list(["linux/riscv64"]), mirrored: stripped)
        let error = await scene.failure()
        #expect(error?.kind == .noMatch)
        #expect(error?.message.contains("'\(scene.mirror.authority)' offers linux/arm64") == true)
        #expect(error?.noMatch?.offered.compactMap { $0.platform?.short } == ["linux/riscv64"])
        let (url, image) = (scene.mirror.url, scene.upstream.image)
        let explanation = try await scene.upstream.resolver { $0.mirrors = [url] }.explain(image)
        #expect(explanation.chosen == nil)
        #expect(explanation.candidates.compactMap { $0.platform?.short } == ["linux/riscv64"])
    }

    @Test func `if the next endpoint has no image, the mirror's offer is reported; if it is down, that is`()
        async throws
    {
        let scene = try MirrorScene(whole, mirrored: stripped)
        scene.upstream.registry.misbehave(on: "/manifests/", hits: 1...1, .status(404))
        let error = await scene.failure()
        #expect(error?.kind == .noMatch)
        #expect(error?.noMatch?.offered.compactMap { $0.platform?.short } == ["linux/arm64"])
        scene.upstream.registry.behave()
        scene.upstream.registry.misbehave(on: "/manifests/", .status(503))
        let down = await scene.failure()
        #expect(down?.kind == .network)
        #expect(down?.message.contains("'\(scene.mirror.authority)' offers linux/arm64") == true)
    }
}
