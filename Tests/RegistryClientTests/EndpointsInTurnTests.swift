import ImageModel
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

/// Blobs and documents that several endpoints are asked for in turn.
struct EndpointsInTurnTests {
    private let bytes = noise(200_000)

    /// A bench whose registry and `other` hold the same blob.
    private func benches() throws -> (bench: TransferBench, other: TransferBench, blob: Descriptor) {
        let (bench, other) = (try TransferBench(), try TransferBench())
        _ = try other.offer(bytes)
        return (bench, other, try bench.offer(bytes))
    }

    @Test func `bytes from the first endpoint are not requested from the second`() async throws {
        let (bench, other, blob) = try benches()
        bench.server.misbehave(on: "/blobs/", .cut(after: 70_000))
        let sessions = [try bench.session(retries: 0), try bench.session(other.server.reference("team/app:1"))]
        _ = try await BlobFetch(blob, from: sessions, into: bench.store) { _ in }.run()
        try await bench.expectHeld(blob, bytes)
        #expect(other.blobRequests.map(\.range) == ["bytes=70000-199999"])
        // An endpoint that breaks off is not tried again.
        #expect(await sessions[0].exclusion?.endpoint == bench.server.authority)
        bench.server.clearLog()
        let second = try other.offer(noise(5000, seed: 2))
        _ = try await BlobFetch(second, from: sessions, into: bench.store) { _ in }.run()
        #expect(bench.server.log.isEmpty)
    }

    @Test func `wrong bytes are fetched again from the next endpoint`() async throws {
        let (bench, other, blob) = try benches()
        bench.server.misbehave(on: "/blobs/", .flipped(at: 5))
        let sessions = [try bench.session(), try bench.session(other.server.reference("team/app:1"))]
        _ = try await BlobFetch(blob, from: sessions, into: bench.store) { _ in }.run()
        try await bench.expectHeld(blob, bytes)
        #expect(other.blobRequests.map(\.range) == [nil])
    }

    @Test func `a single endpoint that fails is tried again next time`() async throws {
        let (bench, _, blob) = try benches()
        bench.server.misbehave(on: "/blobs/", .closedWithoutReply)
        let session = try bench.session(retries: 0)
        for _ in 0..<2 {
            let error = await #expect(throws: RegistryError.self) {
                _ = try await BlobFetch(blob, from: [session], into: bench.store) { _ in }.run()
            }
            guard case .blob = error?.operation else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        #expect(await session.exclusion == nil)
        #expect(bench.blobRequests.count == 2)
    }

    @Test func `after a cancellation no other endpoint is contacted`() async throws {
        let (bench, other, blob) = try benches()
        bench.server.misbehave(on: "/blobs/", .stall(after: 100, seconds: 30))
        let sessions = [try bench.session(), try bench.session(other.server.reference("team/app:1"))]
        let task = Task { try await BlobFetch(blob, from: sessions, into: bench.store) { _ in }.run() }
        try await wait { !bench.server.log.isEmpty }
        task.cancel()
        await #expect(throws: RegistryError.self) { try await task.value }
        #expect(other.server.log.isEmpty)
    }
}
