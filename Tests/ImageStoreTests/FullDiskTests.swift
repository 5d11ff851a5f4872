import Foundation
import ImageModel
import TestSupport
import Testing

@testable import ImageStore

struct FullDiskTests {
    @Test(arguments: [ENOSPC, EDQUOT])
    func `a full disk is reported before the first byte, and nothing is left`(code: Int32) async throws {
        let recorder = RecordingFileSystem { operation, _ in operation == .reservingSpace ? code : 0 }
        let bench = try StoreBench(through: recorder)
        let digest = try Digest.of([1])
        let error = await #expect(throws: StoreError.self) {
            try await bench.store.beginIngest(digest, size: 1 << 30, source: "")
        }
        #expect(error?.isFull == true)
        #expect(error?.operation == .reservingSpace)
        #expect(bench.names("ingest") == ["sha256-\(digest.hex).lock"])
    }

    @Test func `a resumable part is kept when the disk is full`() async throws {
        let recorder = RecordingFileSystem()
        let bench = try StoreBench(through: recorder)
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        let first = try await bench.begin(digest, size: 1000)
        try recorder.write(first.file, bytes, at: 0)
        try await first.keepForResume(RangeSet(0..<500))
        recorder.refuse { operation, _ in operation == .reservingSpace ? ENOSPC : 0 }
        await #expect(throws: StoreError.self) { try await bench.begin(digest, size: 1000) }
        recorder.refuse { _, _ in 0 }
        #expect(try await bench.begin(digest, size: 1000).resumableFrom == 500)
    }

    @Test(arguments: [EOPNOTSUPP, ENOSYS])
    func `without preallocation the file is only extended`(code: Int32) async throws {
        let recorder = RecordingFileSystem { operation, _ in operation == .reservingSpace ? code : 0 }
        let bench = try StoreBench(through: recorder)
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        let ingest = try await bench.begin(digest, size: 1000)
        #expect(recorder.trace.contains(.setLength(ingest.writer, 1000)))
        try recorder.write(ingest.file, bytes, at: 0)
        try await bench.complete(ingest)
    }

    @Test func `a state that cannot be written leaves the old one, and no debris`() async throws {
        let recorder = RecordingFileSystem()
        let bench = try StoreBench(through: recorder)
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        let first = try await bench.begin(digest, size: 1000)
        try recorder.write(first.file, bytes, at: 0)
        try await first.noteDurable(RangeSet(0..<300))
        recorder.refuse { operation, path in operation == .writing && path.hasSuffix(".new") ? ENOSPC : 0 }
        let error = await #expect(throws: StoreError.self) { try await first.keepForResume(RangeSet(300..<600)) }
        #expect(error?.isFull == true)
        recorder.refuse { _, _ in 0 }
        #expect(bench.names("ingest") == ["lock", "part", "state"].map { "sha256-\(digest.hex).\($0)" })
        #expect(try await bench.begin(digest, size: 1000).resumableFrom == 300)
    }

    @Test(.enabled(if: MountedFolder.isPossible, "mounts a small file system, which only root may"))
    func `a real full disk refuses a blob before its first byte, and accepts one that fits`() async throws {
        let mount = try MountedFolder(megabytes: 1)
        let store = try ImageStore.open(at: mount.path + "/store", as: .local)
        let space = try store.freeSpace()
        #expect(space.bytes > 0 && space.bytes <= 1 << 20)
        #expect(space.shortage(bytes: 2 << 20, files: 1) == .bytes(space.bytes))
        let large = try Digest.of([1])
        let error = await #expect(throws: StoreError.self) {
            try await store.beginIngest(large, size: 2 << 20, source: "")
        }
        #expect(error?.systemCode == ENOSPC)
        #expect(error?.description.hasPrefix("reserving space for '\(mount.path)/store/ingest/sha256-") == true)
        #expect(error?.description.hasSuffix(": no space left on device (errno \(ENOSPC))") == true)
        #expect(try store.freeSpace().bytes > space.bytes - (64 << 10))

        let bytes = noise(500_000)
        try await store.write(bytes, as: Digest.of(bytes))
        #expect(try store.read(Digest.of(bytes), limit: bytes.count) == bytes)
    }

    @Test(
        .userCase("P14"),
        arguments: [
            (FreeSpace(bytes: 10, files: 3), 10, 3, nil), (FreeSpace(bytes: 10, files: nil), 10, .max, nil),
            (FreeSpace(bytes: 10, files: 3), 11, 3, .bytes(10)), (FreeSpace(bytes: 10, files: 3), 10, 4, .files(3)),
            (FreeSpace(bytes: 10, files: 0), 0, 1, .files(0)), (FreeSpace(bytes: 10, files: 0), 11, 1, .bytes(10)),
            (FreeSpace(bytes: 0, files: 0), 0, 0, nil),
        ] as [(FreeSpace, Int64, Int64, FreeSpace.Shortage?)])
    func `a disk lacks bytes or inodes`(free: FreeSpace, bytes: Int64, files: Int64, shortage: FreeSpace.Shortage?) {
        #expect(free.shortage(bytes: bytes, files: files) == shortage)
    }

    @Test(.enabled(if: MountedFolder.isPossible, "mounts a small file system, which only root may"))
    func `a real disk without inodes leaves nothing half done`() async throws {
        let mount = try MountedFolder(megabytes: 1, inodes: 12)
        let store = try ImageStore.open(at: mount.path + "/store", as: .local)
        #expect(try #require(store.freeSpace().files) < 12)
        var error: StoreError?
        var count = 0
        while error == nil, count < 20 {
            do throws(StoreError) {
                try await store.write([UInt8(count)], as: Digest.of([UInt8(count)]))
                count += 1
            } catch let refusal {
                error = refusal
            }
        }
        #expect(error?.isFull == true)
        guard case .noInodes = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.contains("the file system has no free inodes") == true)
        let names = try FileManager.default.contentsOfDirectory(atPath: mount.path + "/store/ingest")
        #expect(!names.contains { $0.hasSuffix(".part") })
        for number in 0..<count { #expect(try store.read(Digest.of([UInt8(number)]), limit: 1) == [UInt8(number)]) }
    }
}
