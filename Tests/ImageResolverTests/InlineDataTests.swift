import ImageModel
import ImageResolver
import TestSupport
import Testing

/// Content inside descriptors (OCI image-spec v1.1, descriptor.md, `data`).
struct InlineDataTests {
    @Test func `inline data is not requested, and is refused if it is wrong`() async throws {
        for isTrue in [true, false] {
            let builder = ImageBuilder()
            let image = SampleImages.image("linux/amd64", builder)
            let config = try #require(image.config)
            let layer = image.layers[1]
            let lie = SampleBlob(mediaType: layer.mediaType, bytes: layer.bytes.map { $0 ^ 1 })
            func carried(_ blob: SampleBlob, _ bytes: [UInt8]) -> JSONText {
                .object([
                    ("mediaType", .string(blob.mediaType)), ("digest", .string(blob.digest)),
                    ("size", .number(blob.size)),
                    ("data", .string(Base64Text(bytes).text)),
                ])
            }
            let manifest = JSONText.object([
                ("schemaVersion", .number(2)), ("mediaType", .string(MediaType.ociManifest)),
                ("config", carried(config, config.bytes)),
                ("layers", .array([carried(layer, isTrue ? layer.bytes : lie.bytes)])),
            ])
            let scene = try Scene(image)
            scene.registry.add(
                manifest: manifest.bytes, mediaType: MediaType.ociManifest, to: "team/app", tag: "1")
            if isTrue {
                try await scene.pull()
                #expect(scene.requested == ["GET manifests/1"])
                #expect(try LayoutContents(scene.store).dangling.isEmpty)
            } else {
                let error = await #expect(throws: ResolverError.self) { try await scene.pull() }
                #expect(error?.kind == .integrity)
            }
        }
    }

    @Test func `an inline manifest is not requested unless its data is wrong`() async throws {
        let builder = ImageBuilder()
        let image = SampleImages.image("linux/amd64", builder)
        var entry = IndexEntry(image)
        entry.holdsData = true
        let scene = try Scene(builder.index([entry]))
        try await scene.pull()
        #expect(!scene.requested.contains("GET manifests/\(image.digest)"))
        let liar = SampleImages.image("linux/arm64", builder)
        var lie = IndexEntry(liar, declaring: "linux/amd64")
        lie.holdsData = true
        lie.digest = image.digest
        let second = try Scene(builder.index([lie]))
        second.registry.add(image, to: "team/app", tags: [])
        let pulled = try? await second.pull()
        #expect(pulled == nil || pulled?.map { "\($0.digest)" } == [image.digest])
    }
}
