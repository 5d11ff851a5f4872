import ImageResolver
import TestSupport
import Testing

/// An image that is a manifest without an index is judged by its config.
struct LoneManifestTests {
    @Test func `a matching manifest is pulled, and no index is reported`() async throws {
        let image = SampleImages.single("linux/amd64")
        let scene = try Scene(image)
        let pulled = try #require(try await scene.pull().first)
        #expect("\(pulled.digest)" == image.digest)
        #expect(pulled.index == nil)
        #expect(pulled.platform?.short == "linux/amd64")
        #expect(pulled.reason == "from-config")
    }

    @Test func `a manifest of the wrong architecture does not match, and no layer is requested`() async throws {
        let image = SampleImages.single("linux/amd64")
        let scene = try Scene(image)
        let error = await #expect(throws: ResolverError.self) { try await scene.pull(host: "graviton3") }
        #expect(error?.kind == .noMatch)
        #expect(error?.noMatch?.offered.map(\.verdict.reason) == ["architecture"])
        #expect(error?.noMatch?.command == "resolve pull --platform linux/amd64 \(scene.image)")
        #expect(scene.layerRequests(of: image).isEmpty)
    }

    @Test func `a manifest of the wrong architecture is accepted with a warning if mismatches are allowed`()
        async throws
    {
        let scene = try Scene(SampleImages.single("linux/amd64"))
        let pulled = try await scene.pull(host: "graviton3") { $0.allowMismatch = true }
        #expect(pulled.map(\.platform?.short) == ["linux/amd64"])
        #expect(scene.reported.warnings.count == 1)
        #expect(scene.reported.warnings.first?.contains("linux/amd64") == true)
        #expect(scene.reported.warnings.first?.contains("--allow-mismatch") == true)
    }

    @Test func `a manifest whose config names no architecture is accepted with a note and no platform`() async throws {
        let scene = try Scene(SampleImages.single(nil))
        let layout = try await scene.pullLayout(host: "graviton3")
        #expect(layout.entries.map(\.platform) == [nil])
        #expect(scene.reported.warnings.isEmpty)
        #expect(scene.reported.notes.count == 1)
        #expect(scene.reported.notes.first?.contains("names no architecture") == true)
    }

    @Test func `an entry that contradicts its config is refused before any layer, unless mismatches are allowed`()
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
        #expect(scene.reported.warnings.isEmpty)
        let pulled = try await scene.pull(host: "graviton3") { $0.allowMismatch = true }
        #expect(pulled.map { "\($0.digest)" } == [amd64.digest])
        #expect(scene.reported.warnings.count == 1)
    }

    @Test func `another variant in the config causes a note`() async throws {
        let builder = ImageBuilder()
        let v6 = SampleImages.image("linux/arm/v6", builder)
        let scene = try Scene(builder.index([IndexEntry(v6, declaring: "linux/arm/v7")]))
        try await scene.pull(host: "raspberry-pi-2")
        #expect(scene.reported.warnings.isEmpty)
        #expect(scene.reported.notes.count == 1)
    }

    @Test func `an artifact is not an image, even if mismatches are allowed`() async throws {
        let config = SampleBlob(mediaType: "application/vnd.cncf.helm.config.v1+json", bytes: Array("{}".utf8))
        let chart = SampleBlob(mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip", bytes: [1, 2, 3])
        let scene = try Scene(ImageBuilder().image(config: config, layers: [chart]))
        let error = await #expect(throws: ResolverError.self) { try await scene.pull { $0.allowMismatch = true } }
        #expect(error?.kind == .noMatch)
        #expect(error?.noMatch?.offered.map(\.verdict.reason) == ["artifact"])
        #expect(error?.noMatch?.command == nil)
        // Its config can still be inspected, because there is nothing to choose.
        let inspection = try await scene.resolver().inspect(scene.image, .config)
        #expect(inspection.bytes == config.bytes)
    }

    @Test func `the config of an attestation can be inspected by digest`() async throws {
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

    @Test func `documents are returned with the registry's exact bytes`() async throws {
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
