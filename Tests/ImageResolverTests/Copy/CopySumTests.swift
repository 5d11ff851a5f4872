import ImageModel
import ImageResolver
import TestSupport
import Testing

/// The bytes of a copy or push add up to the image on every path.
struct CopySumTests {
    private let image = SampleImages.sixPlatforms()

    private func size(_ image: SampleImage) -> Int64 { Int64(image.blobs.map(\.size).reduce(0, +)) }

    private func sum(_ copied: CopiedImage) -> Int64 {
        copied.bytes + copied.bytesPresent + copied.bytesMounted + copied.bytesElsewhere
    }

    private func copy(_ scene: CopyScene, _ change: (inout CopyRequest) -> Void = { _ in }) async throws -> CopiedImage
    {
        try await scene.copy { request in
            request.countsPresent = true
            change(&request)
        }
    }

    @Test func `a new copy is sent, and the same copy again is present`() async throws {
        let scene = try CopyScene(image)
        let first = try await copy(scene)
        #expect(first.bytes == size(image) && sum(first) == size(image))
        let again = try await copy(scene)
        #expect(again.bytesPresent == size(image) && sum(again) == size(image))
        let another = try await copy(scene) { $0.tags = ["2"] }
        #expect(another.bytesPresent == size(image) && sum(another) == size(image))
        let forced = try await copy(scene) { $0.isForced = true }
        #expect(forced.bytesPresent == size(image) && sum(forced) == size(image))
    }

    @Test func `a copy of which some platforms are present`() async throws {
        let scene = try CopyScene(image)
        scene.target.add(SampleImages.list(["linux/amd64", "linux/386"]), to: "copy/app", tags: ["other"])
        let copied = try await copy(scene)
        #expect(copied.bytes > 0 && copied.bytesPresent > 0)
        #expect(sum(copied) == size(image))
        #expect(scene.holds(image))
    }

    @Test func `a copy in the same repository is present, and one in another of the registry is mounted`() async throws
    {
        let scene = try CopyScene(image)
        let tagged = try await copy(scene) { $0.targets = [scene.source.reference("team/app:2")] }
        #expect(tagged.bytesPresent == size(image) && sum(tagged) == size(image))
        let mounted = try await copy(scene) { $0.targets = [scene.source.reference("mirror/app:1")] }
        #expect(mounted.bytesMounted == size(image) && sum(mounted) == size(image))
    }

    @Test func `the sum is that of every repository`() async throws {
        let scene = try CopyScene(image)
        let names = ["copy/app:1", "copy/app:2", "copy/other:1"].map { scene.target.reference($0) }
        let copied = try await copy(scene) { $0.targets = names }
        #expect(copied.bytes == size(image) && copied.bytesMounted == size(image))
        #expect(sum(copied) == 2 * size(image))
        #expect(sum(try await copy(scene) { $0.targets = names }) == 2 * size(image))
    }

    @Test func `a part of an image`() async throws {
        let scene = try CopyScene(image)
        for (platforms, narrowing) in [
            (["linux/arm64"], CopyRequest.Narrowing.filter), (["linux/arm64", "linux/386"], .filter),
        ] {
            let parts = [1, 4].prefix(platforms.count).map { image.child($0) }
            let blobs = Dictionary(parts.flatMap(\.blobs).map { ($0.digest, Int64($0.size)) }) { first, _ in first }
            for _ in 0..<2 {
                let copied = try await copy(scene) { request in
                    request.platforms = platforms
                    request.narrowing = narrowing
                    request.targets = [scene.target.reference("copy/part\(platforms.count):1")]
                }
                #expect(sum(copied) == blobs.values.reduce(0, +))
            }
        }
    }

    @Test func `layers at other addresses are counted as such`() async throws {
        let image = SampleImages.withLayers(at: ["https://layers.example/x"])
        let scene = try CopyScene(image)
        for layer in image.layers { scene.source.content.repositories["team/app"]?.blobs[layer.digest] = nil }
        for _ in 0..<2 {
            let copied = try await copy(scene)
            #expect(copied.bytesElsewhere == Int64(image.layers.map(\.size).reduce(0, +)))
            #expect(sum(copied) == size(image))
        }
    }

    @Test func `a push and the same push again`() async throws {
        let scene = try PushScene()
        let source = "oci:" + (try image.writeLayout(to: scene.folder, tag: "x"))
        let first = try await scene.push(source)
        #expect(first.bytes == size(image) && sum(first) == size(image))
        scene.registry.clearLog()
        let again = try await scene.push(source)
        #expect(again.bytesPresent == size(image) && sum(again) == size(image))
        #expect(scene.requested == ["HEAD manifests/1"])
        let target = scene.registry.reference("team/app:2")
        let tagged = try await scene.push(source) { $0.target = target }
        #expect(tagged.bytesPresent == size(image) && sum(tagged) == size(image))
    }

    @Test func `an upload that is cut and resumed counts once`() async throws {
        let image = SampleImages.single(layerSize: 3 << 20)
        let scene = try CopyScene(image)
        scene.target.cutRequests(on: "/uploads/", method: "PATCH", hits: 1...2, after: 500_000)
        let copied = try await scene.copy({ $0.countsPresent = true }, options: { $0.retries = 5 })
        #expect(copied.bytes == size(image) && sum(copied) == size(image))
    }
}
