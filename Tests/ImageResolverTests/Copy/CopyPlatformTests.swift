import ImageModel
import ImageResolver
import PlatformModel
import TestSupport
import Testing

struct CopyPlatformTests {
    private let image = SampleImages.sixPlatforms()

    private func entries(_ scene: CopyScene, _ digest: Digest) throws -> [Descriptor] {
        let document = try #require(scene.held().manifests["\(digest)"])
        let content = try ManifestDocument(parsing: document.bytes, contentType: document.mediaType)
        guard case .index(let index) = content else { return [] }
        return index.manifests
    }

    @Test func `several platforms become a new index, in the order of the source`() async throws {
        let scene = try CopyScene(image)
        let copied = try await scene.copy { $0.platforms = ["linux/arm/v6", "linux/arm64"] }
        #expect("\(copied.digest)" != image.digest)
        #expect(copied.index.map { "\($0)" } == image.digest)
        let entries = try entries(scene, copied.digest)
        #expect(entries.map { "\($0.digest)" } == [image.child(1).digest, image.child(3).digest])
        #expect(entries.map { $0.platform?.short } == ["linux/arm64", "linux/arm/v6"])
        #expect(scene.holds(image.child(1)) && scene.holds(image.child(3)))
        #expect(scene.held().manifests[image.child(0).digest] == nil)
        let note = scene.reported.notes.joined()
        #expect(note.contains("\(copied.digest)") && note.contains(image.digest))
        let turned = try await scene.copy { $0.platforms = ["linux/arm64", "linux/arm/v6"] }
        #expect(turned.digest == copied.digest)
        #expect(turned.targets.map(\.wasThere) == [true])
    }

    @Test func `a second copy of the same platforms requests manifests and no blob`() async throws {
        let scene = try CopyScene(image)
        try await scene.copy { $0.platforms = ["linux/arm64", "linux/386"] }
        scene.clearLogs()
        try await scene.copy { $0.platforms = ["linux/arm64", "linux/386"] }
        #expect(
            scene.requested(of: scene.source) == [
                "GET manifests/1", "GET manifests/\(image.child(1).digest)", "GET manifests/\(image.child(4).digest)",
            ])
        #expect(scene.requested(of: scene.target) == ["HEAD manifests/1"])
    }

    @Test func `one platform is copied as its manifest, under its own digest`() async throws {
        let scene = try CopyScene(image)
        let copied = try await scene.copy { $0.platforms = ["linux/arm64"] }
        #expect("\(copied.digest)" == image.child(1).digest)
        #expect(copied.platforms?.map(\.short) == ["linux/arm64"])
        #expect(scene.held().manifests.count == 1)
    }

    @Test func `all platforms, by name or as all, leave the index unchanged`() async throws {
        for platforms in [SampleImages.sixPlatformNames.map(\.text), ["all"]] {
            let scene = try CopyScene(image)
            let copied = try await scene.copy { $0.platforms = platforms }
            #expect("\(copied.digest)" == image.digest)
            #expect(copied.platforms == nil)
        }
    }

    @Test func `a platform in the environment does not affect copies`() async throws {
        let scene = try CopyScene(image)
        let copied = try await scene.copy(options: { $0.environment["DOCKER_DEFAULT_PLATFORM"] = "linux/arm64" })
        #expect("\(copied.digest)" == image.digest)
    }

    @Test func `an entry without a platform gets the platform in its config`() async throws {
        let undeclared = SampleImages.undeclared()
        let scene = try CopyScene(undeclared)
        let copied = try await scene.copy { $0.platforms = ["linux/arm64", "linux/386"] }
        #expect(try entries(scene, copied.digest).map { $0.platform?.short } == ["linux/arm64", "linux/386"])
    }

    @Test func `a Docker manifest list stays one`() async throws {
        let docker = SampleImages.sixPlatforms(format: .docker)
        let scene = try CopyScene(docker)
        let copied = try await scene.copy { $0.platforms = ["linux/arm64", "linux/386"] }
        let document = try #require(scene.held().manifests["\(copied.digest)"])
        #expect(document.mediaType == MediaType.dockerList)
        #expect(!String(decoding: document.bytes, as: UTF8.self).contains("annotations"))
    }

    @Test func `a missing platform ends the copy before anything is written`() async throws {
        let scene = try CopyScene(image)
        await #expect(throws: ResolverError.self) { try await scene.copy { $0.platforms = ["linux/s390x"] } }
        #expect(Set(scene.target.log.map(\.method)).isSubset(of: ["HEAD", "GET"]))
    }

    @Test func `a sparse copy keeps the index and its digest, and copies the chosen images`() async throws {
        let scene = try CopyScene(image)
        scene.target.content.uploadSettings.checksManifests = false
        let copied = try await scene.copy { request in
            request.platforms = ["linux/arm64"]
            request.narrowing = .sparse
        }
        #expect("\(copied.digest)" == image.digest)
        #expect(scene.held().manifests[image.digest]?.bytes == image.root.bytes)
        #expect(scene.holds(image.child(1)))
        #expect(scene.held().manifests.count == 2)
    }

    @Test func `a target that refuses sparse indexes is reported, with a hint`() async throws {
        let scene = try CopyScene(image)
        do {
            try await scene.copy { request in
                request.platforms = ["linux/arm64"]
                request.narrowing = .sparse
            }
            Issue.record("it was taken")
        } catch let error as ResolverError {
            #expect(error.kind == .malformed)
            #expect(error.hint?.contains("--sparse") == true)
            #expect(error.message.contains("MANIFEST_BLOB_UNKNOWN"))
        }
        #expect(scene.held().tags.isEmpty)
    }

    @Test func `an image that contradicts its index entry is not copied`() async throws {
        let builder = ImageBuilder()
        let liar = SampleImages.image("linux/s390x", builder)
        let list = builder.index([
            IndexEntry(liar, declaring: "linux/arm64"), IndexEntry(SampleImages.image("linux/amd64", builder)),
        ])
        let scene = try CopyScene(list)
        do {
            try await scene.copy { $0.platforms = ["linux/arm64"] }
            Issue.record("it was copied")
        } catch let error as ResolverError {
            #expect(error.kind == .mismatch)
        }
        #expect(scene.held().manifests.isEmpty)
        try await scene.copy({ $0.platforms = ["linux/arm64"] }, options: { $0.allowMismatch = true })
        #expect(scene.holds(liar))
    }
}
