import ImageModel
import TestSupport
import Testing

@testable import ImageStore

struct PassingHashTests {
    private func update(_ hash: PassingHash, _ bytes: ArraySlice<UInt8>, at offset: Int) {
        bytes.withUnsafeBytes { hash.update($0, at: Int64(offset)) }
    }

    @Test(arguments: DigestAlgorithm.allCases)
    func `bytes that pass in order are the blob`(algorithm: DigestAlgorithm) async throws {
        let bench = try StoreBench()
        let bytes = noise(1 << 20)
        let digest = try Digest.of(bytes, algorithm: algorithm)
        let ingest = try await bench.begin(digest, size: bytes.count)
        let hash = try ingest.makePassingHash()
        for start in stride(from: 0, to: bytes.count, by: 100_000) {
            let piece = bytes[start..<min(start + 100_000, bytes.count)]
            try bench.store.calls.write(ingest.file, Array(piece), at: Int64(start))
            update(hash, piece, at: start)
        }
        guard case .matches(let verified)? = try hash.finish() else { throw Unexpected("no match") }
        try await ingest.commit(verified)
        #expect(try bench.store.read(digest, limit: bytes.count) == bytes)
    }

    @Test func `other bytes have another digest`() async throws {
        let bench = try StoreBench()
        let bytes = noise(1000)
        let ingest = try await bench.begin(try Digest.of(bytes), size: 1000)
        let hash = try ingest.makePassingHash()
        let other = noise(1000, seed: 2)
        update(hash, other[...], at: 0)
        #expect(try hash.finish() == .differs(actual: try Digest.of(other)))
    }

    @Test(arguments: [[0..<400, 500..<1000], [400..<1000, 0..<400], [0..<400, 0..<400, 400..<1000], [0..<999], []])
    func `bytes out of order, or too few, give no verdict`(pieces: [Range<Int>]) async throws {
        let bench = try StoreBench()
        let bytes = noise(1000)
        let ingest = try await bench.begin(try Digest.of(bytes), size: 1000)
        let hash = try ingest.makePassingHash()
        for piece in pieces { update(hash, bytes[piece], at: piece.lowerBound) }
        #expect(try hash.finish() == nil)
    }
}
