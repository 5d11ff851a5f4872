import Foundation
import ImageModel
import PlatformModel
import TestSupport
import Testing

@testable import ImageStore

struct ReadOnlyTests {
    private let platform = Platform(os: "linux", architecture: "amd64")

    /// A store with one image, its resolution, and an interrupted blob.
    private func filledStore() async throws -> (bench: StoreBench, entry: LayoutEntry, resolution: Resolution) {
        let bench = try StoreBench()
        let bytes = noise(100)
        let digest = try Digest.of(bytes)
        try await bench.store.write(bytes, as: digest)
        try await bench.store.finishBatch()
        let entry = LayoutEntry(
            Descriptor(mediaType: MediaType.ociManifest, digest: digest, size: 100), name: "x")
        try await bench.store.addEntries([entry])
        let resolution = Resolution(
            reference: try Reference(parsing: "x"), platform: platform, index: nil, manifest: digest, position: [])
        try await bench.store.save(resolution)
        return (bench, entry, resolution)
    }

    /// The steps of a pull of a cached image, and then of a missing one.
    private func check(_ store: ImageStore, _ entry: LayoutEntry, _ resolution: Resolution, code: Int32) async throws {
        let digest = entry.descriptor.digest
        #expect(store.contains(entry.descriptor))
        let bytes = try #require(try store.read(digest, limit: 100))
        try await store.write(bytes, as: digest)
        guard case .alreadyPresent = try await store.beginIngest(digest, size: 100, source: "") else {
            throw Unexpected("fetched")
        }
        try await store.finishBatch()
        #expect(try await store.prune(now: Int64.max, olderThanSeconds: 0) == 0)
        try await store.addEntries([entry])
        try await store.save(resolution)
        #expect(store.resolution(of: resolution.reference, platform: platform) == resolution)

        let other = try Digest.of([1])
        for error in [
            await #expect(throws: StoreError.self) { try await store.write([1], as: other) },
            await #expect(throws: StoreError.self) { try await store.beginIngest(other, size: 9, source: "") },
            await #expect(throws: StoreError.self) {
                try await store.addEntries([LayoutEntry(entry.descriptor, name: "new")])
            },
        ] {
            #expect(error?.systemCode == code)
            #expect(error?.isFull == false)
        }
    }

    @Test(arguments: [EROFS, EACCES])
    func `a read-only store serves its content, and reports failed writes`(code: Int32) async throws {
        let (bench, entry, resolution) = try await filledStore()
        let recorder = RecordingFileSystem { operation, path in
            switch operation {
            case .opening: path.hasSuffix(".lock") || path.hasSuffix(".part") ? code : 0
            case .writing, .renaming, .removing, .linking, .makingFolder, .reservingSpace, .resizing: code
            default: 0
            }
        }
        let store = try ImageStore.open(at: bench.store.root, as: .local, through: recorder)
        try await check(store, entry, resolution, code: code)
    }

    @Test(.enabled(if: MountedFolder.isPossible, "mounts a folder read-only, which only root may"))
    func `a store on a real read-only mount serves its content, and reports failed writes`() async throws {
        let (bench, entry, resolution) = try await filledStore()
        let mount = try MountedFolder(readOnly: bench.store.root)
        let store = try ImageStore.open(at: mount.path, as: .local)
        try await check(store, entry, resolution, code: EROFS)
        let error = #expect(throws: StoreError.self) { try ImageStore.open(at: mount.path + "/new", as: .output) }
        let sentence = "creating the directory '\(mount.path)/new': read-only file system (errno \(EROFS))"
        #expect(error?.description == sentence)
    }
}
