import ImageModel
import RegistryProtocol
import Synchronization
import TestSupport
import Testing

@testable import RegistryClient

/// Blobs that go from one registry to another without touching a disk.
struct RelayTests {
    private let source: TransferBench
    private let target: TransferBench

    init() throws {
        source = try TransferBench()
        target = try TransferBench()
    }

    private func copy(
        _ blob: Descriptor, retries: Int = 3, report: @escaping @Sendable (Int64) -> Void = { _ in }
    ) async throws -> UploadOutcome {
        try await target.session(target.server.reference("team/copy:1"), retries: retries, access: .push)
            .relay(blob: blob, from: [try source.session(retries: retries)], report: report)
    }

    private func expectHeld(_ blob: Descriptor, _ bytes: [UInt8]) {
        #expect(target.server.content.repositories["team/copy"]?.blobs[blob.digest.description] == bytes)
    }

    private func expectNothing() {
        #expect(target.server.content.repositories["team/copy"] == nil)
    }

    @Test(arguments: [0, 9, 256 << 10, (256 << 10) + 1, 5 << 20])
    func `a blob is copied byte for byte, and a second time not at all`(count: Int) async throws {
        let bytes = noise(count)
        let blob = try source.offer(bytes)
        let handed = Mutex<Int64>(0)
        #expect(try await copy(blob) { count in handed.withLock { $0 = count } } == .sent)
        expectHeld(blob, bytes)
        #expect(handed.withLock { $0 } == Int64(count))
        source.server.clearLog()
        #expect(try await copy(blob) == .alreadyPresent)
        #expect(source.server.log.isEmpty)
    }

    @Test func `a blob of SHA-512 is copied, too`() async throws {
        let bytes = noise(1 << 20)
        let blob = try source.offer(bytes, algorithm: .sha512)
        _ = try await copy(blob)
        expectHeld(blob, bytes)
    }

    @Test(arguments: [1, 300_000, 3 << 20])
    func `a download that is cut goes on, and the upload does not notice`(bytes: Int) async throws {
        let content = noise(4 << 20)
        let blob = try source.offer(content)
        source.server.misbehave(on: "/blobs/", hits: 1...1, .cut(after: bytes))
        _ = try await copy(blob)
        expectHeld(blob, content)
        #expect(target.server.log.map(\.method) == ["HEAD", "POST", "PATCH", "PUT"])
    }

    @Test func `a source without ranges is passed over up to where it broke off`() async throws {
        let content = noise(4 << 20)
        let blob = try source.offer(content)
        source.server.misbehave(on: "/blobs/", .ignoresRange)
        source.server.misbehave(on: "/blobs/", hits: 1...1, .cut(after: 2 << 20))
        _ = try await copy(blob)
        expectHeld(blob, content)
    }

    @Test(arguments: [1, 100_000, 3 << 20, 17 << 20], [UploadSettings.Partial.kept, .dropped, .lost])
    func `an upload that is cut goes on, whatever the registry kept`(
        bytes: Int, partial: UploadSettings.Partial
    ) async throws {
        let content = noise(20 << 20)
        let blob = try source.offer(content)
        target.server.content.uploadSettings.partial = partial
        target.server.cutRequests(on: "/uploads/", method: "PATCH", hits: 1...1, after: bytes)
        _ = try await copy(blob)
        expectHeld(blob, content)
    }

    @Test func `a download that begins again begins where the hash is known`() async throws {
        let content = noise(40 << 20)
        let blob = try source.offer(content)
        target.server.cutRequests(on: "/uploads/", method: "PATCH", hits: 1...1, after: 35 << 20)
        _ = try await copy(blob)
        expectHeld(blob, content)
        #expect(source.server.requests(to: "/blobs/").last?.range == "bytes=\(32 << 20)-\((40 << 20) - 1)")
    }

    @Test func `a registry that wants chunks gets them from one download`() async throws {
        let content = noise(40 << 20)
        let blob = try source.offer(content)
        target.server.content.uploadSettings.leastChunk = 5 << 20
        _ = try await copy(blob)
        expectHeld(blob, content)
        #expect(target.server.log.filter { $0.method == "PATCH" }.map(\.body.count) == [16 << 20, 16 << 20, 8 << 20])
        #expect(source.server.requests(to: "/blobs/").count == 1)
    }

    @Test func `a wrong byte never gets a name`() async throws {
        let blob = try source.offer(noise(3 << 20))
        source.server.misbehave(on: "/blobs/", .flipped(at: 2 << 20))
        let error = await #expect(throws: RegistryError.self) { try await copy(blob) }
        #expect(error?.subject == .integrity)
        expectNothing()
        #expect(!target.server.log.contains { $0.method == "PUT" })
        #expect(target.server.log.last?.method == "DELETE")
    }

    @Test(arguments: [
        (Fault.truncated(by: 100_000), FailureSubject.integrity), (.padded(by: 9), .integrity), (.html, .integrity),
        (.status(404), .notFound), (.status(403), .credentials), (.status(500), .network),
    ])
    func `a source that fails ends the copy with its own reason`(fault: Fault, subject: FailureSubject) async throws {
        let blob = try source.offer(noise(3 << 20))
        source.server.misbehave(on: "/blobs/", fault)
        let error = await #expect(throws: RegistryError.self) { try await copy(blob, retries: 1) }
        #expect(error?.subject == subject, "\(String(describing: error))")
        expectNothing()
    }

    @Test func `a source that stalls is waited for, and the upload is not taken for stalled`() async throws {
        let slow = try TransferBench { $0.stallSeconds = 1 }
        let content = noise(3 << 20)
        let blob = try source.offer(content)
        source.server.misbehave(on: "/blobs/", .stall(after: 1 << 20, seconds: 3))
        let session = try slow.session(slow.server.reference("team/copy:1"), access: .push)
        _ = try await session.relay(blob: blob, from: [try source.session()])
        #expect(slow.server.content.repositories["team/copy"]?.blobs[blob.digest.description] == content)
        #expect(slow.server.log.filter { $0.method == "PATCH" }.count == 1)
    }

    @Test func `both sides on one loop do not wait for each other`() async throws {
        let content = noise(8 << 20)
        let blob = try source.offer(content)
        let session = try source.session(source.server.reference("team/copy:1"), access: .push)
        _ = try await session.relay(blob: blob, from: [try source.session()])
        #expect(source.server.content.repositories["team/copy"]?.blobs[blob.digest.description] == content)
    }

    @Test func `a place that has no such blob is passed over`() async throws {
        let content = noise(3 << 20)
        let blob = try source.offer(content)
        let empty = try TransferBench()
        let session = try target.session(target.server.reference("team/copy:1"), access: .push)
        _ = try await session.relay(blob: blob, from: [try empty.session(), try source.session()])
        expectHeld(blob, content)
    }

    @Test func `a cancelled copy ends on both sides`() async throws {
        let blob = try source.offer(noise(8 << 20))
        source.server.misbehave(on: "/blobs/", .stall(after: 1 << 20, seconds: 30))
        let task = Task { try await copy(blob) }
        try await wait { source.server.requests(to: "/blobs/").contains { $0.bytesSent >= 1 << 20 } }
        task.cancel()
        let started = ContinuousClock.now
        await #expect(throws: RegistryError.self) { try await task.value }
        #expect(ContinuousClock.now - started < .seconds(5))
    }
}
