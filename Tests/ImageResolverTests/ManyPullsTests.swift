import Foundation
import ImageResolver
import Synchronization
import TestSupport
import Testing

/// Several images that are pulled at once.
struct ManyPullsTests {
    private static let builder = ImageBuilder()
    private static let base = builder.layer([.random("base", size: 300_000, seed: 1)], compression: .none)

    /// Images that share one layer and have one of their own.
    private static func images(_ count: Int) -> [SampleImage] {
        (0..<count).map { number in
            let own = builder.layer([.random("own", size: 20_000, seed: 100 + UInt64(number))], compression: .none)
            return builder.image("linux/amd64", layers: [base, own])
        }
    }

    /// A registry with `images` as `app:0`, `app:1` and so on, and the requests to pull them.
    private func scene(_ images: [SampleImage]) throws -> (Scene, [PullRequest]) {
        let scene = try Scene()
        for (number, image) in images.enumerated() { scene.registry.add(image, to: "app", tags: ["\(number)"]) }
        return (scene, images.indices.map { PullRequest(image: scene.registry.reference("app:\($0)")) })
    }

    private func digests(_ outcomes: [PullOutcome]) -> [String] {
        outcomes.map { outcome in
            switch outcome {
            case .done(let images): images.map { "\($0.digest)" }.joined(separator: ",")
            case .failed(let error): error.kind.rawValue
            case .skipped: "skipped"
            }
        }
    }

    @Test(arguments: [1, 6]) func `a blob that images share is requested and counted once`(jobs: Int) async throws {
        let images = Self.images(8)
        let (scene, requests) = try scene(images)
        let output = PullOutput.layout(scene.folder.file("out"))
        let outcomes = try await scene.resolver { $0.jobs = jobs }.pull(requests, to: output, keepsGoing: false)
        #expect(digests(outcomes) == images.map(\.digest))
        let blobs = scene.requested.filter { $0.contains("blobs/") }
        #expect(blobs.count == Set(blobs).count)
        let pulled = outcomes.flatMap { outcome -> [PulledImage] in
            if case .done(let images) = outcome { images } else { [] }
        }
        let sent = scene.registry.log.map { Int64($0.bytesSent) }.reduce(0, +)
        #expect(pulled.map(\.bytes).reduce(0, +) == sent)
        #expect(try LayoutContents(scene.folder.file("out")).dangling.isEmpty)
    }

    @Test func `a layout and the reports have the order of the command, whatever arrives first`() async throws {
        let images = Self.images(5)
        let (scene, requests) = try scene(images)
        scene.registry.misbehave(on: .containing("manifests/0"), .delay(seconds: 0.3))
        scene.registry.misbehave(on: .containing(images[2].layers[1].digest), .delay(seconds: 0.2))
        let reported = Mutex<[Int]>([])
        let output = PullOutput.layout(scene.folder.file("out"))
        _ = try await scene.resolver().pull(requests, to: output, keepsGoing: false) { index, _ in
            reported.withLock { $0.append(index) }
        }
        #expect(reported.withLock { $0 } == Array(images.indices))
        #expect(try LayoutContents(scene.folder.file("out")).entries.map(\.digest) == images.map(\.digest))
    }

    @Test func `layers of one image arrive while documents of another are read`() async throws {
        let images = Self.images(2)
        let (scene, requests) = try scene(images)
        scene.registry.misbehave(on: .containing("manifests/1"), .delay(seconds: 0.5))
        _ = try await scene.resolver().pull(requests, to: .localStore, keepsGoing: false)
        let manifest = try #require(scene.registry.requests(to: .containing("/app/manifests/1")).first)
        let layer = try #require(scene.registry.requests(to: .containing(Self.base.blob.digest)).first)
        #expect(layer.seconds < manifest.seconds + 0.4)
    }

    @Test func `two names of one image cost one manifest and one config`() async throws {
        let image = SampleImages.sixPlatforms()
        let scene = try Scene()
        scene.registry.add(image, to: "app", tags: ["1", "latest"])
        let requests = ["app:1", "app:latest"].map { PullRequest(image: scene.registry.reference($0)) }
        _ = try await scene.resolver().pull(requests, to: .localStore, keepsGoing: false)
        let byDigest = scene.requested.filter { $0.contains("sha256:") }
        #expect(byDigest.count == Set(byDigest).count)
        #expect(
            scene.requested.filter { !$0.contains("sha256:") }.sorted() == ["GET manifests/1", "GET manifests/latest"])
    }

    @Test func `the first failure ends the images behind it, and those before it are completed`() async throws {
        let images = Self.images(6)
        var (scene, requests) = try scene(images)
        requests[2] = PullRequest(image: scene.registry.reference("none:1"))
        scene.registry.misbehave(on: "/blobs/", .delay(seconds: 0.2))
        let output = PullOutput.layout(scene.folder.file("out"))
        let outcomes = try await scene.resolver().pull(requests, to: output, keepsGoing: false)
        #expect(
            digests(outcomes) == [images[0].digest, images[1].digest, "not-found", "skipped", "skipped", "skipped"])
        #expect(try LayoutContents(scene.folder.file("out")).entries.map(\.digest) == images[..<2].map(\.digest))
        let all = try await scene.resolver().pull(requests, to: output, keepsGoing: true)
        #expect(digests(all) == images.indices.map { $0 == 2 ? "not-found" : images[$0].digest })
    }

    @Test func `when the image fails that fetches a shared blob, another one fetches the rest`() async throws {
        let good = Self.images(1)[0]
        let bad = Self.builder.layer([.random("bad", size: 50, seed: 9)], compression: .none)
        let broken = Self.builder.image("linux/amd64", layers: [Self.base, bad])
        let (scene, requests) = try scene([broken, good])
        let base = PathPattern.containing(Self.base.blob.digest)
        scene.registry.misbehave(on: .containing(bad.blob.digest), .delay(seconds: 0.3), .status(404))
        scene.registry.misbehave(on: base, hits: 1...1, .slow(bytesPerSecond: 300_000))
        let output = PullOutput.layout(scene.folder.file("out"))
        let outcomes = try await scene.resolver().pull(requests, to: output, keepsGoing: true)
        #expect(digests(outcomes) == ["not-found", good.digest])
        #expect(scene.registry.requests(to: base).count <= 2)
        let contents = try LayoutContents(scene.folder.file("out"))
        #expect(contents.entries.map(\.digest) == [good.digest] && contents.dangling.isEmpty)
    }

    @Test func `an archive of several images has them in the order of the command, and two are the same`() async throws
    {
        let images = Self.images(4)
        let (scene, requests) = try scene(images)
        scene.registry.misbehave(on: .containing("manifests/0"), hits: 1...1, .delay(seconds: 0.3))
        let files = ["a.tar", "b.tar"].map { scene.folder.file($0) }
        for file in files {
            let outcomes = try await scene.resolver().pull(requests, to: .archive(file), keepsGoing: false)
            #expect(digests(outcomes) == images.map(\.digest))
        }
        let contents = try files.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
        #expect(contents[0] == contents[1])
    }

    @Test func `never more requests at once than there are jobs`() async throws {
        let images = Self.images(12)
        let (scene, requests) = try scene(images)
        scene.registry.misbehave(on: "/app/", .delay(seconds: 0.01))
        let resolver = scene.resolver {
            $0.jobs = 3
            $0.connections = 1
        }
        let outcomes = try await resolver.pull(requests, to: .localStore, keepsGoing: false)
        #expect(digests(outcomes) == images.map(\.digest))
        // Each request takes at least 10 ms, so those that came within 10 ms were in progress together.
        let times = scene.registry.log.map(\.seconds).sorted()
        for (first, fourth) in zip(times, times.dropFirst(3)) { #expect(fourth - first > 0.009) }
    }
}
