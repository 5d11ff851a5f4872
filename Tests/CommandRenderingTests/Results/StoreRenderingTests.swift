import CommandRendering
import ImageModel
import PlatformModel
import TestSupport
import Testing

@testable import ImageResolver

/// The output of `lock`, `cache ls` and `cache prune`.
@Suite struct StoreRenderingTests {
    private func digest(_ digit: String) throws -> Digest {
        try Digest(parsing: "sha256:" + String(repeating: digit, count: 64))
    }

    private func locked(_ digit: String) throws -> LockedImage {
        let root = Descriptor(mediaType: MediaType.ociIndex, digest: try digest(digit), size: 9)
        let manifest = Descriptor(
            mediaType: MediaType.ociManifest, digest: try digest("e"), size: 5,
            platform: Platform(os: "linux", architecture: "arm64"))
        return LockedImage(name: try Reference(parsing: "app:1"), root: root, manifests: [manifest])
    }

    @Test func `a locked image is printed as a reference with its tag and digest`() throws {
        let (a, b) = (try digest("a"), try digest("b"))
        for (former, note) in [
            (nil, nil), (a, nil), (b, "app:1: it has moved from \(b) to \(a)"),
        ] as [(Digest?, String?)] {
            let rendering = LockRendering(try locked("a"), image: "app:1", former: former, path: "resolve.lock")
            #expect(rendering.line == "docker.io/library/app:1@\(a)")
            #expect(rendering.note == note)
        }
    }

    @Test func `a moved tag is a conflict, and an unmoved one is none`() throws {
        let (a, b) = (try digest("a"), try digest("b"))
        let same = LockCheckRendering([(locked: try locked("a"), current: a)])
        #expect(same.lines == ["same  docker.io/library/app:1  \(a)"])
        #expect(same.error == nil)
        let moved = LockCheckRendering([(locked: try locked("a"), current: a), (locked: try locked("a"), current: b)])
        #expect(moved.lines.last == "moved  docker.io/library/app:1  \(a)  \(b)")
        #expect(moved.error?.kind == .conflict)
        #expect(moved.error?.message == "the locked tag docker.io/library/app:1 has moved")
    }

    @Test func `the images of a store are a table with the totals below`() throws {
        let arm64 = Platform(os: "linux", architecture: "arm64", variant: "v8")
        let store = StoredImages(
            store: "/s",
            images: [
                StoredImage(
                    name: "docker.io/library/app:1", fullName: nil, digest: try digest("a"), platforms: [arm64],
                    bytes: 3_000_000, uniqueBytes: 1_000, addedSeconds: 1_709_208_000),
                StoredImage(
                    name: "b\u{1B}[2J", fullName: nil, digest: try digest("b"), platforms: [arm64, arm64, arm64],
                    bytes: 20, uniqueBytes: 20, addedSeconds: nil),
            ], blobs: 5, bytes: 3_000_100, unneededBytes: 80)
        let lines = StoreRendering(store).lines
        #expect(
            lines[0].split(separator: " ") == ["image", "platform", "digest", "size", "unique", "added"])
        #expect(
            lines[1].contains("linux/arm64/v8") && lines[1].hasSuffix("1000 B  2024-02-29T12:00:00Z"), "\(lines[1])")
        #expect(lines[2].contains("linux/arm64/v8 and 2 more") && lines[2].hasSuffix("  -"), "\(lines[2])")
        #expect(!lines[2].contains("\u{1B}"))
        #expect(lines[3] == "2 images, 5 blobs, 2.8 MiB, 80 B of no image")
        #expect(
            StoreRendering(StoredImages(store: "/s", images: [], blobs: 0, bytes: 0, unneededBytes: 0)).lines.count == 1
        )
    }

    @Test func `what was removed is printed with the bytes that are free now`() throws {
        var pruned = PrunedStore(store: "/s", isDryRun: false)
        #expect(PruneRendering(pruned).lines == ["0 images, 0 blobs removed, 0 B freed"])
        pruned.images = [
            (name: "app", platform: Platform(os: "linux", architecture: "amd64"), digest: try digest("a"))
        ]
        (pruned.blobs, pruned.bytesFreed, pruned.bytesLinked, pruned.parts) = (2, 30, 5, 1)
        #expect(
            PruneRendering(pruned).lines == [
                "removed  app  linux/amd64  aaaaaaaaaaaa",
                "1 image, 2 blobs, 1 part removed, 30 B freed, 5 B still in layouts",
            ])
        let preview = PrunedStore(store: "/s", isDryRun: true)
        #expect(PruneRendering(preview).lines[0].hasPrefix("dry run: "))
    }
}
