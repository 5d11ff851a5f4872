import Foundation
import ImageModel
import TestSupport
import Testing

@testable import ImageStore

struct NotingTests {
    @Test func `ranges recorded during a download are resumed after a kill`() async throws {
        let bench = try StoreBench()
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        try await begun(bench, digest, bytes)
        // The owner has gone away as in a killed process.
        let second = try await bench.begin(digest, size: 1000)
        #expect(second.resumed == RangeSet([0..<600]))
        try bench.store.calls.write(second.file, Array(bytes[600...]), at: 600)
        try await bench.complete(second)
        try await bench.store.finishBatch()
        #expect(try bench.store.read(digest, limit: 1000) == bytes)
        #expect(bench.names("ingest") == ["sha256-\(digest.hex).lock"])
    }

    /// Writes and records the first 600 bytes of an ingest that is never ended.
    private func begun(_ bench: StoreBench, _ digest: Digest, _ bytes: [UInt8]) async throws {
        let ingest = try await bench.begin(digest, size: bytes.count)
        try bench.store.calls.write(ingest.file, Array(bytes[..<600]), at: 0)
        ingest.startNoting(RangeSet(0..<400))
        ingest.startNoting(RangeSet(0..<600))
        // The ingest's jobs run in order: after this one both are done.
        try await ingest.noteDurable(RangeSet())
    }

    @Test func `bytes are synced before they are recorded`() async throws {
        let recorder = RecordingFileSystem()
        let bench = try StoreBench(through: recorder)
        let bytes = noise(1000)
        let ingest = try await bench.begin(Digest.of(bytes), size: 1000)
        try recorder.write(ingest.file, bytes, at: 0)
        recorder.refuse { operation, path in operation == .syncing && path.hasSuffix(".part") ? EIO : 0 }
        ingest.startNoting(RangeSet(0..<600))
        // A later sync does not make up for a failed one.
        await #expect(throws: StoreError.self) { try await ingest.noteDurable(RangeSet()) }
        recorder.refuse { _, _ in 0 }
        await #expect(throws: StoreError.self) { try await bench.complete(ingest) }
        #expect(!bench.names("ingest").contains { $0.hasSuffix(".state") })
        try await ingest.discard()
    }

    @Test func `an ended ingest records nothing`() async throws {
        let bench = try StoreBench()
        let digest = try Digest.of([1])
        let ingest = try await bench.begin(digest, size: 1000)
        try await ingest.discard()
        ingest.startNoting(RangeSet(0..<1000))
        await #expect(throws: StoreError.self) { try await ingest.noteDurable(RangeSet()) }
        #expect(bench.names("ingest") == ["sha256-\(digest.hex).lock"])
    }

    @Test func `a private part has no state`() async throws {
        let bench = try StoreBench(through: RecordingFileSystem(locks: .unsupported))
        let ingest = try await bench.begin(Digest.of([1]), size: 1000)
        #expect(!ingest.isShared)
        ingest.startNoting(RangeSet(0..<1000))
        try await ingest.noteDurable(RangeSet())
        #expect(bench.names("ingest").allSatisfy { !$0.hasSuffix(".state") })
        try await ingest.discard()
    }
}
