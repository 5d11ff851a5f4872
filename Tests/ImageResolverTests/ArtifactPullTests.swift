import Foundation
import ImageResolver
import TestSupport
import Testing

/// What is not an image: refused and named, or pulled on request.
struct ArtifactPullTests {
    private static let chart = artifact("application/vnd.cncf.helm.config.v1+json", #"{"name":"demo"}"#, [1, 2, 3])

    private static func artifact(_ config: String, _ text: String, _ bytes: [UInt8], type: String? = nil) -> SampleImage
    {
        let title = JSONText.strings(["org.opencontainers.image.title": "demo-1.0.0.tgz"])
        return ImageBuilder().image(
            config: SampleBlob(mediaType: config, bytes: Array(text.utf8)),
            layers: [SampleBlob(mediaType: "application/vnd.example.content.v1", bytes: bytes)],
            manifestExtra: (type.map { [("artifactType", .string($0))] } ?? []) + [("annotations", title)])
    }

    private func request(_ scene: Scene, _ platforms: [String] = []) -> PullRequest {
        var request = PullRequest(image: scene.image, platforms: platforms)
        request.takesArtifacts = true
        return request
    }

    @Test func `a lock refuses it by what it is, and its digest is the way to pull exactly that`() async throws {
        let scene = try Scene(Self.chart)
        let error = await #expect(throws: ResolverError.self) { try await scene.resolver().lock(scene.image) }
        #expect(error?.kind == .malformed)
        #expect(error?.message.contains("not an image, but a Helm chart: its config media type") == true)
        #expect(error?.hint?.contains("`resolve pull --artifact NAME@\(Self.chart.digest)`") == true)
    }

    @Test(arguments: [
        (chart, "a Helm chart: its config media type is 'application/vnd.cncf.helm.config.v1+json'"),
        (
            artifact(
                "application/vnd.oci.empty.v1+json", "{}", [4], type: "application/vnd.cncf.model.manifest.v1+json"),
            "a model: its artifact type is 'application/vnd.cncf.model.manifest.v1+json'"
        ),
        (
            artifact("application/vnd.example.volume", "{}", [5]),
            "an artifact: its config media type is 'application/vnd.example.volume'"
        ),
    ])
    func `without the option it is named, and the hint has the option`(image: SampleImage, words: String) async throws {
        let scene = try Scene(image)
        let error = await #expect(throws: ResolverError.self) { try await scene.pull() }
        #expect(error?.kind == .noMatch)
        #expect(error?.message == "not an image, but \(words)")
        #expect(error?.hint?.hasPrefix("resolve pull --artifact pulls it") == true)
        let all = await #expect(throws: ResolverError.self) { try await scene.pull(["all"]) }
        #expect(all?.kind == .malformed && all?.message == error?.message)
        #expect(scene.requested.allSatisfy { !$0.contains("blobs/") })
    }

    @Test(arguments: [[], ["linux/arm64"], ["all"]])
    func `with the option every blob of it is in the layout, and its manifest is unchanged`(
        platforms: [String]
    ) async throws {
        let scene = try Scene(Self.chart)
        let folder = scene.folder.file("out")
        let pulled = try await scene.resolver().pull(request(scene, platforms), to: .layout(folder))
        #expect(pulled.map { "\($0.digest)" } == [Self.chart.digest])
        #expect(pulled.first?.platform == nil)
        #expect(pulled.first?.bytes == Int64(Self.chart.root.size + Self.chart.blobs.map(\.size).reduce(0, +)))
        let contents = try LayoutContents(folder)
        #expect(contents.dangling.isEmpty)
        #expect(contents.files == Set([Self.chart.digest] + Self.chart.blobs.map(\.digest)))
        let index = try String(contentsOfFile: folder + "/index.json", encoding: .utf8)
        #expect(index.contains(#""artifactType":"application/vnd.cncf.helm.config.v1+json""#))
        #expect(contents.entries.map(\.name) == ["1"])
    }

    @Test func `a damaged blob of an artifact is found`() async throws {
        let scene = try Scene(Self.chart)
        scene.registry.misbehave(on: .containing(Self.chart.layers[0].digest), .flipped(at: 1))
        let error = await #expect(throws: ResolverError.self) {
            try await scene.resolver().pull(request(scene), to: .localStore)
        }
        #expect(error?.kind == .integrity)
    }

    @Test func `an index of artifacts with platforms is chosen from like one of images`() async throws {
        let platforms: [SamplePlatform] = ["linux/amd64", "linux/arm64"]
        let children = platforms.map { Self.artifact("application/vnd.example.tool", "{}", Array($0.text.utf8)) }
        let index = ImageBuilder().index(zip(children, platforms).map { IndexEntry($0, declaring: $1) })
        let scene = try Scene(index)
        for (platform, child) in zip(platforms, children) {
            let pulled = try await scene.resolver().pull(request(scene, [platform.text]), to: .localStore)
            #expect(pulled.map { "\($0.digest)" } == [child.digest])
            #expect(pulled.first?.platform?.architecture == platform.architecture)
        }
        let error = await #expect(throws: ResolverError.self) {
            try await scene.resolver().pull(request(scene, ["linux/s390x"]), to: .localStore)
        }
        #expect(error?.kind == .noMatch)
        let refused = await #expect(throws: ResolverError.self) { try await scene.pull() }
        #expect(refused?.hint == "--artifact pulls what is not an image")
        let all = try await scene.resolver().pull(request(scene, ["all"]), to: .localStore)
        #expect(all.map { "\($0.digest)" } == children.map(\.digest))
    }

    @Test func `of artifacts without a platform the only one is taken, and several are refused`() async throws {
        let scene = try Scene(ImageBuilder().index([IndexEntry(Self.chart, declaring: nil)]))
        let pulled = try await scene.resolver().pull(request(scene), to: .localStore)
        #expect(pulled.map { "\($0.digest)" } == [Self.chart.digest])
        let other = Self.artifact("application/vnd.example.other", "{}", [9])
        scene.registry.add(
            ImageBuilder().index([Self.chart, other].map { IndexEntry($0, declaring: nil) }), to: "team/app",
            tags: ["1"])
        let error = await #expect(throws: ResolverError.self) {
            try await scene.resolver().pull(request(scene), to: .localStore)
        }
        #expect(error?.message.contains("2 entries without a platform") == true)
    }

    @Test func `an artifact does not become an archive, and an image needs no other option`() async throws {
        let scene = try Scene(Self.chart)
        let error = await #expect(throws: ResolverError.self) {
            try await scene.resolver().pull(request(scene), to: .archive(scene.folder.file("a.tar")))
        }
        #expect(error?.kind == .usage)
        let image = SampleImages.sixPlatforms()
        scene.registry.add(image, to: "team/app", tags: ["1"])
        let pulled = try await scene.resolver().pull(request(scene), to: .localStore)
        #expect(pulled.map { "\($0.digest)" } == [image.child(0).digest])
    }
}
