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
        let found = try bench.store.blobs()
        #expect(Dictionary(uniqueKeysWithValues: found.map { ("\($0.digest)", $0.size) }) == expected)
    }

    @Test(.userCase("L32"), arguments: [true, false])
    func `what is not a file under the name of a blob is found and removed`(isPipe: Bool) async throws {
        let bench = try StoreBench(.local)
        let bytes = noise(100)
        let digest = try Digest.of(bytes)
        let path = bench.store.blobPath(digest)
        if isPipe {
            try #require(mkfifo(path, 0o644) == 0)
        } else {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        }
        #expect(try bench.store.blobs().map(\.digest) == [digest])
        #expect(try await bench.store.check(digest) == .notFile)
        let fault = StoreError.malformed(path: path, problem: "is not a regular file")
        #expect(throws: fault) { try bench.store.read(digest, limit: 1000) }
        let descriptor = Descriptor(mediaType: MediaType.ociManifest, digest: digest, size: 100)
        #expect(bench.store.fault(of: descriptor) == fault)
        #expect(try await bench.store.checkAndRemove(digest) == .notFile)
        #expect(try await bench.store.check(digest) == .absent)
        #expect(bench.store.fault(of: descriptor) == nil)
        try await bench.ingest(bytes, as: digest)
        #expect(bench.store.fault(of: descriptor) == nil)
        let longer = Descriptor(mediaType: MediaType.ociManifest, digest: digest, size: 114)
        #expect(bench.store.fault(of: longer) == .wrongSize(path: path, expected: 114, actual: 100))
    }

    @Test func `only the files of a store's frame can be removed and written again`() {
        func frame(_ path: String) -> StoreError.FrameFile? {
            StoreError.malformed(path: path, problem: "").damagedFrame?.file
        }
        #expect(frame("/a/index.json") == .index)
        #expect(frame("oci-layout") == .layout)
        #expect(StoreError.tooLarge(path: "a/resolve-store", size: 33, limit: 32).damagedFrame?.file == .version)
        #expect(frame("/index.json/sha256") == nil)
        #expect(StoreError.newerStore(path: "/a/resolve-store", version: 2).damagedFrame == nil)
    }
}
