import ImageModel
import TestSupport
import Testing

@testable import ImageResolver

/// `--platform all` with large indexes.
struct WholeIndexTests {
    @Test func `an entry that is listed several times is pulled and reported once`() async throws {
        let builder = ImageBuilder()
        let image = SampleImages.image("linux/amd64", builder)
        var list = builder.index(Array(repeating: IndexEntry(image), count: 20))
        // Without a record of seen digests, each level would multiply the requests by 20.
        for _ in 0..<3 { list = builder.index(Array(repeating: IndexEntry(list), count: 20)) }
        let scene = try Scene(list)
        let pulled = try await scene.pull(["all"])
        #expect(pulled.map { "\($0.digest)" } == [image.digest])
        #expect(scene.requested.filter { $0.contains("manifests/") }.count == 5)
        #expect(try LayoutContents(scene.store).dangling.isEmpty)
    }

    @Test func `documents that exceed the memory limit are refused before they are requested`() async throws {
        let builder = ImageBuilder()
        var entry = IndexEntry(SampleImages.image("linux/amd64", builder))
        entry.size = Limits.indexBytes
        let scene = try Scene(builder.index([entry]))
        let error = await #expect(throws: ResolverError.self) { try await scene.pull(["all"]) }
        #expect(error?.kind == .malformed)
        #expect(error?.message.contains("\(Limits.indexBytes) bytes") == true)
        #expect(scene.requested == ["GET manifests/1"])
    }

    @Test func `more documents than the limit are refused, and a repeated one is not counted`() throws {
        let index = ImageIndex(manifests: [])
        let digest = try Digest(parsing: "sha256:" + String(repeating: "f", count: 64))
        var bounds = IndexBounds(
            root: Document(digest: digest, mediaType: MediaType.ociIndex, bytes: [], content: .index(index)))
        for number in 1..<Limits.indexDocuments {
            #expect(try bounds.admit(entry(number)))
            #expect(try !bounds.admit(entry(number)))
        }
        let error = #expect(throws: ResolverError.self) { try bounds.admit(entry(Limits.indexDocuments)) }
        #expect(error?.kind == .malformed)
        #expect(error?.message.contains("\(Limits.indexDocuments) documents") == true)
    }

    private func entry(_ number: Int) throws -> Descriptor {
        let hex = String(number, radix: 16)
        let digest = try Digest(parsing: "sha256:" + String(repeating: "0", count: 64 - hex.utf8.count) + hex)
        return Descriptor(mediaType: MediaType.ociManifest, digest: digest, size: 1)
    }
}
