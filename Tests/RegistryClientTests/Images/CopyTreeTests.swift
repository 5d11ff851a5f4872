import ImageModel
import TestSupport
import Testing

@testable import RegistryClient

struct CopyTreeTests {
    private func document(_ blob: SampleBlob) throws -> CopiedDocument {
        let digest = try Digest(parsing: blob.digest)
        let entry = Descriptor(mediaType: blob.mediaType, digest: digest, size: Int64(blob.size))
        return try CopiedDocument(blob.bytes, entry: entry)
    }

    private func tree(_ image: SampleImage, limits: CopyLimits = CopyLimits()) throws -> CopyTree {
        var tree = CopyTree(limits: limits)
        for manifest in image.manifests.reversed() {
            let document = try document(manifest)
            _ = try tree.unseen([document.descriptor])
            try tree.add(document)
        }
        return tree
    }

    @Test func `the entries of an index are pushed before the index, at every depth`() throws {
        let image = SampleImages.nested(depth: 2)
        let rounds = try tree(image).rounds.map { $0.map { "\($0.descriptor.digest)" } }
        let inner = image.child(0, 0)
        #expect(rounds.map(\.count) == [6, 1, 1, 1])
        #expect(Set(rounds[0]) == Set(inner.children.map(\.digest)))
        #expect(rounds.dropFirst() == [[inner.digest], [image.child(0).digest], [image.digest]])
    }

    @Test func `a blob shared by several images is copied once`() throws {
        let image = SampleImages.sixPlatforms()
        let blobs = try tree(image).blobs.map { "\($0.digest)" }
        #expect(Set(blobs) == Set(image.blobs.map(\.digest)))
        #expect(blobs.count == image.blobs.count)
    }

    @Test func `small blobs come first, then the largest`() throws {
        let builder = ImageBuilder()
        let layers = [100_000, 300_000, 200_000].map { size in
            builder.layer([.random("x", size: size, seed: UInt64(size))], compression: .none)
        }
        let image = builder.image("linux/amd64", layers: layers)
        let expected = [image.config?.digest, image.layers[1].digest, image.layers[2].digest, image.layers[0].digest]
        #expect(try tree(image).blobs.map { "\($0.digest)" } == expected.compactMap(\.self))
    }

    @Test func `a document whose blobs the target has adds none of them`() throws {
        var tree = CopyTree()
        try tree.add(try document(SampleImages.single().root), isWhole: true)
        #expect(tree.blobs.isEmpty)
        #expect(tree.rounds.map(\.count) == [1])
    }

    @Test func `an entry named twice is returned once`() throws {
        var tree = CopyTree()
        let entry = try document(SampleImages.single().root).descriptor
        let (first, second) = (try tree.unseen([entry, entry]), try tree.unseen([entry]))
        #expect(first.count == 1)
        #expect(second.isEmpty)
    }

    @Test func `more documents or bytes than the limits are refused`() throws {
        var limits = CopyLimits()
        limits.documents = 3
        #expect(throws: RegistryError.self) { try tree(SampleImages.sixPlatforms(), limits: limits) }
        limits = CopyLimits()
        limits.bytes = 1000
        #expect(throws: RegistryError.self) { try tree(SampleImages.sixPlatforms(), limits: limits) }
    }

    @Test func `the listing of an artifact names its type, or the type of its config`() throws {
        let builder = ImageBuilder()
        let config = SampleBlob(mediaType: "application/x.config", bytes: Array("{}".utf8))
        let plain = builder.image(config: config, layers: [])
        #expect(try document(plain.root).listing.artifactType == "application/x.config")
        let typed = builder.image(config: config, layers: [], manifestExtra: [("artifactType", .string("a/b"))])
        #expect(try document(typed.root).listing.artifactType == "a/b")
    }
}
