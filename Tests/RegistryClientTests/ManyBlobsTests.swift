import ImageModel
import ImageStore
import TestSupport
import Testing

@testable import RegistryClient

struct ManyBlobsTests {
    @Test func `forty blobs arrive despite random faults`() async throws {
        let bench = try TransferBench { $0.stallSeconds = 1 }
        var generator = SeededGenerator.fromEnvironment("many blobs")
        var blobs: [(blob: Descriptor, bytes: [UInt8])] = []
        for number in 0..<40 {
            let bytes = noise(Int.random(in: 0...400_000, using: &generator), seed: UInt64(number))
            let blob = try bench.offer(bytes)
            blobs.append((blob, bytes))
            for hit in 1...2 {
                let place = Int.random(in: 0...max(1, bytes.count), using: &generator)
                let faults: [Fault] = [
                    .cut(after: place), .reset(after: place), .closedWithoutReply, .status(503), .ignoresRange,
                    .rangeRefused, .badContentRange("bytes 0-0/1"), .stall(after: min(place, 500), seconds: 30),
                    .chunked,
                    .tooManyRequests(retryAfter: "0"), .slow(bytesPerSecond: 1_000_000),
                ]
                let fault = faults[Int.random(in: faults.indices, using: &generator)]
                bench.server.misbehave(on: .containing(blob.digest.hex), hits: hit...hit, fault)
            }
        }
        let session = try bench.session(retries: 6)
        #expect(try await bench.status(session) == 200)
        let slots = TransferSlots(count: 8)
        await withTaskGroup(of: Void.self) { group in
            for (blob, bytes) in blobs {
                group.addTask {
                    await slots.run {
                        do {
                            _ = try await bench.fetch(blob, through: session)
                            #expect(try bench.store.read(blob.digest, limit: max(1, bytes.count)) == bytes)
                        } catch {
                            Issue.record("\(error)")
                        }
                    }
                }
            }
        }
        try await bench.store.finishBatch()
        #expect(bench.names("ingest") == [])
        #expect(Set(bench.names("blobs/sha256")) == Set(blobs.map(\.blob.digest.hex)))
    }

    @Test func `the slots limit the number of concurrent fetches`() async throws {
        let bench = try TransferBench()
        bench.server.misbehave(on: "/blobs/", .slow(bytesPerSecond: 200_000))
        let blobs = try (0..<9).map { try bench.offer(noise(20_000, seed: $0)) }
        let session = try bench.session()
        let slots = TransferSlots(count: 3)
        await withTaskGroup(of: Void.self) { group in
            for blob in blobs {
                group.addTask { _ = await slots.run { try? await bench.fetch(blob, through: session) } }
            }
        }
        #expect(bench.blobRequests.count == 9 && bench.server.connectionCount <= 3)
    }

    @Test func `a task cancelled while waiting for a slot leaves the queue`() async throws {
        let slots = TransferSlots(count: 1)
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let holder = Task { await slots.run { for await _ in gate {} } }
        try await Task.sleep(for: .milliseconds(50))
        let waiting = (0..<3).map { number in Task { await slots.run { number } } }
        try await Task.sleep(for: .milliseconds(50))
        waiting[1].cancel()
        #expect(await waiting[1].value == nil)
        opener.finish()
        _ = await holder.value
        #expect(await waiting[0].value == 0)
        #expect(await waiting[2].value == 2)
        #expect(await slots.run { 4 } == 4)
    }
}
