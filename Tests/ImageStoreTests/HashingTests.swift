import Foundation
import ImageModel
import Synchronization
import TestSupport
import Testing

@testable import ImageStore

struct HashingTests {
    // The examples of FIPS 180-4, and the hash of no bytes.
    @Test(arguments: [
        ("abc", DigestAlgorithm.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("", .sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (
            "abc", .sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ])
    func `the standard's examples have the standard's hashes`(
        text: String, algorithm: DigestAlgorithm, hex: String
    ) throws {
        #expect(try Digest.of(Array(text.utf8), algorithm: algorithm).description == "\(algorithm.rawValue):\(hex)")
    }

    @Test func `a hash in pieces is the hash of the whole`() throws {
        let bytes = noise(1000)
        var hasher = try DigestHasher(.sha512)
        for start in stride(from: 0, to: bytes.count, by: 7) {
            try bytes[start..<min(start + 7, bytes.count)].withUnsafeBytes { try hasher.update($0) }
        }
        #expect(try hasher.finish() == Digest.of(bytes, algorithm: .sha512))
    }

    @Test(arguments: DigestAlgorithm.allCases)
    func `a hasher follows a writer, and verifies the blob`(algorithm: DigestAlgorithm) async throws {
        let bench = try StoreBench()
        let bytes = noise(3 << 20)
        let digest = try Digest.of(bytes, algorithm: algorithm)
        let ingest = try await bench.begin(digest, size: bytes.count)
        let hasher = try ingest.makeHasher()
        var fronts: [Int64] = []
        for start in stride(from: 0, to: bytes.count, by: 100_000) {
            let end = min(start + 100_000, bytes.count)
            try bench.store.calls.write(ingest.file, Array(bytes[start..<end]), at: Int64(start))
            hasher.advance(to: Int64(end))
            fronts.append(hasher.front)
        }
        let verdict = try await hasher.finish()
        guard case .matches(let verified) = verdict else { throw Unexpected("\(verdict)") }
        #expect(hasher.front == Int64(bytes.count))
        #expect(fronts == fronts.sorted())
        try await ingest.commit(verified)
        #expect(try bench.store.read(digest, limit: bytes.count) == bytes)
    }

    @Test func `offsets that go back, or beyond the blob, have no effect`() async throws {
        let bench = try StoreBench()
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        let ingest = try await bench.begin(digest, size: bytes.count)
        try bench.store.calls.write(ingest.file, bytes, at: 0)
        let hasher = try ingest.makeHasher()
        for offset in [Int64.min, -1, 0, 1000, 5, Int64.max] { hasher.advance(to: offset) }
        guard case .matches = try await hasher.finish() else { throw Unexpected("differs") }
        #expect(hasher.front == 1000)
    }

    @Test func `wrong bytes are reported with their digest`() async throws {
        let bench = try StoreBench()
        let (wanted, other) = (noise(1000, seed: 1), noise(1000, seed: 2))
        let ingest = try await bench.begin(Digest.of(wanted), size: 1000)
        try bench.store.calls.write(ingest.file, other, at: 0)
        let hasher = try ingest.makeHasher()
        #expect(try await hasher.finish() == .differs(actual: Digest.of(other)))
    }

    @Test func `a disk error is kept until the end, and stops the progress`() async throws {
        let recorder = RecordingFileSystem()
        let bench = try StoreBench(through: recorder)
        let bytes = noise(1000)
        let ingest = try await bench.begin(Digest.of(bytes), size: 1000)
        try recorder.write(ingest.file, bytes, at: 0)
        let hasher = try ingest.makeHasher()
        recorder.refuse { operation, _ in operation == .reading ? EIO : 0 }
        hasher.advance(to: 1000)
        let expected = StoreError.system(.reading, path: ingest.file.path, code: EIO)
        await #expect(throws: expected) { try await hasher.finish() }
        #expect(hasher.front == 0)
    }

    @Test func `a file that is shorter than its blob is an error, not a hash`() async throws {
        let bench = try StoreBench()
        let bytes = noise(1000)
        let ingest = try await bench.begin(Digest.of(bytes), size: 1000)
        try bench.store.calls.setLength(of: ingest.file, to: 10)
        let hasher = try ingest.makeHasher()
        await #expect(throws: StoreError.wrongSize(path: ingest.file.path, expected: 1000, actual: 10)) {
            try await hasher.finish()
        }
    }

    @Test func `ending a hash twice is an error`() async throws {
        let bench = try StoreBench()
        let bytes = noise(10)
        let ingest = try await bench.begin(Digest.of(bytes), size: 10)
        try bench.store.calls.write(ingest.file, bytes, at: 0)
        let hasher = try ingest.makeHasher()
        _ = try await hasher.finish()
        await #expect(throws: StoreError.ended(path: ingest.file.path)) { try await hasher.finish() }
    }

    @Test func `an empty blob is hashed like any other`() async throws {
        let bench = try StoreBench()
        try await bench.ingest([])
        #expect(bench.store.contains(try Digest.of([]), size: 0))
    }
}
