import Foundation
import ImageModel
import TestSupport
import Testing

@testable import ImageStore

struct AdoptingTests {
    private func link(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.referenceCount] as? NSNumber)?.intValue ?? 0
    }

    @Test(arguments: DigestAlgorithm.allCases)
    func `a blob of the local store gets a second name`(algorithm: DigestAlgorithm) async throws {
        let (local, output) = (try StoreBench(.local), try StoreBench(.output))
        let bytes = noise(1000)
        let digest = try Digest.of(bytes, algorithm: algorithm)
        #expect(try await output.store.adopt(digest, size: 1000, from: local.store) == .absent)
        try await local.ingest(bytes, as: digest)
        #expect(try await output.store.adopt(digest, size: 1001, from: local.store) == .absent)
        #expect(try await output.store.adopt(digest, size: 1000, from: local.store) == .linked)
        #expect(try link(output.store.blobPath(digest)) == 2)
        #expect(try mode(output.store.blobPath(digest)) == 0o444)
        #expect(try await output.store.adopt(digest, size: 1000, from: local.store) == .alreadyPresent)
        #expect(try output.store.read(digest, limit: 1000) == bytes)
        #expect(output.names("ingest").isEmpty)
    }

    @Test(arguments: [EXDEV, EPERM, EMLINK, EOPNOTSUPP])
    func `without links the blob is copied, through a temporary name`(code: Int32) async throws {
        let recorder = RecordingFileSystem { operation, _ in operation == .linking ? code : 0 }
        let (local, output) = (try StoreBench(.local), try StoreBench(.output, through: recorder))
        let bytes = noise(600_000)
        let digest = try Digest.of(bytes)
        try await local.ingest(bytes)
        #expect(try await output.store.adopt(digest, size: 600_000, from: local.store) == .copied)
        #expect(try output.store.read(digest, limit: 600_000) == bytes)
        #expect(try link(output.store.blobPath(digest)) == 1)
        #expect(try mode(output.store.blobPath(digest)) == 0o444)
        let part = StorePaths(root: output.store.root).ingestFiles(digest).part
        #expect(recorder.trace.contains(.rename(part, output.store.blobPath(digest))))
        #expect(output.names("ingest") == ["sha256-\(digest.hex).lock"])
    }

    @Test func `a copy of a damaged blob is refused, and the error names the source`() async throws {
        let recorder = RecordingFileSystem { operation, _ in operation == .linking ? EXDEV : 0 }
        let (local, output) = (try StoreBench(.local), try StoreBench(.output, through: recorder))
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        try await local.ingest(bytes)
        try local.damage(local.store.blobPath(digest), at: 1)
        let error = await #expect(throws: StoreError.self) {
            try await output.store.adopt(digest, size: 1000, from: local.store)
        }
        guard case .wrongDigest(local.store.blobPath(digest), digest, _) = error else {
            throw Unexpected("\(String(describing: error))")
        }
        #expect(output.names("blobs/sha256").isEmpty)
        #expect(output.names("ingest") == ["sha256-\(digest.hex).lock"])
    }

    @Test func `a file of the wrong size is replaced`() async throws {
        let (local, output) = (try StoreBench(.local), try StoreBench(.output))
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        try await local.ingest(bytes)
        try output.put("blobs/sha256/\(digest.hex)", "short")
        #expect(try await output.store.adopt(digest, size: 1000, from: local.store) == .copied)
        #expect(try output.store.read(digest, limit: 1000) == bytes)
    }

    @Test(.enabled(if: FileManager.default.isWritableFile(atPath: "/dev/shm"), "needs a second file system"))
    func `between two file systems a blob is copied`() async throws {
        let (local, output) = (try StoreBench(.local), try StoreBench(.output, in: "/dev/shm"))
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        try await local.ingest(bytes)
        let devices = Set(
            try [local, output].map { try #require(try PosixFileSystem().status(at: $0.store.root)).device })
        let expected: Adoption = devices.count == 2 ? .copied : .linked
        #expect(try await output.store.adopt(digest, size: 1000, from: local.store) == expected)
        #expect(try output.store.read(digest, limit: 1000) == bytes)
    }

    @Test func `a copy without space leaves nothing`() async throws {
        let recorder = RecordingFileSystem { operation, path in
            switch operation {
            case .linking: EXDEV
            case .writing: path.hasSuffix(".part") ? ENOSPC : 0
            default: 0
            }
        }
        let local = try StoreBench(.local)
        let folder = try TemporaryFolder()
        _ = try ImageStore.open(at: folder.file("store"), as: .output)
        let output = try ImageStore.open(at: folder.file("store"), as: .output, through: recorder)
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        try await local.ingest(bytes)
        let error = await #expect(throws: StoreError.self) {
            try await output.adopt(digest, size: 1000, from: local.store)
        }
        #expect(error?.isFull == true)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.file("store/ingest"))
                == ["sha256-\(digest.hex).lock"])
    }
}
