import ImageResolver
import TestSupport
import Testing

/// An image that is a manifest without a list: judged by its config.
struct LoneManifestTests {
    @Test func `the right one is pulled, and no index is reported`() async throws {
        let image = SampleImages.single("linux/amd64")
        let scene = try Scene(image)
        let pulled = try #require(try await scene.pull().first)
        #expect("\(pulled.digest)" == image.digest)
        #expect(pulled.index == nil)
        #expect(pulled.platform?.short == "linux/amd64")
        #expect(pulled.word == "from-config")
    }

    @Test func `one of the wrong architecture is no match, and no layer is asked for`() async throws {
        let image = SampleImages.single("linux/amd64")
        let scene = try Scene(image)
        let error = await #expect(throws: ResolverError.self) { try await scene.pull(host: "graviton3") }
        #expect(error?.kind == .noMatch)
        #expect(error?.noMatch?.offered.map(\.verdict.reason) == ["architecture"])
        #expect(error?.noMatch?.command == "resolve pull --platform linux/amd64 \(scene.image)")
        #expect(scene.layerRequests(of: image).isEmpty)
    }

    @Test func `one of the wrong architecture is taken with a warning where mismatches are allowed`() async throws {
        let scene = try Scene(SampleImages.single("linux/amd64"))
        let pulled = try await scene.pull(host: "graviton3") { $0.allowMismatch = true }
        #expect(pulled.map(\.platform?.short) == ["linux/amd64"])
        #expect(scene.told.warnings.count == 1)
        #expect(scene.told.warnings.first?.contains("linux/amd64") == true)
        #expect(scene.told.warnings.first?.contains("--allow-mismatch") == true)
    }

    @Test func `one whose config names no architecture is taken with a note, and claims none`() async throws {
        let scene = try Scene(SampleImages.single(nil))
        let layout = try await scene.pullLayout(host: "graviton3")
        #expect(layout.entries.map(\.platform) == [nil])
        #expect(scene.told.warnings.isEmpty)
        #expect(scene.told.notes.count == 1)
        #expect(scene.told.notes.first?.contains("names no architecture") == true)
    }

    @Test func `an entry that its config contradicts is refused before any layer, and taken only when allowed`()
        async throws
    {
        let builder = ImageBuilder()
        let amd64 = SampleImages.image("linux/amd64", builder)
        let image = builder.index([IndexEntry(amd64, declaring: "linux/arm64")])
        let scene = try Scene(image)
        let error = await #expect(throws: ResolverError.self) { try await scene.pull(host: "graviton3") }
        #expect(error?.kind == .mismatch)
        #expect(error?.hint?.contains("--allow-mismatch") == true)
        #expect(scene.layerRequests(of: image).isEmpty)
        #expect(scene.told.warnings.isEmpty)
        let pulled = try await scene.pull(host: "graviton3") { $0.allowMismatch = true }
        #expect(pulled.map { "\($0.digest)" } == [amd64.digest])
        #expect(scene.told.warnings.count == 1)
    }

    @Test func `another variant in the config is a note`() async throws {
        let builder = ImageBuilder()
        let v6 = SampleImages.image("linux/arm/v6", builder)
        let scene = try Scene(builder.index([IndexEntry(v6, declaring: "linux/arm/v7")]))
        try await scene.pull(host: "raspberry-pi-2")
        #expect(scene.told.warnings.isEmpty)
        #expect(scene.told.notes.count == 1)
    }

    @Test func `an artifact is no image, whatever is allowed`() async throws {
        let config = SampleBlob(mediaType: "application/vnd.cncf.helm.config.v1+json", bytes: Array("{}".utf8))
        let chart = SampleBlob(mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip", bytes: [1, 2, 3])
        let scene = try Scene(ImageBuilder().image(config: config, layers: [chart]))
        let error = await #expect(throws: ResolverError.self) { try await scene.pull { $0.allowMismatch = true } }
        #expect(error?.kind == .noMatch)
        #expect(error?.noMatch?.offered.map(\.verdict.reason) == ["artifact"])
        #expect(error?.noMatch?.command == nil)
        // Its config can still be looked at: there is nothing to choose.
        let inspection = try await scene.resolver().inspect(scene.image, .config)
        #expect(inspection.bytes == config.bytes)
    }

    @Test func `an attestation's own config can be looked at by its digest`() async throws {
        let image = SampleImages.withAttestations()
        let scene = try Scene(image)
        let attestation = image.child(6)
        let name = scene.registry.reference("team/app@\(attestation.digest)")
        let inspection = try await scene.resolver().inspect(name, .config)
        #expect(inspection.bytes == attestation.config?.bytes)
        let error = await #expect(throws: ResolverError.self) {
            try await scene.resolver().pull(PullRequest(image: name), to: .localStore)
        }
        #expect(error?.kind == .noMatch)
    }

    @Test func `documents are handed out with the registry's exact bytes`() async throws {
        let image = SampleImages.sixPlatforms(format: .docker)
        let scene = try Scene(image)
        let list = try await scene.resolver().inspect(scene.image, .document)
        #expect(list.bytes == image.root.bytes)
        #expect(list.descriptor.mediaType == image.root.mediaType)
        let arm = scene.resolver { $0.platforms = ["linux/arm/v7"] }
        #expect(try await arm.inspect(scene.image, .document).bytes == image.child(2).root.bytes)
        #expect(try await arm.inspect(scene.image, .config).bytes == image.child(2).config?.bytes)
        #expect(try await scene.resolver().inspect(scene.image, .config).bytes == image.child(0).config?.bytes)
    }
}
