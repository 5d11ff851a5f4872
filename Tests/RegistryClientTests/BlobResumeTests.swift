import Foundation
import ImageModel
import ImageStore
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

struct BlobResumeTests {
    @Test func `bytes from an earlier run are not fetched again`() async throws {
        let bench = try TransferBench()
        let bytes = noise(1_000_000)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", hits: 1...1, .cut(atFraction: 0.6))
        let error = await bench.failure(blob, retries: 0)
        guard case .transfer(.cut(600_000, expected: 1_000_000)) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        try bench.expectPart(blob, upTo: 600_000)
        bench.server.clearLog()
        let expected = BlobArrival(fetchedBytes: 400_000, resumedBytes: 600_000, wasAlreadyPresent: false)
        #expect(try await bench.fetch(blob) == expected)
        #expect(bench.blobRequests.map(\.range) == ["bytes=600000-999999"] && bench.bytesOnTheWire == 400_000)
        #expect(bench.events.blobEvents.contains(.started(resumedBytes: 600_000)))
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `a complete part is only hashed`() async throws {
        let bench = try TransferBench()
        let bytes = noise(100_000)
        let blob = try bench.offer(bytes)
        try await bench.leavePart(blob, bytes[...])
        #expect(try await bench.fetch(blob).fetchedBytes == 0)
        #expect(bench.server.log.isEmpty)
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `a transfer resumes at the cut, and no byte is sent twice`() async throws {
        let bench = try TransferBench()
        let bytes = noise(1_000_000)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", hits: 1...1, .cut(after: 333_333))
        #expect(try await bench.fetch(blob).fetchedBytes == 1_000_000)
        #expect(bench.blobRequests.map(\.range) == [nil, "bytes=333333-999999"])
        #expect(bench.blobRequests.map(\.bytesSent) == [333_333, 666_667])
        try await bench.expectHeld(blob, bytes)
    }

    @Test(arguments: [
        Fault.ignoresRange, .badContentRange("bytes 0-1/2"), .badContentRange("bytes 80000-199999/*"),
        .badContentRange("words"), .shiftedRange(by: 1), .rangeRefused,
        .custom("400") { reply, request in
            if request.range != nil { reply = .error(400, code: "UNSUPPORTED", message: "no ranges") }
        },
    ])
    func `a wrong response to a range leads to one fetch of the whole blob`(fault: Fault) async throws {
        let bench = try TransferBench()
        let bytes = noise(200_000)
        let blob = try bench.offer(bytes)
        try await bench.leavePart(blob, bytes[..<80_000])
        bench.server.misbehave(on: "/blobs/", fault)
        #expect(try await bench.fetch(blob).fetchedBytes == 200_000)
        #expect(bench.blobRequests.map(\.range) == ["bytes=80000-199999", nil])
        #expect(bench.blobRequests.last?.bytesSent == 200_000)
        try await bench.expectHeld(blob, bytes)
    }

    @Test(arguments: [(1, [80_000, 80_000]), (2, [80_000, 80_000, nil])] as [(Int, [Int?])])
    func `a 400 from storage leads back to the registry with the held bytes, and then to the whole blob`(
        refusals: Int, offsets: [Int?]
    ) async throws {
        let bench = try TransferBench()
        let bytes = noise(200_000)
        let blob = try bench.offer(bytes)
        try await bench.leavePart(blob, bytes[..<80_000])
        let storage = try MisbehavingRegistry(content: bench.server.content)
        bench.server.misbehave(on: "/blobs/", .redirect(307, .samePath(on: storage.url)))
        storage.misbehave(on: "/blobs/", hits: 1...refusals, .status(400, body: "<Code>ExpiredToken</Code>"))
        #expect(try await bench.fetch(blob).fetchedBytes == (refusals == 1 ? 120_000 : 200_000))
        #expect(storage.log.map(\.range) == offsets.map { $0.map { "bytes=\($0)-199999" } })
        #expect(bench.blobRequests.count == refusals + 1)
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `after a cut, no range is requested again from a server without ranges`() async throws {
        let bench = try TransferBench()
        let bytes = noise(200_000)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", .rangeRefused)
        bench.server.misbehave(on: "/blobs/", hits: 1...1, .cut(after: 50_000))
        bench.server.misbehave(on: "/blobs/", hits: 3...3, .cut(after: 60_000))
        _ = try await bench.fetch(blob)
        #expect(bench.blobRequests.map(\.range) == [nil, "bytes=50000-199999", nil, nil])
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `a part with a wrong byte is discarded, and the blob fetched once more`() async throws {
        let bench = try TransferBench()
        let bytes = noise(200_000)
        let blob = try bench.offer(bytes)
        var wrong = bytes
        wrong[1234] ^= 1
        try await bench.leavePart(blob, wrong[..<80_000])
        #expect(try await bench.fetch(blob).fetchedBytes == 320_000)
        #expect(bench.blobRequests.map(\.range) == ["bytes=80000-199999", nil])
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `a second mismatch is an error and leaves nothing`() async throws {
        let bench = try TransferBench()
        let bytes = noise(200_000)
        let blob = try bench.offer(bytes)
        try await bench.leavePart(blob, bytes[..<80_000])
        bench.server.misbehave(on: "/blobs/", .flipped(at: 150_000))
        let error = await bench.failure(blob)
        guard case .transfer(.mismatch(expected: blob.digest, _)) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.blobRequests.map(\.range) == ["bytes=80000-199999", nil])
        bench.expectNothing()
    }

    @Test func `a cancelled fetch leaves a resumable part, and nothing else`() async throws {
        let bench = try TransferBench()
        let bytes = noise(1_000_000)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", hits: 1...1, .stall(after: 400_000, seconds: 30))
        let task = Task { try await bench.fetch(blob) }
        try await wait { bench.blobRequests.first?.bytesSent == 400_000 }
        try await Task.sleep(for: .milliseconds(300))
        let started = ContinuousClock.now
        task.cancel()
        let error = await #expect(throws: RegistryError.self) { try await task.value }
        #expect(ContinuousClock.now - started < .seconds(3))
        guard case .cancelled = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        try bench.expectPart(blob, upTo: 400_000)
        bench.server.clearLog()
        #expect(try await bench.fetch(blob).fetchedBytes == 600_000)
        try await bench.expectHeld(blob, bytes)
        #expect(bench.bytesOnTheWire == 600_000)
    }

    @Test func `a fetch cancelled while waiting for a retry keeps the received bytes`() async throws {
        let bench = try TransferBench()
        let blob = try bench.offer(noise(100_000))
        bench.server.misbehave(on: "/blobs/", .cut(after: 40_000))
        let session = try bench.session { $0.retryPolicy.firstWaitMilliseconds = 30_000 }
        let task = Task { try await bench.fetch(blob, through: session) }
        try await wait { !bench.events.waits.isEmpty }
        task.cancel()
        await #expect(throws: RegistryError.self) { try await task.value }
        try bench.expectPart(blob, upTo: 40_000)
    }

    @Test func `a fetch cancelled before the first byte leaves nothing`() async throws {
        let bench = try TransferBench()
        let blob = try bench.offer(noise(100_000))
        bench.server.misbehave(on: "/blobs/", .delay(seconds: 30))
        let task = Task { try await bench.fetch(blob) }
        try await wait { bench.blobRequests.count == 1 }
        task.cancel()
        await #expect(throws: RegistryError.self) { try await task.value }
        bench.expectNothing()
    }

    // A killed process cannot clean up: the state must be written while bytes arrive.
    @Test func `progress is recorded while more bytes arrive`() async throws {
        let bench = try TransferBench()
        let bytes = noise(70 << 20)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", hits: 1...1, .stall(after: 66 << 20, seconds: 60))
        let task = Task { try await bench.fetch(blob, connections: 1) }
        try await wait { FileManager.default.fileExists(atPath: bench.underWay(blob, "state")) }
        try bench.expectPart(blob, upTo: 64 << 20)
        task.cancel()
        await #expect(throws: RegistryError.self) { try await task.value }
        bench.server.clearLog()
        _ = try await bench.fetch(blob)
        #expect(bench.bytesOnTheWire <= 4 << 20)
        try await bench.expectHeld(blob, bytes)
    }
}
