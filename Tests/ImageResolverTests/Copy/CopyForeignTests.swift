import ImageResolver
import TestSupport
import Testing

/// Layers that registries may not distribute, such as Microsoft's until 2023.
struct CopyForeignTests {
    private let foreignType = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"

    /// An image with one foreign layer, which has a URL, and one ordinary layer.
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

    @Test func `a foreign layer that the source lacks stays at its URLs`() async throws {
        let (image, foreign) = image(urls: ["https://layers.example/one"])
        let scene = try CopyScene(image)
        try await scene.copy()
        #expect(scene.holds(image))
        #expect(scene.held().blobs[foreign.digest] == nil)
        #expect(scene.reported.notes.contains { $0.contains(foreign.digest) })
    }

    @Test func `a foreign layer that the source has is copied like any other layer`() async throws {
        let (image, foreign) = image(urls: ["https://layers.example/one"])
        let scene = try CopyScene(image)
        scene.source.content.repositories["team/app"]?.blobs[foreign.digest] = foreign.bytes
        try await scene.copy()
        #expect(scene.held().blobs[foreign.digest] == foreign.bytes)
    }

    @Test func `a missing foreign layer without URLs ends the copy`() async throws {
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
