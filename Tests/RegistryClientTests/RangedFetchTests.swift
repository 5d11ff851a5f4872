import ImageModel
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

/// A large blob is fetched by several connections, each with a closed range.
@Suite struct RangedFetchTests {
    private static let size = 40 << 20

    /// The stretches that were asked for, lowest first.
    private func asked(_ bench: TransferBench) -> [Range<Int>] {
        bench.blobRequests.compactMap(\.range).compactMap { text in
            let ends = text.dropFirst("bytes=".count).split(separator: "-").compactMap { Int($0) }
            return ends.count == 2 ? ends[0]..<(ends[1] + 1) : nil
        }.sorted { $0.lowerBound < $1.lowerBound }
    }

    @Test func `a large blob comes in closed ranges, each byte once`() async throws {
        let bench = try TransferBench()
        let bytes = noise(Self.size)
        let blob = try bench.offer(bytes)
        let arrival = try await bench.fetch(blob)
        // Where a connection is much slower than the others, it is cut short, and has something on its way.
        #expect((bytes.count...bytes.count * 102 / 100).contains(Int(arrival.fetchedBytes)))
        let asked = asked(bench)
        #expect(asked.count == bench.blobRequests.count && asked.count > 1)
        #expect(asked.first?.lowerBound == 0 && asked.last?.upperBound == bytes.count)
        #expect(zip(asked, asked.dropFirst()).allSatisfy { $0.upperBound >= $1.lowerBound })
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `with one connection allowed, and for a small blob, no range is asked for`() async throws {
        let bench = try TransferBench()
        let large = noise(Self.size)
        _ = try await bench.fetch(try bench.offer(large), connections: 1)
        _ = try await bench.fetch(try bench.offer(noise(1 << 20)))
        #expect(bench.blobRequests.map(\.range) == [nil, nil])
    }

    @Test func `a server that ignores the first range is taken at its word: the whole blob by one stream`() async throws
    {
        let bench = try TransferBench()
        let bytes = noise(Self.size)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", .ignoresRange)
        #expect(try await bench.fetch(blob).fetchedBytes == Int64(bytes.count))
        #expect(bench.blobRequests.count == 1)
        try await bench.expectHeld(blob, bytes)
    }

    @Test(arguments: [Fault.rangeRefused, .badContentRange("bytes 0-1/2"), .shiftedRange(by: 1)])
    func `a server that refuses ranges is asked for the whole, with no byte wasted`(fault: Fault) async throws {
        let bench = try TransferBench()
        let bytes = noise(Self.size)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", fault)
        #expect(try await bench.fetch(blob).fetchedBytes <= Int64(bytes.count) * 105 / 100)
        #expect(bench.blobRequests.last?.range == nil && bench.blobRequests.count == 2)
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `a server that stops answering ranges half-way gives the whole, of which only what is missing is kept`()
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

    @Test func `a stretch that is cut is asked for again from where it broke off`() async throws {
        let bench = try TransferBench()
        let bytes = noise(Self.size)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", hits: 2...3, .cut(after: 1_000_000))
        let fetched = try await bench.fetch(blob).fetchedBytes
        #expect(fetched == Int64(bytes.count))
        #expect(bench.blobRequests.allSatisfy { $0.range != nil })
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `a wrong byte in one stretch leads to one fetch of the whole`() async throws {
        let bench = try TransferBench()
        let bytes = noise(Self.size)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", hits: 1...1, .flipped(at: 5))
        _ = try await bench.fetch(blob)
        #expect(bench.blobRequests.last?.range == nil)
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `what a slow connection has still before it is taken over by others`() async throws {
        let bench = try TransferBench()
        let bytes = noise(Self.size)
        let blob = try bench.offer(bytes)
        // The second stretch alone would take 8 s and more.
        bench.server.misbehave(on: "/blobs/", .slow(bytesPerSecond: 30 << 20))
        bench.server.misbehave(on: "/blobs/", hits: 2...2, .slow(bytesPerSecond: 1 << 20))
        let start = ContinuousClock.now
        _ = try await bench.fetch(blob)
        let time = ContinuousClock.now - start
        #expect(time < Duration.seconds(6))
        let asked = asked(bench)
        let hasOverlap = zip(asked, asked.dropFirst()).contains { pair in pair.0.upperBound > pair.1.lowerBound }
        #expect(hasOverlap)
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `who is cancelled leaves every stretch that came, and the next one asks for the others only`()
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
        // What was on its way when it was cancelled is lost: a few buffers of the system.
        #expect(bench.bytesOnTheWire < Self.size * 7 / 10)
        let asked = asked(bench)
        #expect(zip(asked, asked.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
        try await bench.expectHeld(blob, bytes)
    }
}

@Suite struct ChunkLimitTests {
    @Test func `a byte is claimed or given away, never both`() {
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
