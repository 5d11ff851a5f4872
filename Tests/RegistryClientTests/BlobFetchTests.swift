import ImageModel
import ImageStore
import TestSupport
import Testing

@testable import RegistryClient

struct BlobFetchTests {
    @Test(arguments: [1, 16_384, 262_144, 262_145, 3_000_000])
    func `a whole blob is fetched by one request, and committed`(size: Int) async throws {
        let bench = try TransferBench()
        let bytes = noise(size)
        let blob = try bench.offer(bytes)
        let expected = BlobArrival(fetchedBytes: Int64(size), resumedBytes: 0, wasAlreadyPresent: false)
        #expect(try await bench.fetch(blob) == expected)
        try await bench.expectHeld(blob, bytes)
        #expect(bench.blobRequests.map(\.range) == [nil] && bench.bytesOnTheWire == size)
        #expect(bench.events.blobEvents.first == .started(resumedBytes: 0))
        #expect(bench.events.blobEvents.last == .progressed(received: Int64(size)))
    }

    @Test func `an empty blob needs no request`() async throws {
        let bench = try TransferBench()
        let blob = try bench.offer([])
        #expect(try await bench.fetch(blob) == BlobArrival(fetchedBytes: 0, resumedBytes: 0, wasAlreadyPresent: false))
        try await bench.expectHeld(blob, [])
        #expect(bench.server.log.isEmpty)
    }

    @Test func `a blob that is already present needs no request`() async throws {
        let bench = try TransferBench()
        let blob = try bench.offer(noise(1000))
        _ = try await bench.fetch(blob)
        bench.server.clearLog()
        #expect(try await bench.fetch(blob) == BlobArrival(fetchedBytes: 0, resumedBytes: 0, wasAlreadyPresent: true))
        #expect(bench.server.log.isEmpty)
    }

    @Test func `a blob with a SHA-512 digest is checked against it`() async throws {
        let bench = try TransferBench()
        let bytes = noise(100_000)
        let blob = try bench.offer(bytes, algorithm: .sha512)
        _ = try await bench.fetch(blob)
        try await bench.expectHeld(blob, bytes)
        #expect(bench.names("blobs/sha512") == [blob.digest.hex])

        let other = try bench.offer(noise(1000, seed: 2), algorithm: .sha512)
        bench.server.misbehave(on: "/blobs/", .flipped(at: 999))
        let error = await bench.failure(other)
        guard case .transfer(.mismatch) = error?.cause, error?.operation == .blob(other.digest) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.names("ingest") == [] && bench.names("blobs/sha512") == [blob.digest.hex])
    }

    @Test func `a chunked body is accepted`() async throws {
        let bench = try TransferBench()
        let bytes = noise(500_000)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", .chunked)
        _ = try await bench.fetch(blob)
        try await bench.expectHeld(blob, bytes)
        #expect(bench.bytesOnTheWire == 500_000)
    }

    @Test func `two concurrent fetches of one blob send one request`() async throws {
        let bench = try TransferBench()
        let bytes = noise(300_000)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", .slow(bytesPerSecond: 600_000))
        let session = try bench.session()
        async let first = bench.fetch(blob, through: session)
        async let second = bench.fetch(blob, through: session)
        let arrivals = try await [first, second]
        #expect(arrivals.map(\.wasAlreadyPresent).filter { $0 }.count == 1)
        #expect(arrivals.map(\.fetchedBytes).reduce(0, +) == 300_000)
        try await bench.expectHeld(blob, bytes)
        #expect(bench.bytesOnTheWire == 300_000)
    }

    @Test func `a missing blob is not retried`() async throws {
        let bench = try TransferBench()
        let blob = try bench.offer(noise(1000))
        bench.server.content.repositories["team/app"]?.blobs = [:]
        let error = await bench.failure(blob)
        guard case .transfer(let failure) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failure.subject == .notFound && "\(failure)".contains("BLOB_UNKNOWN"))
        #expect(bench.blobRequests.count == 1)
        bench.expectNothing()
    }
}
