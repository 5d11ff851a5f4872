import ImageModel
import RegistryProtocol
import Synchronization
import TestSupport
import Testing

@testable import RegistryClient

/// Blobs copied from one registry to another without touching the disk.
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
    func `a blob is copied byte for byte, and not copied again`(count: Int) async throws {
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

    @Test func `a blob with a SHA-512 digest is copied`() async throws {
        let bytes = noise(1 << 20)
        let blob = try source.offer(bytes, algorithm: .sha512)
        _ = try await copy(blob)
        expectHeld(blob, bytes)
    }

    @Test(arguments: [1, 300_000, 3 << 20])
    func `a cut download resumes without affecting the upload`(bytes: Int) async throws {
        let content = noise(4 << 20)
        let blob = try source.offer(content)
        source.server.misbehave(on: "/blobs/", hits: 1...1, .cut(after: bytes))
        _ = try await copy(blob)
        expectHeld(blob, content)
        #expect(target.server.log.map(\.method) == ["HEAD", "POST", "PATCH", "PUT"])
    }

    @Test func `after a cut, a source without ranges is read again and skipped up to the cut`() async throws {
        let content = noise(4 << 20)
        let blob = try source.offer(content)
        source.server.misbehave(on: "/blobs/", .ignoresRange)
        source.server.misbehave(on: "/blobs/", hits: 1...1, .cut(after: 2 << 20))
        _ = try await copy(blob)
        expectHeld(blob, content)
    }

    @Test(arguments: [1, 100_000, 3 << 20, 17 << 20], [UploadSettings.Partial.kept, .dropped, .lost])
    func `a cut upload resumes, whatever the registry kept`(
        bytes: Int, partial: UploadSettings.Partial
    ) async throws {
        let content = noise(20 << 20)
        let blob = try source.offer(content)
        target.server.content.uploadSettings.partial = partial
        target.server.cutRequests(on: "/uploads/", method: "PATCH", hits: 1...1, after: bytes)
        _ = try await copy(blob)
        expectHeld(blob, content)
    }

    @Test func `a restarted download begins at a saved hash`() async throws {
        let content = noise(40 << 20)
        let blob = try source.offer(content)
        target.server.cutRequests(on: "/uploads/", method: "PATCH", hits: 1...1, after: 35 << 20)
        _ = try await copy(blob)
        expectHeld(blob, content)
        #expect(source.server.requests(to: "/blobs/").last?.range == "bytes=\(32 << 20)-\((40 << 20) - 1)")
    }

    @Test func `a registry with a minimum chunk length receives the chunks from one download`() async throws {
        let content = noise(40 << 20)
        let blob = try source.offer(content)
        target.server.content.uploadSettings.leastChunk = 5 << 20
        _ = try await copy(blob)
        expectHeld(blob, content)
        #expect(target.server.log.filter { $0.method == "PATCH" }.map(\.body.count) == [16 << 20, 16 << 20, 8 << 20])
        #expect(source.server.requests(to: "/blobs/").count == 1)
    }

    @Test func `a blob with a wrong byte is never named`() async throws {
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
    func `a failed source ends the copy with its own error`(fault: Fault, subject: FailureSubject) async throws {
        let blob = try source.offer(noise(3 << 20))
        source.server.misbehave(on: "/blobs/", fault)
        let error = await #expect(throws: RegistryError.self) { try await copy(blob, retries: 1) }
        #expect(error?.subject == subject, "\(String(describing: error))")
        expectNothing()
    }

    @Test func `while the source stalls, the upload does not count as stalled`() async throws {
        let slow = try TransferBench { $0.stallSeconds = 1 }
        let content = noise(3 << 20)
        let blob = try source.offer(content)
        source.server.misbehave(on: "/blobs/", .stall(after: 1 << 20, seconds: 3))
        let session = try slow.session(slow.server.reference("team/copy:1"), access: .push)
        _ = try await session.relay(blob: blob, from: [try source.session()])
        #expect(slow.server.content.repositories["team/copy"]?.blobs[blob.digest.description] == content)
        #expect(slow.server.log.filter { $0.method == "PATCH" }.count == 1)
    }

    @Test func `source and target on one loop do not block each other`() async throws {
        let content = noise(8 << 20)
        let blob = try source.offer(content)
        let session = try source.session(source.server.reference("team/copy:1"), access: .push)
        _ = try await session.relay(blob: blob, from: [try source.session()])
        #expect(source.server.content.repositories["team/copy"]?.blobs[blob.digest.description] == content)
    }

    @Test func `an endpoint without the blob is skipped`() async throws {
        let content = noise(3 << 20)
        let blob = try source.offer(content)
        let empty = try TransferBench()
        let session = try target.session(target.server.reference("team/copy:1"), access: .push)
        _ = try await session.relay(blob: blob, from: [try empty.session(), try source.session()])
        expectHeld(blob, content)
    }

    @Test func `a cancelled copy ends at source and target`() async throws {
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
