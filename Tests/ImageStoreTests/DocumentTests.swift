import Foundation
import ImageModel
import TestSupport
import Testing

@testable import ImageStore

struct DocumentTests {
    @Test func `a document is written under its digest once`() async throws {
        let recorder = RecordingFileSystem()
        let bench = try StoreBench(through: recorder)
        let bytes = Array("{}".utf8)
        let digest = try Digest.of(bytes)
        try await bench.store.write(bytes, as: digest)
        #expect(try bench.store.read(digest, limit: 2) == bytes)
        #expect(try mode(bench.store.blobPath(digest)) == 0o444)
        #expect(bench.names("ingest") == ["sha256-\(digest.hex).lock"])
        let writes = recorder.trace.count
        try await bench.store.write(bytes, as: digest)
        #expect(recorder.trace[writes...].allSatisfy { $0.isReading })
    }

    @Test func `bytes with another digest are refused`() async throws {
        let bench = try StoreBench()
        let (digest, other) = (try Digest.of([1]), try Digest.of([2]))
        let refusal = StoreError.wrongDigest(path: bench.store.blobPath(digest), expected: digest, actual: other)
        await #expect(throws: refusal) { try await bench.store.write([2], as: digest) }
        #expect(bench.names("blobs/sha256").isEmpty)
        #expect(bench.names("ingest").isEmpty)
    }

    @Test(arguments: [[0x41], [], [0x41, 0x42, 0x43, 0x44, 0x45]] as [[UInt8]])
    func `a damaged document is replaced`(damage: [UInt8]) async throws {
        let bench = try StoreBench()
        let bytes = Array("{ }".utf8)
        let digest = try Digest.of(bytes)
        try Data(damage).write(to: URL(fileURLWithPath: bench.store.blobPath(digest)))
        try await bench.store.write(bytes, as: digest)
        #expect(try bench.store.read(digest, limit: 3) == bytes)
    }

    @Test func `a part of the same document from a download is not reused`() async throws {
        let bench = try StoreBench()
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        let ingest = try await bench.begin(digest, size: 1000)
        try bench.store.calls.write(ingest.file, noise(1000, seed: 9), at: 0)
        try await ingest.keepForResume(RangeSet(0..<900))
        try await bench.store.write(bytes, as: digest)
        #expect(try bench.store.read(digest, limit: 1000) == bytes)
    }

    @Test func `a document longer than the limit is not read`() async throws {
        let bench = try StoreBench()
        let digest = try Digest.of(noise(100))
        try await bench.store.write(noise(100), as: digest)
        let refusal = StoreError.tooLarge(path: bench.store.blobPath(digest), size: 100, limit: 99)
        #expect(throws: refusal) { try bench.store.read(digest, limit: 99) }
    }

    @Test func `twenty tasks may write one document concurrently`() async throws {
        let bench = try StoreBench()
        let bytes = noise(5000)
        let digest = try Digest.of(bytes)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { try await bench.store.write(bytes, as: digest) } }
            try await group.waitForAll()
        }
        #expect(bench.names("blobs/sha256") == [digest.hex])
        #expect(bench.names("ingest") == ["sha256-\(digest.hex).lock"])
    }
}

extension SystemCallRecord {
    /// Whether the call leaves the disk unchanged.
    fileprivate var isReading: Bool {
        switch self {
        case .open(_, .read, _), .close: true
        default: false
        }
    }
}
