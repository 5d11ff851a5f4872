import Foundation
import ImageModel
import TestSupport
import Testing

@testable import ImageStore

struct IngestTests {
    @Test(arguments: DigestAlgorithm.allCases)
    func `a blob ends under its name, complete and read-only, and only its lock is left beside it`(
        algorithm: DigestAlgorithm
    ) async throws {
        let bench = try StoreBench()
        let bytes = noise(100_000)
        let digest = try Digest.of(bytes, algorithm: algorithm)
        #expect(!bench.store.contains(digest, size: 100_000))
        #expect(try bench.store.read(digest, limit: 100_000) == nil)
        #expect(try await bench.store.rehash(digest) == nil)
        try await bench.ingest(bytes, as: digest)
        try await bench.store.finishBatch()

        #expect(bench.names("blobs/\(algorithm.rawValue)") == [digest.hex])
        #expect(bench.store.blobPath(digest) == bench.path("blobs/\(algorithm.rawValue)/\(digest.hex)"))
        #expect(try mode(bench.store.blobPath(digest)) == 0o444)
        #expect(bench.names("ingest") == ["\(algorithm.rawValue)-\(digest.hex).lock"])
        #expect(try bench.store.read(digest, limit: 100_000) == bytes)
        #expect(try await bench.store.rehash(digest) == digest)
        guard case .alreadyPresent = try await bench.store.beginIngest(digest, size: 100_000, source: "") else {
            throw Unexpected("fetched again")
        }
    }

    @Test func `a blob in progress has its full length, and no name`() async throws {
        let bench = try StoreBench()
        let bytes = noise(5000)
        let digest = try Digest.of(bytes)
        let ingest = try await bench.begin(digest, size: 5000)
        #expect(try FileManager.default.attributesOfItem(atPath: ingest.file.path)[.size] as? Int == 5000)
        #expect(ingest.file.path == bench.path("ingest/sha256-\(digest.hex).part"))
        #expect(bench.names("blobs/sha256").isEmpty)
        #expect(ingest.resumableFrom == 0 && ingest.resumed.isEmpty && ingest.isShared)
        try await ingest.discard()
        #expect(bench.names("ingest") == ["sha256-\(digest.hex).lock"])
    }

    @Test func `a file of another size under a digest's name counts as absent, and is replaced`() async throws {
        let bench = try StoreBench()
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: bench.store.blobPath(digest)))
        #expect(!bench.store.contains(digest, size: 1000))
        #expect(throws: StoreError.self) { try bench.store.read(digest, limit: 1000) }
        try await bench.ingest(bytes)
        #expect(try bench.store.read(digest, limit: 1000) == bytes)
    }

    @Test func `a folder under a digest's name is not a blob`() async throws {
        let bench = try StoreBench()
        let bytes = noise(10)
        let digest = try Digest.of(bytes)
        try FileManager.default.createDirectory(
            atPath: bench.store.blobPath(digest), withIntermediateDirectories: false)
        #expect(!bench.store.contains(digest, size: 10))
        let error = await #expect(throws: StoreError.self) { try await bench.store.write(bytes, as: digest) }
        #expect(error?.systemCode == EISDIR)
        #expect(bench.names("ingest") == ["sha256-\(digest.hex).lock"])
    }

    @Test func `a damaged blob is found by rehashing, and replaced on request`() async throws {
        let bench = try StoreBench()
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        try await bench.ingest(bytes)
        try bench.damage(bench.store.blobPath(digest), at: 500)
        #expect(bench.store.contains(digest, size: 1000))
        #expect(try await bench.store.rehash(digest) != digest)
        #expect(throws: StoreError.self) { try bench.store.read(digest, limit: 1000) }

        let ingest = try await bench.begin(digest, size: 1000, existing: .replace)
        try bench.store.calls.write(ingest.file, bytes, at: 0)
        try await bench.complete(ingest)
        #expect(try await bench.store.rehash(digest) == digest)
        #expect(try mode(bench.store.blobPath(digest)) == 0o444)
    }

    @Test func `durable ranges are resumed by the next ingest`() async throws {
        let bench = try StoreBench()
        let bytes = noise(10_000)
        let digest = try Digest.of(bytes)
        do {
            let killed = try await bench.begin(digest, size: bytes.count)
            try bench.store.calls.write(killed.file, Array(bytes[0..<3000]), at: 0)
            try await killed.noteDurable(RangeSet(0..<2000))
            try bench.store.calls.write(killed.file, Array(bytes[7000..<8000]), at: 7000)
            try await killed.noteDurable(RangeSet(7000..<8000))
            // It goes away as in a killed process, without an orderly end.
        }
        let next = try await bench.begin(digest, size: bytes.count)
        #expect(next.resumed == RangeSet([0..<2000, 7000..<8000]))
        #expect(next.resumableFrom == 2000)
        for gap in next.resumed.gaps(of: next.size) {
            let piece = Array(bytes[Int(gap.lowerBound)..<Int(gap.upperBound)])
            try bench.store.calls.write(next.file, piece, at: gap.lowerBound)
        }
        try await bench.complete(next)
        #expect(try bench.store.read(digest, limit: bytes.count) == bytes)
    }

    @Test func `an interrupted ingest keeps its durable ranges, and frees the rest of its space`() async throws {
        let bench = try StoreBench()
        let bytes = noise(10_000)
        let digest = try Digest.of(bytes)
        let ingest = try await bench.begin(digest, size: bytes.count)
        try bench.store.calls.write(ingest.file, bytes, at: 0)
        try await ingest.keepForResume(RangeSet(0..<4000))
        #expect(bench.names("ingest") == ["lock", "part", "state"].map { "sha256-\(digest.hex).\($0)" })
        #expect(try bench.bytes("ingest/sha256-\(digest.hex).part").count == 4000)
        #expect(try await bench.begin(digest, size: bytes.count).resumed == RangeSet([0..<4000]))
    }

    @Test func `an interrupted ingest without a durable byte leaves nothing`() async throws {
        let bench = try StoreBench()
        let digest = try Digest.of(noise(10))
        let ingest = try await bench.begin(digest, size: 1000)
        try await ingest.keepForResume()
        #expect(bench.names("ingest") == ["sha256-\(digest.hex).lock"])
    }

    @Test func `a changed byte in a resumed part is found, and the part is discarded`() async throws {
        let bench = try StoreBench()
        let bytes = noise(10_000)
        let digest = try Digest.of(bytes)
        let first = try await bench.begin(digest, size: bytes.count)
        try bench.store.calls.write(first.file, bytes, at: 0)
        try await first.keepForResume(RangeSet(0..<9000))
        try bench.damage(first.file.path, at: 1234)

        let second = try await bench.begin(digest, size: bytes.count)
        #expect(second.resumableFrom == 9000)
        try bench.store.calls.write(second.file, Array(bytes[9000...]), at: 9000)
        let hasher = try second.makeHasher()
        guard case .differs = try await hasher.finish() else { throw Unexpected("a wrong blob passed") }
        try await second.discard()
        #expect(bench.names("blobs/sha256").isEmpty)

        let third = try await bench.begin(digest, size: bytes.count)
        #expect(third.resumed.isEmpty)
        try bench.store.calls.write(third.file, bytes, at: 0)
        try await bench.complete(third)
    }

    @Test(
        arguments: [
            ("no state", "state", nil),
            ("a torn state", "state", "{\"form"),
            ("no part", "part", nil),
            ("a part shorter than its state", "part", "short"),
            ("the state of another size", "state", #"{"format":1,"size":999,"ranges":[[0,500]],"source":""}"#),
            ("a huge state", "state", "huge"),
        ] as [(String, String, String?)])
    func `a part starts from scratch when there is`(what: String, ending: String, text: String?) async throws {
        let bench = try StoreBench()
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        let first = try await bench.begin(digest, size: 1000)
        try bench.store.calls.write(first.file, bytes, at: 0)
        try await first.keepForResume(RangeSet(0..<500))
        let name = "ingest/sha256-\(digest.hex).\(ending)"
        try bench.remove(name)
        // Not an argument: the runner prints those.
        if let text { try bench.put(name, text == "huge" ? String(repeating: " ", count: 1 << 20) : text) }

        let second = try await bench.begin(digest, size: 1000)
        #expect(second.resumed.isEmpty)
        #expect(bench.names("ingest") == ["lock", "part"].map { "sha256-\(digest.hex).\($0)" })
        try bench.store.calls.write(second.file, bytes, at: 0)
        try await bench.complete(second)
    }

    @Test func `a part that a killed commit left read-only is resumed`() async throws {
        let refusesOnce = RefuseOnce(operation: .renaming, code: EIO)
        let recorder = RecordingFileSystem { refusesOnce.code(for: $0, $1) }
        let bench = try StoreBench(through: recorder)
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        let first = try await bench.begin(digest, size: 1000)
        try recorder.write(first.file, bytes, at: 0)
        // Renames of the state succeed.
        try await first.noteDurable(RangeSet(0..<1000))
        refusesOnce.arm()
        await #expect(throws: StoreError.self) { try await bench.complete(first) }
        #expect(try mode(first.file.path) == 0o444)
        try await first.keepForResume()

        // Root may open a read-only file for writing; other users may not.
        let refusesOpening = RefuseOnce(operation: .opening, code: EACCES, suffix: ".part")
        recorder.refuse { refusesOpening.code(for: $0, $1) }
        refusesOpening.arm()
        let second = try await bench.begin(digest, size: 1000)
        #expect(second.resumableFrom == 1000)
        #expect(recorder.trace.contains(.unprotect(first.file.path)))
        try await bench.complete(second)
        #expect(try bench.store.read(digest, limit: 1000) == bytes)
        #expect(try mode(bench.store.blobPath(digest)) == 0o444)
    }

    @Test func `after a failed sync nothing can be committed, but earlier durable ranges remain`()
        async throws
    {
        let recorder = RecordingFileSystem()
        let bench = try StoreBench(through: recorder)
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        let ingest = try await bench.begin(digest, size: 1000)
        try recorder.write(ingest.file, bytes, at: 0)
        try await ingest.noteDurable(RangeSet(0..<100))
        let hasher = try ingest.makeHasher()
        guard case .matches(let verified) = try await hasher.finish() else { throw Unexpected("differs") }

        let failing = StoreError.system(.syncing, path: ingest.file.path, code: EIO)
        recorder.refuse { operation, path in operation == .syncing && path.hasSuffix(".part") ? EIO : 0 }
        await #expect(throws: failing) { try await ingest.noteDurable(RangeSet(100..<1000)) }
        recorder.refuse { _, _ in 0 }
        await #expect(throws: failing) { try await ingest.noteDurable(RangeSet(100..<1000)) }
        await #expect(throws: failing) { try await ingest.commit(verified) }
        try await ingest.keepForResume()
        #expect(bench.names("blobs/sha256").isEmpty)
        #expect(try await bench.begin(digest, size: 1000).resumed == RangeSet([0..<100]))
    }

    // The system reports a failed write to one sync only: a second try would succeed without proof.
    @Test func `a commit whose sync failed cannot be tried again`() async throws {
        let recorder = RecordingFileSystem()
        let bench = try StoreBench(through: recorder)
        let bytes = noise(10)
        let ingest = try await bench.begin(Digest.of(bytes), size: 10)
        try bench.store.calls.write(ingest.file, bytes, at: 0)
        guard case .matches(let verified) = try await ingest.makeHasher().finish() else {
            Issue.record("the bytes are those of the digest")
            return
        }
        recorder.refuse { operation, _ in operation == .syncing ? EIO : 0 }
        let failing = StoreError.system(.syncing, path: ingest.file.path, code: EIO)
        await #expect(throws: failing) { try await ingest.commit(verified) }
        recorder.refuse { _, _ in 0 }
        await #expect(throws: failing) { try await ingest.commit(verified) }
        #expect(bench.names("blobs/sha256").isEmpty)
    }

    @Test func `an ended ingest refuses every operation`() async throws {
        let bench = try StoreBench()
        let bytes = noise(10)
        let ingest = try await bench.begin(Digest.of(bytes), size: 10)
        try bench.store.calls.write(ingest.file, bytes, at: 0)
        try await bench.complete(ingest)
        let ended = StoreError.ended(path: ingest.file.path)
        ingest.startWriteback(of: 0..<10)
        await #expect(throws: ended) { try await ingest.noteDurable(RangeSet(0..<10)) }
        await #expect(throws: ended) { try await ingest.discard() }
        await #expect(throws: ended) { try await ingest.keepForResume() }
        #expect(throws: StoreError.self) { try ingest.makeHasher() }
        #expect(bench.store.contains(try Digest.of(bytes), size: 10))
    }

    @Test func `ranges beyond the blob are not recorded`() async throws {
        let bench = try StoreBench()
        let digest = try Digest.of(noise(10))
        let ingest = try await bench.begin(digest, size: 10)
        ingest.startWriteback(of: 0..<10)
        try await ingest.keepForResume(RangeSet([-5..<3, 8..<Int64.max]))
        #expect(try await bench.begin(digest, size: 10).resumed == RangeSet([0..<3, 8..<10]))
    }
}
