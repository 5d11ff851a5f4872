import ImageResolver
import TestSupport
import Testing

/// Layers that their makers do not let registries have: Microsoft's until 2023 (USER-NEEDS.md D4).
struct CopyForeignTests {
    private let foreignType = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"

    /// An image with a layer of a foreign type that names an address of its own, and one of the usual kind.
    private func image(urls: [String]) -> (image: SampleImage, foreign: SampleBlob) {
        let builder = ImageBuilder(format: .docker)
        let own = builder.layer([.file("own", "own")])
        let made = builder.image("windows(10.0.17763.1)/amd64", layers: [own])
        let foreign = SampleBlob(mediaType: foreignType, bytes: Array("a layer from elsewhere".utf8))
        let descriptor: [(String, JSONText)] = [
            ("mediaType", .string(foreignType)), ("digest", .string(foreign.digest)), ("size", .number(foreign.size)),
            ("urls", .array(urls.map { .string($0) })),
        ]
        let config = made.blobs[0]
        let members: [(String, JSONText)] = [
            ("schemaVersion", .number(2)), ("mediaType", .string(made.root.mediaType)),
            ("config", .object(config.descriptor)),
            ("layers", .array([.object(descriptor), .object(own.blob.descriptor)])),
        ]
        let root = SampleBlob(mediaType: made.root.mediaType, bytes: JSONText.object(members).bytes)
        return (builder.image(root: root, blobs: [config, own.blob]), foreign)
    }

    @Test func `a foreign layer that the source has not stays where its addresses say`() async throws {
        let (image, foreign) = image(urls: ["https://layers.example/one"])
        let scene = try CopyScene(image)
        try await scene.copy()
        #expect(scene.holds(image))
        #expect(scene.held().blobs[foreign.digest] == nil)
        #expect(scene.told.notes.contains { $0.contains(foreign.digest) })
    }

    @Test func `a foreign layer that the source has is copied like any other`() async throws {
        let (image, foreign) = image(urls: ["https://layers.example/one"])
        let scene = try CopyScene(image)
        scene.source.content.repositories["team/app"]?.blobs[foreign.digest] = foreign.bytes
        try await scene.copy()
        #expect(scene.held().blobs[foreign.digest] == foreign.bytes)
    }

    @Test func `a foreign layer without addresses that nobody has ends the copy`() async throws {
        let (image, _) = image(urls: [])
        let scene = try CopyScene(image)
        do {
            try await scene.copy()
            Issue.record("it was copied")
        } catch let error as ResolverError {
            #expect(error.kind == .notFound)
        }
        #expect(scene.held().tags.isEmpty)
    }
}
