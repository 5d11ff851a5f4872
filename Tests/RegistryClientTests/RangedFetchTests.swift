import ImageModel
import RegistryProtocol
import Synchronization
import TestSupport
import Testing
import Transport

@testable import RegistryClient

/// Large blobs fetched by several connections, each with a closed range.
@Suite struct RangedFetchTests {
    private static let size = 40 << 20

    /// The requested ranges, lowest first.
    private func asked(_ bench: TransferBench) -> [Range<Int>] {
        bench.blobRequests.compactMap(\.range).compactMap { text in
            let ends = text.dropFirst("bytes=".count).split(separator: "-").compactMap { Int($0) }
            return ends.count == 2 ? ends[0]..<(ends[1] + 1) : nil
        }.sorted { $0.lowerBound < $1.lowerBound }
    }

    @Test func `a large blob is fetched in closed ranges, each byte once`() async throws {
        let bench = try TransferBench()
        let bytes = noise(Self.size)
        let blob = try bench.offer(bytes)
        let arrival = try await bench.fetch(blob)
        // A connection that is much slower than the others is cut short, with some bytes still in flight.
        #expect((bytes.count...bytes.count * 102 / 100).contains(Int(arrival.fetchedBytes)))
        let asked = asked(bench)
        #expect(asked.count == bench.blobRequests.count && asked.count > 1)
        #expect(asked.first?.lowerBound == 0 && asked.last?.upperBound == bytes.count)
        #expect(zip(asked, asked.dropFirst()).allSatisfy { $0.upperBound >= $1.lowerBound })
        try await bench.expectHeld(blob, bytes)
    }

    @Test(.userCase("N2"))
    func `progress counts every byte that has arrived, also behind gaps`() async throws {
        let bench = try TransferBench { $0.rate = SharedRate(bytesPerSecond: 20 << 20) }
        let blob = try bench.offer(noise(Self.size))
        let budget = ConnectionBudget(mostOfOneBlob: 16)
        let seen = Mutex<[(shown: Int64, received: Int64)]>([])
        let fetch = BlobFetch(blob, from: [try bench.session()], into: bench.store, budget: budget) { event in
            guard case .progressed(let shown) = event else { return }
            seen.withLock { $0.append((shown, budget.traffic.bytes)) }
        }
        _ = try await fetch.run()
        let reports = seen.withLock { $0 }
        #expect(bench.blobRequests.count > 1 && reports.count > 10)
        #expect(reports.map(\.shown) == reports.map(\.shown).sorted())
        #expect(reports.allSatisfy { abs($0.received - $0.shown) <= Int64(Self.size) * 3 / 100 })
        #expect(reports.last?.shown == Int64(Self.size))
    }

    @Test func `no range is requested for a small blob or with a single connection`() async throws {
        let bench = try TransferBench()
        let large = noise(Self.size)
        _ = try await bench.fetch(try bench.offer(large), connections: 1)
        _ = try await bench.fetch(try bench.offer(noise(1 << 20)))
        #expect(bench.blobRequests.map(\.range) == [nil, nil])
    }

    @Test func `if the server ignores the first range, the whole blob is read as one stream`() async throws {
        let bench = try TransferBench()
        let bytes = noise(Self.size)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", .ignoresRange)
        #expect(try await bench.fetch(blob).fetchedBytes == Int64(bytes.count))
        #expect(bench.blobRequests.count == 1)
        try await bench.expectHeld(blob, bytes)
    }

    @Test(arguments: [Fault.rangeRefused, .badContentRange("bytes 0-1/2"), .shiftedRange(by: 1)])
    func `if the server refuses ranges, the whole blob is requested without wasting a byte`(fault: Fault) async throws {
        let bench = try TransferBench()
        let bytes = noise(Self.size)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", fault)
        #expect(try await bench.fetch(blob).fetchedBytes <= Int64(bytes.count) * 105 / 100)
        #expect(bench.blobRequests.last?.range == nil && bench.blobRequests.count == 2)
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `a wrong byte of a server without ranges is followed by a fresh request, too`() async throws {
        let bench = try TransferBench()
        let bytes = noise(Self.size)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", .rangeRefused)
        bench.server.misbehave(on: "/blobs/", hits: 2...2, .flipped(at: 5))
        _ = try await bench.fetch(blob)
        #expect(bench.blobRequests.dropFirst().map(\.range) == [nil, nil])
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `if the server stops serving ranges, only the missing bytes of the whole blob are kept`()
        async throws
    {
        let bench = try TransferBench()
        let bytes = noise(Self.size)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", hits: 2...100, .rangeRefused)
        _ = try await bench.fetch(blob)
        #expect(bench.blobRequests.last?.range == nil)
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `a cut range is requested again from the cut`() async throws {
        let bench = try TransferBench()
        let bytes = noise(Self.size)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", hits: 2...3, .cut(after: 1_000_000))
        let fetched = try await bench.fetch(blob).fetchedBytes
        #expect(fetched == Int64(bytes.count))
        #expect(bench.blobRequests.allSatisfy { $0.range != nil })
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `a wrong byte in one range leads to one fetch of the whole blob`() async throws {
        let bench = try TransferBench()
        let bytes = noise(Self.size)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", hits: 1...1, .flipped(at: 5))
        _ = try await bench.fetch(blob)
        #expect(bench.blobRequests.last?.range == nil)
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `other connections take over the rest of a slow one`() async throws {
        let bench = try TransferBench()
        let bytes = noise(Self.size)
        let blob = try bench.offer(bytes)
        // The first range, of 16 MiB, alone would take 16 s. Those that follow come in any order.
        bench.server.misbehave(on: "/blobs/", .slow(bytesPerSecond: 30 << 20))
        bench.server.misbehave(on: "/blobs/", hits: 1...1, .slow(bytesPerSecond: 1 << 20))
        let start = ContinuousClock.now
        _ = try await bench.fetch(blob)
        let time = ContinuousClock.now - start
        #expect(time < Duration.seconds(6))
        let asked = asked(bench)
        let hasOverlap = zip(asked, asked.dropFirst()).contains { pair in pair.0.upperBound > pair.1.lowerBound }
        #expect(hasOverlap, "\(bench.blobRequests.map(\.range))")
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `a cancelled fetch keeps every received range, and the next one requests only the others`()
        async throws
    {
        let bench = try TransferBench()
        let bytes = noise(Self.size)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", hits: 2...2, .stall(after: 100_000, seconds: 60))
        let task = Task { try await bench.fetch(blob) }
        try await wait { bench.blobRequests.count >= 5 }
        try await wait { bench.bytesOnTheWire > Self.size / 2 }
        task.cancel()
        await #expect(throws: RegistryError.self) { try await task.value }
        bench.server.clearLog()
        _ = try await bench.fetch(blob)
        // Bytes in flight at the cancellation are lost: a few system buffers.
        #expect(bench.bytesOnTheWire < Self.size * 7 / 10)
        let asked = asked(bench)
        #expect(zip(asked, asked.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
        try await bench.expectHeld(blob, bytes)
    }
}

@Suite struct ChunkLimitTests {
    @Test func `a byte is either claimed or given away`() {
        let limit = ChunkLimit(100..<200)
        #expect(limit.claim(20) == 20)
        #expect(limit.giveAway(atLeast: 10) == 160..<200)
        #expect(limit.missingBytes == 40)
        #expect(limit.claim(30) == 30)
        #expect(limit.giveAway(atLeast: 10) == nil)
        #expect(limit.giveAway(atLeast: 5) == 155..<160)
        #expect(limit.claim(30) == 5)
        #expect(limit.claim(30) == 0)
        #expect(limit.giveAway(atLeast: 1) == nil)
    }
}
