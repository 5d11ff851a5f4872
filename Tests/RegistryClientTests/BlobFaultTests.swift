import ImageModel
import ImageStore
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

struct BlobFaultTests {
    @Test(arguments: [
        Fault.cut(after: 0), .cut(after: 70_000), .reset(after: 0), .closedWithoutReply, .status(500), .status(503),
        .status(408), .status(520), .tooManyRequests(retryAfter: "0"), .tooManyRequests(),
    ])
    func `a transient failure is retried, and the blob arrives`(fault: Fault) async throws {
        let bench = try TransferBench()
        let bytes = noise(100_000)
        let blob = try bench.offer(bytes)
        let session = try bench.session()
        // The scheme is settled first: a closed connection may mean that TLS is required.
        _ = try await bench.status(session)
        bench.server.misbehave(on: "/blobs/", hits: 1...2, fault)
        #expect(try await bench.fetch(blob, through: session).fetchedBytes == 100_000)
        #expect(bench.blobRequests.count == (fault.name == "cut after 70000" ? 2 : 3))
        #expect(bench.events.waits.count == (bench.blobRequests.count - (fault.name == "closed without reply" ? 2 : 1)))
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `a connection cut repeatedly at the same offset is a network error`() async throws {
        let bench = try TransferBench()
        let blob = try bench.offer(noise(100_000))
        bench.server.misbehave(
            on: "/blobs/",
            .custom("cut at 60000") { reply, request in reply.pace.cutAfter = request.range == nil ? 60_000 : 0 })
        let error = await bench.failure(blob, retries: 2)
        guard case .transfer(.cut) = error?.cause, error?.operation == .blob(blob.digest) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.subject == .network)
        #expect(bench.blobRequests.map(\.range) == [nil, "bytes=60000-99999", "bytes=60000-99999"])
        #expect(bench.bytesOnTheWire == 60_000)
        try bench.expectPart(blob, upTo: 60_000)
    }

    @Test(arguments: [0, 50_000, 99_999])
    func `a wrong byte is an integrity error and leaves nothing`(offset: Int) async throws {
        let bench = try TransferBench()
        let blob = try bench.offer(noise(100_000))
        bench.server.misbehave(on: "/blobs/", .flipped(at: offset))
        let error = await bench.failure(blob)
        guard case .transfer(let failure) = error?.cause, case .mismatch(expected: blob.digest, _) = failure else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failure.subject == .integrity && bench.blobRequests.count == 2)
        bench.expectNothing()
    }

    @Test(arguments: [
        (Fault.truncated(by: 1), TransferFailure.contradictoryLength(declared: 99_999, expected: 100_000)),
        (.padded(by: 1), .contradictoryLength(declared: 100_001, expected: 100_000)),
        (.statedLength(5), .contradictoryLength(declared: 5, expected: 100_000)),
        (.statedLength(1 << 40), .contradictoryLength(declared: 1 << 40, expected: 100_000)),
        (.gzipEncoded, .encoded("gzip")),
    ])
    func `a length that contradicts the descriptor is refused before the first byte`(
        fault: Fault, expected: TransferFailure
    ) async throws {
        let bench = try TransferBench()
        let blob = try bench.offer(noise(100_000))
        bench.server.misbehave(on: "/blobs/", fault)
        let error = await bench.failure(blob)
        guard case .transfer(let failure) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failure == expected)
        #expect(failure.subject == .integrity && bench.blobRequests.count == 2)
        bench.expectNothing()
    }

    @Test(arguments: [
        ([Fault.chunked, .truncated(by: 10)], TransferFailure.tooShort(received: 99_990, expected: 100_000)),
        ([.closeDelimited, .truncated(by: 10)], .tooShort(received: 99_990, expected: 100_000)),
        ([.closeDelimited, .cut(after: 70_000)], .tooShort(received: 70_000, expected: 100_000)),
        ([.chunked, .padded(by: 10)], .moreThanExpected(100_000)),
        ([.closeDelimited, .padded(by: 1_000_000)], .moreThanExpected(100_000)),
    ])
    func `a body without a length that ends at another size is an integrity error`(
        faults: [Fault], expected: TransferFailure
    ) async throws {
        let bench = try TransferBench()
        let blob = try bench.offer(noise(100_000))
        for fault in faults { bench.server.misbehave(on: "/blobs/", fault) }
        let error = await bench.failure(blob)
        guard case .transfer(let failure) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failure == expected && failure.subject == .integrity)
        #expect(bench.blobRequests.count == 2 && bench.names("blobs/sha256") == [])
        bench.server.behave()
        _ = try await bench.fetch(blob)
        try await bench.expectHeld(blob, noise(100_000))
    }

    /// One wrong answer of each kind.
    private static let wrongOnce: [[Fault]] = [
        [.flipped(at: 50_000)], [.truncated(by: 1)], [.padded(by: 1)], [.statedLength(5)], [.html],
        [.chunked, .truncated(by: 10)], [.closeDelimited, .truncated(by: 10)], [.chunked, .padded(by: 10)],
    ]

    @Test(.userCase("P16"), arguments: wrongOnce)
    func `one wrong answer is followed by a fresh request over a new connection, which is reported`(
        faults: [Fault]
    ) async throws {
        let bench = try TransferBench()
        let bytes = noise(100_000)
        let blob = try bench.offer(bytes)
        for fault in faults { bench.server.misbehave(on: "/blobs/", hits: 1...1, fault) }
        _ = try await bench.fetch(blob)
        #expect(bench.blobRequests.map(\.range) == [nil, nil])
        #expect(Set(bench.blobRequests.map(\.connection)).count == 2)
        #expect(bench.events.waits == [0])
        try await bench.expectHeld(blob, bytes)
    }

    @Test(.userCase("P16"), arguments: [Fault.flipped(at: 0), .truncated(by: 1), .html])
    func `one wrong answer to a request for a document is followed by a fresh one`(fault: Fault) async throws {
        let bench = try TransferBench()
        let (manifest, blob) = (Array("{}".utf8), try bench.offer(noise(1000)))
        let session = try bench.session()
        bench.server.misbehave(on: "/blobs/", hits: 1...1, fault)
        #expect(try await session.smallBlob(blob) == noise(1000))
        bench.server.misbehave(on: "/manifests/", hits: 1...1, fault)
        #expect(try await session.document(tag: "1").bytes == manifest)
        let requests = bench.server.log
        #expect(requests.count == 4 && requests[0].connection != requests[1].connection)
        #expect(requests[2].connection != requests[3].connection && bench.events.waits == [0, 0])
    }

    @Test func `a cut chunked body is resumed`() async throws {
        let bench = try TransferBench()
        let bytes = noise(100_000)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", hits: 1...1, .chunked, .cut(after: 70_000))
        _ = try await bench.fetch(blob)
        #expect(bench.blobRequests.map(\.range) == [nil, "bytes=70000-99999"])
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `an HTML page instead of the blob is reported with its first line`() async throws {
        let bench = try TransferBench()
        let blob = try bench.offer(noise(100_000))
        bench.server.misbehave(on: "/blobs/", .html)
        let error = await bench.failure(blob)
        guard case .transfer(.html(let line)) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(line == "<!DOCTYPE html>" && bench.blobRequests.count == 2)
        bench.expectNothing()
    }

    @Test func `a stalled transfer is ended and resumed`() async throws {
        let bench = try TransferBench { $0.stallSeconds = 1 }
        let bytes = noise(100_000)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", hits: 1...1, .stall(after: 1000, seconds: 30))
        _ = try await bench.fetch(blob)
        #expect(bench.blobRequests.map(\.range) == [nil, "bytes=1000-99999"])
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `an exceeded quota is not retried`() async throws {
        let bench = try TransferBench()
        let blob = try bench.offer(noise(1000))
        bench.server.misbehave(on: "/blobs/", .tooManyRequests(retryAfter: "21600"))
        let error = await bench.failure(blob)
        guard case .transfer(let failure) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failure.subject == .rateLimited && bench.blobRequests.count == 1)
        bench.expectNothing()
    }

    // Signed addresses expire: drive9#138, dimos#3913.
    @Test func `an expired address leads back to the registry, once`() async throws {
        let bench = try TransferBench()
        let bytes = noise(100_000)
        let blob = try bench.offer(bytes)
        let storage = try MisbehavingRegistry(content: bench.server.content)
        bench.server.misbehave(on: "/blobs/", .redirect(307, .samePath(on: storage.url, query: "sig=secret")))
        storage.misbehave(on: "sig=", hits: 1...1, .cut(after: 40_000))
        storage.misbehave(on: "sig=", hits: 2...2, .status(403, body: "expired"))
        // Storage ignores the query: the path alone names the blob.
        _ = try await bench.fetch(blob)
        #expect(bench.blobRequests.map(\.range) == [nil, "bytes=40000-99999", "bytes=40000-99999"])
        #expect(storage.log.map(\.status) == [200, 403, 206])
        #expect(storage.log.map(\.bytesSent).reduce(0, +) == 100_007)
        #expect(!bench.events.everything.contains("secret"))
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `an address that is always refused is an error`() async throws {
        let bench = try TransferBench()
        let blob = try bench.offer(noise(1000))
        let storage = try MisbehavingRegistry(content: bench.server.content)
        bench.server.misbehave(on: "/blobs/", .redirect(307, .samePath(on: storage.url)))
        storage.misbehave(on: "/", .status(403))
        #expect(await bench.failure(blob) != nil)
        #expect(storage.log.count == 2 && bench.blobRequests.count == 2)
        bench.expectNothing()
    }

    @Test(.enabled(if: SmallDisk.isPossible, "mounts a small file system, which only root may"))
    func `a disk without room refuses a blob before any request`() async throws {
        let disk = try SmallDisk(megabytes: 1)
        let bench = try TransferBench(in: disk.path)
        let blob = try bench.offer(noise(2 << 20))
        let error = await bench.failure(blob)
        guard case .store(let refusal) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(refusal.isFull && bench.server.log.isEmpty)
        bench.expectNothing()
        let small = try bench.offer(noise(100_000))
        _ = try await bench.fetch(small)
        try await bench.expectHeld(small, noise(100_000))
    }

    @Test func `a failed commit is a store error and leaves no part`() async throws {
        let bench = try TransferBench()
        let blob = try bench.offer(noise(600_000))
        bench.server.misbehave(on: "/blobs/", .stall(after: 200_000, seconds: 1))
        let task = Task { try await bench.fetch(blob) }
        try await wait { bench.blobRequests.first?.bytesSent == 200_000 }
        // The folder is removed during the fetch: the bytes still arrive, and the commit fails.
        _ = try runChecked("rm", ["-rf", bench.store.root + "/blobs"])
        let error = await #expect(throws: RegistryError.self) { try await task.value }
        guard case .store = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.names("ingest") == [])
    }
}
