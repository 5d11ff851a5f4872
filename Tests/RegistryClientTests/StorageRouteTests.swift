import ImageModel
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

/// The registry redirects once to the storage of a blob, and the ranges are requested there.
struct StorageRouteTests {
    private static let size = 64 << 20
    private let bench: TransferBench
    private let storage: MisbehavingRegistry
    private let blob: Descriptor
    private let bytes = noise(size)

    init() throws {
        bench = try TransferBench(access: .basic(["user": "pass-word"]))
        blob = try bench.offer(bytes)
        storage = try MisbehavingRegistry(content: bench.server.content, address: "127.0.0.2")
        bench.server.misbehave(on: "/blobs/", .redirect(307, .samePath(on: storage.url, query: "sig=1")))
        // Slow enough for several connections.
        storage.misbehave(on: "/blobs/", .slow(bytesPerSecond: 24 << 20))
    }

    private func fetch() async throws {
        let session = try bench.session(credentials: [TransferBench.password("pass-word")])
        _ = try await bench.fetch(blob, through: session)
        try await bench.expectHeld(blob, bytes)
        #expect(storage.log.allSatisfy { $0.authorization == nil && $0.headers["Cookie"] == nil })
        bench.expectHidden("pass-word")
    }

    private var redirects: Int { bench.blobRequests.filter { $0.status == 307 }.count }

    @Test func `one redirect serves all ranges of a blob`() async throws {
        try await fetch()
        #expect(redirects == 1 && storage.log.count > 2)
        #expect(storage.log.allSatisfy { $0.target.hasSuffix("?sig=1") })
    }

    @Test(arguments: [400, 401, 403, 404, 410])
    func `a refused address is renewed by one request for all, and no byte is lost`(status: Int) async throws {
        storage.misbehave(on: "sig=1", hits: 3...1000, .status(status))
        bench.server.misbehave(
            on: "/blobs/", hits: 2...1000, .redirect(307, .samePath(on: storage.url, query: "sig=2")))
        try await fetch()
        let refused = storage.log.filter { $0.status == status }.count
        #expect(redirects == 2 && refused >= 1)
        #expect(storage.log.filter { $0.target.hasSuffix("?sig=2") }.allSatisfy { $0.status == 206 })
    }

    @Test func `unavailable storage leads back to the registry`() async throws {
        let other = try MisbehavingRegistry(content: bench.server.content, address: "127.0.0.3")
        storage.misbehave(on: "/blobs/", hits: 3...1000, .closedWithoutReply)
        bench.server.misbehave(on: "/blobs/", hits: 2...1000, .redirect(307, .samePath(on: other.url)))
        try await fetch()
        #expect(other.log.contains { $0.status == 206 })
        #expect(other.log.allSatisfy { $0.authorization == nil })
    }
}
