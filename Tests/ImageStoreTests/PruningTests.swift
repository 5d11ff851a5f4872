import Foundation
import ImageModel
import PlatformModel
import TestSupport
import Testing

@testable import ImageStore

struct PruningTests {
    private static let amd64 = Platform(os: "linux", architecture: "amd64")
    private static let arm64 = Platform(os: "linux", architecture: "arm64")

    /// A local store with images that share a base layer.
    private struct Images {
        let bench: StoreBench
        var store: ImageStore { bench.store }

        init(through calls: any FileSystemCalls = PosixFileSystem()) throws { bench = try StoreBench(through: calls) }

        /// Adds an image of these layers and a config of its own, without listing it; returns its manifest.
        func add(_ layers: [UInt64], config: UInt64, platform: Platform = amd64) async throws -> Descriptor {
            var parts: [String] = []
            for seed in layers + [config] {
                let bytes = noise(1_000 * Int(seed), seed: seed)
                try await bench.ingest(bytes)
                let type = seed == config ? MediaType.ociConfig : "application/vnd.oci.image.layer.v1.tar"
                parts.append(
                    #"{"mediaType":"\#(type)","digest":"\#(try Digest.of(bytes))","size":\#(bytes.count)}"#)
            }
            let text =
                #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociManifest)","config":\#(parts[layers.count]),"layers":["#
                + parts.dropLast().joined(separator: ",") + "]}"
            let digest = try Digest.of(Array(text.utf8))
            try await store.write(Array(text.utf8), as: digest)
            return Descriptor(
                mediaType: MediaType.ociManifest, digest: digest, size: Int64(text.utf8.count), platform: platform)
        }

        /// Adds an index of these manifests, without listing it.
        func index(_ manifests: [Descriptor]) async throws -> Descriptor {
            let bytes = ImageIndex(mediaType: MediaType.ociIndex, manifests: manifests).encoded()
            let digest = try Digest.of(bytes)
            try await store.write(bytes, as: digest)
            return Descriptor(mediaType: MediaType.ociIndex, digest: digest, size: Int64(bytes.count))
        }

        /// Lists a manifest under a name, with the resolution that a pull records.
        func list(_ manifest: Descriptor, as name: String, index: Descriptor? = nil) async throws {
            let reference = try Reference(parsing: name)
            try await store.addEntries([LayoutEntry(manifest, name: "\(reference)", imageName: "\(reference)")])
            try await store.save(
                Resolution(
                    reference: reference, platform: manifest.platform ?? amd64, index: index?.digest,
                    manifest: manifest.digest, position: [0]))
        }

        func prune(_ isKept: (LayoutEntry) -> Bool = { _ in true }) async throws -> Pruned {
            guard case .pruned(let pruned) = try await store.prune(keeping: isKept, now: 0) else {
                throw Unexpected("nothing was pruned")
            }
            return pruned
        }

        func seeds(_ seeds: Set<UInt64>) throws -> Set<Digest> {
            Set(try seeds.map { try Digest.of(noise(1_000 * Int($0), seed: $0)) })
        }

        var present: Set<Digest> { get throws { Set(try store.blobs().map(\.digest)) } }
    }

    @Test func `what no image needs is removed, and what a listed one needs stays`() async throws {
        let images = try Images()
        let old = try await images.add([1, 2], config: 10)
        let new = try await images.add([1, 3], config: 11)
        let index = try await images.index([new])
        try await images.list(old, as: "app:1")
        try await images.list(new, as: "app:1", index: index)
        let pruned = try await images.prune()
        #expect(try images.present == images.seeds([1, 3, 11]).union([new.digest, index.digest]))
        #expect(pruned.images.isEmpty)
        #expect(pruned.blobs == 3)
        #expect(pruned.bytes == 2_000 + 10_000 + old.size)
        #expect(pruned.linkedBytes == 0)
        #expect(
            try images.store.resolution(of: Reference(parsing: "app:1"), platform: Self.amd64)?.index == index.digest)
        #expect(try await images.prune().blobs == 0)
    }

    @Test func `an image that is not kept goes with its blobs and its resolution, but not with shared blobs`()
        async throws
    {
        let images = try Images()
        let one = try await images.add([1, 2], config: 10)
        let other = try await images.add([1, 3], config: 11)
        try await images.list(one, as: "one:1", index: try await images.index([one]))
        try await images.list(other, as: "other:1")
        let isKept = { (entry: LayoutEntry) in entry.name == "docker.io/library/other:1" }
        guard case .pruned(let preview) = try await images.store.pruned(keeping: isKept) else {
            throw Unexpected("nothing would be pruned")
        }
        #expect(try images.store.entries().count == 2)
        let pruned = try await images.prune(isKept)
        #expect(pruned.images.compactMap(\.name) == ["docker.io/library/one:1"])
        #expect((pruned.blobs, pruned.bytes) == (preview.blobs, preview.bytes))
        #expect(try images.store.entries().compactMap(\.name) == ["docker.io/library/other:1"])
        #expect(try images.present == images.seeds([1, 3, 11]).union([other.digest]))
        #expect(try images.store.resolution(of: Reference(parsing: "one:1"), platform: Self.amd64) == nil)
        #expect(try images.store.resolution(of: Reference(parsing: "other:1"), platform: Self.amd64) != nil)
        #expect(images.bench.names("ingest").isEmpty)
    }

    @Test func `of an image that is kept for one platform, the others go and the index stays`() async throws {
        let images = try Images()
        let amd64 = try await images.add([1], config: 10)
        let arm64 = try await images.add([2], config: 11, platform: Self.arm64)
        let index = try await images.index([amd64, arm64])
        try await images.list(amd64, as: "app:1", index: index)
        try await images.list(arm64, as: "app:1", index: index)
        let reference = try Reference(parsing: "app:1")
        try await images.store.save(
            Resolution(
                reference: reference, platform: Resolution.allPlatforms, index: index.digest, manifest: amd64.digest,
                position: [0]))
        _ = try await images.prune { $0.descriptor.platform == Self.amd64 }
        #expect(try images.present == images.seeds([1, 10]).union([amd64.digest, index.digest]))
        #expect(images.store.resolution(of: reference, platform: Self.amd64) != nil)
        #expect(images.store.resolution(of: reference, platform: Self.arm64) == nil)
        #expect(images.store.resolution(of: reference, platform: Resolution.allPlatforms) == nil)
    }

    @Test func `what a pull of all platforms has besides its images stays`() async throws {
        let images = try Images()
        let image = try await images.add([1], config: 10)
        let attestation = try await images.add(
            [2], config: 11, platform: Platform(os: "unknown", architecture: "unknown"))
        let index = try await images.index([image, attestation])
        try await images.list(image, as: "app:1", index: index)
        try await images.store.save(
            Resolution(
                reference: try Reference(parsing: "app:1"), platform: Resolution.allPlatforms, index: index.digest,
                manifest: image.digest, position: [0]))
        #expect(try await images.prune().blobs == 0)
    }

    @Test func `a store with an unreadable manifest is left as it is, unless that image is dropped`() async throws {
        let images = try Images()
        let image = try await images.add([1], config: 10)
        try await images.list(image, as: "app:1")
        try await images.list(try await images.add([2], config: 11), as: "other:1")
        try images.bench.damage(images.store.blobPath(image.digest), at: 20)
        let before = try images.present
        guard case .unreadable(let entry, let digest) = try await images.store.prune(keeping: { _ in true }, now: 0)
        else {
            throw Unexpected("it was pruned")
        }
        #expect((entry.name, digest) == ("docker.io/library/app:1", image.digest))
        #expect(try images.present == before)
        _ = try await images.prune { $0.name == "docker.io/library/other:1" }
        #expect(try images.present == images.seeds([2, 11]).union([try images.store.entries()[0].descriptor.digest]))
    }

    @Test func `a prune that ends in the middle leaves blobs too many, and no image without its blobs`() async throws {
        let calls = RecordingFileSystem()
        let images = try Images(through: calls)
        let one = try await images.add([1, 2], config: 10)
        let other = try await images.add([1, 3], config: 11)
        try await images.list(one, as: "one:1")
        try await images.list(other, as: "other:1")
        let isKept = { (entry: LayoutEntry) in entry.name == "docker.io/library/other:1" }
        calls.refuse { operation, path in operation == .removing && path.contains("/blobs/") ? EIO : 0 }
        await #expect(throws: StoreError.self) { try await images.prune(isKept) }
        #expect(try images.store.entries().compactMap(\.name) == ["docker.io/library/other:1"])
        #expect(try images.present.isSuperset(of: images.seeds([1, 2, 3, 11])))
        calls.refuse { _, _ in 0 }
        #expect(try await images.prune().blobs == 3)
        #expect(try images.present == images.seeds([1, 3, 11]).union([other.digest]))
    }

    @Test func `bytes that a layout links to are not counted as freed`() async throws {
        let images = try Images()
        let image = try await images.add([1], config: 10)
        let layout = try StoreBench(.output)
        _ = try await layout.store.adopt(try Digest.of(noise(1_000, seed: 1)), size: 1_000, from: images.store)
        let pruned = try await images.prune()
        #expect(pruned.bytes == 11_000 + image.size)
        #expect(pruned.linkedBytes == 1_000)
        #expect(layout.store.contains(try Digest.of(noise(1_000, seed: 1)), size: 1_000))
    }

    @Test(.userCase("K3"))
    func `pruning waits for a process that uses the store`() async throws {
        let images = try Images()
        let image = try await images.add([1], config: 10)
        let hold = try await images.store.hold()
        let waits = AsyncStream.makeStream(of: Void.self)
        let store = images.store
        async let outcome = store.prune(
            keeping: { _ in true }, now: 0, waiting: { waits.continuation.finish() })
        for await _ in waits.stream {}
        // A second user is let in, and lists what the first one has found present.
        try await images.list(image, as: "app:1")
        try await store.hold().end()
        hold.end()
        guard case .pruned(let pruned) = try await outcome else { throw Unexpected("nothing was pruned") }
        #expect(pruned.blobs == 0)
        #expect(store.contains(image))
    }

    @Test func `without locks, nothing is pruned, and a store is used all the same`() async throws {
        let bench = try StoreBench(.local, through: RecordingFileSystem(locks: .unsupported))
        try await bench.ingest(noise(10))
        try await bench.store.hold().end()
        await #expect(throws: StoreError.self) { try await bench.store.prune(keeping: { _ in true }, now: 0) }
        #expect(try bench.store.blobs().count == 1)
    }

    @Test func `the inventory tells which bytes only one image needs`() async throws {
        let images = try Images()
        let one = try await images.add([1, 2], config: 10)
        let other = try await images.add([1, 3], config: 11)
        _ = try await images.add([4], config: 12)
        try await images.list(one, as: "one:1")
        try await images.list(other, as: "other:1")
        let inventory = try StoreInventory(of: images.store)
        #expect(inventory.images.map { inventory.bytes(of: $0.blobs) } == [13_000 + one.size, 15_000 + other.size])
        #expect(inventory.uniqueBytes == [12_000 + one.size, 14_000 + other.size])
        #expect(inventory.unneeded.count == 3)
        #expect(inventory.images.allSatisfy { $0.unreadable == nil && $0.addedSeconds ?? 0 > 1_000_000_000 })
    }
}
