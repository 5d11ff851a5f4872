import ImageModel
import TestSupport
import Testing

@testable import ImageResolver

/// `--platform all`, of lists that name much.
struct WholeIndexTests {
    @Test func `what a list names several times is pulled and reported once`() async throws {
        let builder = ImageBuilder()
        let image = SampleImages.image("linux/amd64", builder)
        var list = builder.index(Array(repeating: IndexEntry(image), count: 20))
        // Each level multiplies by 20 what a walk without memory would read.
        for _ in 0..<3 { list = builder.index(Array(repeating: IndexEntry(list), count: 20)) }
        let scene = try Scene(list)
        let pulled = try await scene.pull(["all"])
        #expect(pulled.map { "\($0.digest)" } == [image.digest])
        #expect(scene.asked.filter { $0.contains("manifests/") }.count == 5)
        #expect(try LayoutContents(scene.store).dangling.isEmpty)
    }

    @Test func `documents of more bytes than are held in memory are refused before they are asked for`() async throws {
        let builder = ImageBuilder()
        var entry = IndexEntry(SampleImages.image("linux/amd64", builder))
        entry.size = Limits.indexBytes
        let scene = try Scene(builder.index([entry]))
        let error = await #expect(throws: ResolverError.self) { try await scene.pull(["all"]) }
        #expect(error?.kind == .malformed)
        #expect(error?.message.contains("\(Limits.indexBytes) bytes") == true)
        #expect(scene.asked == ["GET manifests/1"])
    }

    @Test func `more documents than the bound are refused, and one that was seen is none`() throws {
        let index = ImageIndex(manifests: [])
        let digest = try Digest(parsing: "sha256:" + String(repeating: "f", count: 64))
        var gathered = GatheredIndex(
            Document(digest: digest, mediaType: MediaType.ociIndex, bytes: [], content: .index(index)))
        for number in 1..<Limits.indexDocuments {
            #expect(try gathered.admits(entry(number)))
            #expect(try !gathered.admits(entry(number)))
        }
        let error = #expect(throws: ResolverError.self) { try gathered.admits(entry(Limits.indexDocuments)) }
        #expect(error?.kind == .malformed)
        #expect(error?.message.contains("\(Limits.indexDocuments) documents") == true)
    }

    private func entry(_ number: Int) throws -> Descriptor {
        let hex = String(number, radix: 16)
        let digest = try Digest(parsing: "sha256:" + String(repeating: "0", count: 64 - hex.utf8.count) + hex)
        return Descriptor(mediaType: MediaType.ociManifest, digest: digest, size: 1)
    }
}
