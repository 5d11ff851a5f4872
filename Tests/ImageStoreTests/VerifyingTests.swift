import Foundation
import ImageModel
import TestSupport
import Testing

@testable import ImageStore

struct VerifyingTests {
    @Test(.userCase("L32"), arguments: DigestAlgorithm.allCases)
    func `a blob of the right size is damaged if its bytes are others`(algorithm: DigestAlgorithm) async throws {
        let bench = try StoreBench(.local)
        let bytes = noise(100_000)
        let digest = try Digest.of(bytes, algorithm: algorithm)
        #expect(try await bench.store.check(digest) == .absent)
        try await bench.ingest(bytes, as: digest)
        #expect(try await bench.store.check(digest) == .sound)
        #expect(try await bench.store.checkAndRemove(digest) == .sound)
        try bench.damage(bench.store.blobPath(digest), at: 7)
        guard case .damaged(let actual) = try await bench.store.check(digest) else {
            throw Unexpected("the blob is sound")
        }
        #expect(actual != digest)
        // The size fits, which is all that is compared without a check.
        #expect(bench.store.contains(digest, size: 100_000))
        #expect(try await bench.store.checkAndRemove(digest) == .damaged(actual: actual))
        #expect(!bench.store.contains(digest, size: 100_000))
        #expect(try await bench.store.checkAndRemove(digest) == .absent)
        #expect(bench.names("ingest").isEmpty)
        try await bench.ingest(bytes, as: digest)
        #expect(try await bench.store.check(digest) == .sound)
    }

    @Test func `the blobs are listed with their sizes, and other files are not`() async throws {
        let bench = try StoreBench(.local)
        #expect(try bench.store.blobs().isEmpty)
        var expected: [String: Int64] = [:]
        for (size, algorithm) in [(10, DigestAlgorithm.sha256), (20, .sha512), (30, .sha256)] {
            let bytes = noise(size)
            let digest = try Digest.of(bytes, algorithm: algorithm)
            try await bench.ingest(bytes, as: digest)
            expected["\(digest)"] = Int64(size)
        }
        let folder = URL(fileURLWithPath: bench.store.root).appendingPathComponent("blobs/sha256")
        try Data("x".utf8).write(to: folder.appendingPathComponent("README"))
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent(String(repeating: "a", count: 64)), withIntermediateDirectories: false)
        let found = try bench.store.blobs()
        #expect(Dictionary(uniqueKeysWithValues: found.map { ("\($0.digest)", $0.size) }) == expected)
    }
}
