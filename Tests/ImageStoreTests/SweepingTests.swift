import Foundation
import ImageModel
import TestSupport
import Testing

@testable import ImageStore

struct SweepingTests {
    private let day: Int64 = 24 * 60 * 60
    private var now: Int64 { Int64(Date().timeIntervalSince1970) }

    private func interrupt(_ bench: StoreBench, seed: UInt64) async throws -> Digest {
        let bytes = noise(1000, seed: seed)
        let digest = try Digest.of(bytes)
        let ingest = try await bench.begin(digest, size: 1000)
        try bench.store.calls.write(ingest.file, bytes, at: 0)
        try await ingest.keepForResume(RangeSet(0..<500))
        return digest
    }

    private func age(_ bench: StoreBench, _ name: String, days: Int64) throws {
        try setModified(bench.path("ingest/\(name)"), now - days * day)
    }

    @Test func `parts older than seven days are removed, with their states and locks; younger ones stay`() async throws
    {
        let bench = try StoreBench()
        let (old, young) = (try await interrupt(bench, seed: 1), try await interrupt(bench, seed: 2))
        try age(bench, "sha256-\(old.hex).part", days: 8)
        try age(bench, "sha256-\(young.hex).part", days: 6)
        // Only the part's age counts.
        try age(bench, "sha256-\(young.hex).lock", days: 100)
        try bench.put("ingest/sha256-00.1234567890abcdef.part", "")
        try age(bench, "sha256-00.1234567890abcdef.part", days: 8)
        try bench.put("ingest/frame.1234567890abcdef.part", "")
        try bench.put("ingest/unknown", "")
        try age(bench, "unknown", days: 100)
        #expect(try await bench.store.prune(now: now) == 2)
        #expect(
            bench.names("ingest")
                == [
                    "frame.1234567890abcdef.part", "sha256-\(young.hex).lock", "sha256-\(young.hex).part",
                    "sha256-\(young.hex).state", "unknown",
                ])
        #expect(try await bench.begin(young, size: 1000).resumableFrom == 500)
    }

    @Test func `a part held by a process stays, however old`() async throws {
        let bench = try StoreBench()
        let digest = try await interrupt(bench, seed: 1)
        let holder = try await bench.begin(digest, size: 1000)
        try age(bench, "sha256-\(digest.hex).part", days: 100)
        #expect(try await bench.store.prune(now: now) == 0)
        #expect(bench.names("ingest").contains("sha256-\(digest.hex).part"))
        try await holder.discard()
    }

    @Test func `old locks of completed blobs are removed, and the index's lock stays`() async throws {
        let bench = try StoreBench()
        let bytes = noise(10)
        try await bench.ingest(bytes)
        try await bench.store.addEntries([])
        for name in bench.names("ingest") { try age(bench, name, days: 8) }
        #expect(bench.names("ingest").count == 2)
        #expect(try await bench.store.prune(now: now) == 0)
        #expect(bench.names("ingest") == ["index.json.lock"])
        #expect(bench.store.contains(try Digest.of(bytes), size: 10))
    }

    @Test func `every time is accepted`() async throws {
        let bench = try StoreBench()
        _ = try await interrupt(bench, seed: 1)
        #expect(try await bench.store.prune(now: Int64.min, olderThanSeconds: Int64.max) == 0)
        #expect(try await bench.store.prune(now: Int64.max, olderThanSeconds: Int64.min) == 1)
    }

    @Test func `a state without its part is removed at the end of a batch, unless its lock is held`() async throws {
        let bench = try StoreBench()
        let (spent, held) = (try await interrupt(bench, seed: 1), try await interrupt(bench, seed: 2))
        try bench.remove("ingest/sha256-\(spent.hex).part")
        let holder = try await bench.begin(held, size: 1000)
        try bench.remove("ingest/sha256-\(held.hex).part")
        try await bench.store.finishBatch()
        #expect(!bench.names("ingest").contains("sha256-\(spent.hex).state"))
        #expect(bench.names("ingest").contains("sha256-\(held.hex).state"))
        try await holder.discard()
    }

    @Test func `a finished pull into a layout leaves only the layout`() async throws {
        let bench = try StoreBench(.output)
        let bytes = noise(10)
        let digest = try Digest.of(bytes)
        _ = try await interrupt(bench, seed: 3)
        try bench.put("ingest/sha256-00.1234567890abcdef.part", "")
        try age(bench, "sha256-00.1234567890abcdef.part", days: 1)
        try await bench.ingest(bytes)
        try await bench.store.finishBatch()
        let descriptor = Descriptor(mediaType: MediaType.ociManifest, digest: digest, size: 10)
        try await bench.store.addEntries([LayoutEntry(descriptor, name: "x")])
        try await bench.store.finishOutput(now: now)
        #expect(bench.names() == ["blobs", "index.json", "oci-layout"])
        #expect(bench.names("blobs") == ["sha256"])
        #expect(bench.names("blobs/sha256") == [digest.hex])
        // It may be repeated, and the layout extended.
        try await bench.store.finishOutput(now: now)
        try await bench.ingest(noise(20))
        try await bench.store.addEntries([])
        try await bench.store.finishOutput(now: now)
        #expect(bench.names() == ["blobs", "index.json", "oci-layout"])
    }

    @Test func `a failed pull leaves only parts, with their states and locks`() async throws {
        let bench = try StoreBench(.output)
        try await bench.ingest(noise(10))
        try await bench.store.addEntries([])
        let (young, held) = (try await interrupt(bench, seed: 1), try await interrupt(bench, seed: 2))
        let holder = try await bench.begin(held, size: 1000)
        try bench.remove("ingest/sha256-\(held.hex).part")
        try await bench.store.sweepLocks()
        let left = [young, held].flatMap { ["sha256-\($0.hex).lock", "sha256-\($0.hex).state"] }
        #expect(bench.names("ingest") == (left + ["sha256-\(young.hex).part"]).sorted())
        try await holder.discard()
        #expect(try await bench.begin(young, size: 1000).resumableFrom == 500)
    }

    @Test func `a failed pull without a part leaves no folder`() async throws {
        let bench = try StoreBench(.output)
        try await bench.ingest(noise(10))
        try await bench.store.sweepLocks()
        #expect(bench.names() == ["blobs", "oci-layout"])
        try await bench.store.sweepLocks()
    }

    @Test func `the end of one pull into a layout leaves another's ingest untouched`() async throws {
        let bench = try StoreBench(.output)
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        let other = try await bench.begin(digest, size: 1000)
        try await bench.store.finishOutput(now: now)
        try bench.store.calls.write(other.file, bytes, at: 0)
        try await bench.complete(other)
        try await bench.store.finishOutput(now: now)
        #expect(bench.names() == ["blobs", "oci-layout"])
        #expect(bench.store.contains(digest, size: 1000))
    }

    @Test func `pulls into one layout may end while others start`() async throws {
        let bench = try StoreBench(.output)
        let time = now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for round in 0..<5 {
                        let bytes = noise(500, seed: UInt64(task * 100 + round))
                        let digest = try Digest.of(bytes)
                        try await bench.ingest(bytes)
                        let descriptor = Descriptor(mediaType: MediaType.ociManifest, digest: digest, size: 500)
                        try await bench.store.addEntries([LayoutEntry(descriptor, name: "\(task).\(round)")])
                        try await bench.store.finishOutput(now: time)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try bench.store.entries().count == 40)
        #expect(bench.names("blobs/sha256").count == 40)
        #expect(bench.names() == ["blobs", "index.json", "oci-layout"])
    }

    @Test func `a part counts with its blocks, not with its holes`() throws {
        let bench = try StoreBench()
        let digest = try Digest.of([1])
        #expect(bench.store.partBytes(digest) == 0)
        try bench.put("ingest/sha256-\(digest.hex).part", String(repeating: "x", count: 100_000))
        #expect(bench.store.partBytes(digest) >= 100_000)
        #expect(truncate(bench.path("ingest/sha256-\(digest.hex).part"), 1 << 30) == 0)
        #expect((100_000..<1_000_000).contains(bench.store.partBytes(digest)))
    }
}
