import Foundation
import ImageModel
import ImageStore
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

struct DocumentTests {
    private static let bytes = Array("{\"schemaVersion\":2}".utf8)

    private static func bench(access: AccessControl = .open) throws -> (TransferBench, Digest) {
        let bench = try TransferBench(access: access)
        bench.server.add(manifest: bytes, mediaType: MediaType.ociIndex, to: "team/app", tag: "1")
        return (bench, try Digest.of(bytes))
    }

    @Test func `a document is fetched by tag and by digest, with its exact bytes`() async throws {
        let (bench, digest) = try Self.bench()
        let session = try bench.session()
        for document in [
            try await session.document(tag: "1"), try await session.document(digest),
            try await session.document(digest, size: Int64(Self.bytes.count)),
        ] {
            #expect(document.bytes == Self.bytes && document.digest == digest)
            #expect(document.contentType == MediaType.ociIndex)
        }
        #expect(try await session.digest(ofTag: "1") == digest)
        #expect(bench.server.connectionCount == 1)
        #expect(bench.server.log.allSatisfy { $0.range == nil })
    }

    @Test(arguments: [
        Fault.status(503), .status(500), .status(429), .closedWithoutReply, .cut(after: 5), .reset(after: 0),
        .tooManyRequests(retryAfter: "0"),
    ])
    func `a transient failure is retried`(fault: Fault) async throws {
        let (bench, digest) = try Self.bench()
        let session = try bench.session()
        // The scheme is settled first: a closed connection may mean that TLS is required.
        _ = try await session.document(digest)
        bench.server.clearLog()
        bench.server.misbehave(on: "/manifests/", hits: 1...2, fault)
        #expect(try await session.document(tag: "1").digest == digest)
        #expect(bench.server.log.count == 3)
        // libcurl itself retries when a reused connection turns out to be closed.
        #expect(bench.events.waits.count == (fault.name == "closed without reply" ? 1 : 2))
    }

    @Test func `the server's Retry-After is respected, in seconds and as a date`() async throws {
        let (bench, digest) = try Self.bench()
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        let date = Date(timeIntervalSince1970: 1_800_000_002)
        bench.server.misbehave(on: "/manifests/", hits: 1...1, .tooManyRequests(retryAfter: "1"))
        let text = formatter.string(from: date)
        bench.server.misbehave(on: "/manifests/", hits: 2...2, .tooManyRequests(retryAfter: text))
        let session = try bench.session { settings in
            settings.now = { 1_800_000_001 }
            settings.randomUnit = { 0 }
        }
        #expect(try await session.document(tag: "1").digest == digest)
        #expect(bench.events.waits == [1000, 1000])
        #expect(bench.server.log.map(\.seconds).last ?? 0 >= 2)
    }

    @Test func `an exceeded quota is reported as such and not retried`() async throws {
        let (bench, _) = try Self.bench()
        bench.server.misbehave(on: "/manifests/", .tooManyRequests(retryAfter: "21600"))
        let error = await #expect(throws: RegistryError.self) { try await bench.session().document(tag: "1") }
        guard case .transfer(let reason) = error?.cause, error?.operation == .manifest("1") else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.subject == .rateLimited && "\(reason)".contains("21600 s"))
        #expect(bench.server.log.count == 1)
    }

    @Test(arguments: [
        (404, FailureSubject.notFound), (403, .credentials), (400, .network), (410, .notFound), (501, .network),
    ])
    func `a permanent failure is not retried`(status: Int, subject: FailureSubject) async throws {
        let (bench, _) = try Self.bench()
        bench.server.misbehave(on: "/manifests/", .status(status))
        let error = await #expect(throws: RegistryError.self) { try await bench.session().document(tag: "1") }
        guard case .transfer(let reason) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.subject == subject && bench.server.log.count == 1)
    }

    @Test func `an error with a truncated explanation is still that error, and not retried`() async throws {
        let (bench, _) = try Self.bench()
        let body = #"{"errors":[{"code":"MANIFEST_UNKNOWN"}]}"#
        bench.server.misbehave(on: "/manifests/", .status(404, body: body), .cut(after: 9))
        let error = await #expect(throws: RegistryError.self) { try await bench.session().document(tag: "1") }
        guard case .transfer(let reason) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.subject == .notFound && bench.server.log.count == 1)
    }

    @Test func `a tag whose bytes contradict the registry's digest is refused`() async throws {
        let (bench, digest) = try Self.bench()
        bench.server.misbehave(on: "/manifests/", .wrongDigest)
        let error = await #expect(throws: RegistryError.self) { try await bench.session().document(tag: "1") }
        guard case .transfer(.mismatch(_, actual: digest)) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        // For a request by digest the header is ignored.
        #expect(try await bench.session().document(digest).bytes == Self.bytes)
    }

    @Test func `a tag without a digest header gets the digest of its bytes`() async throws {
        let (bench, digest) = try Self.bench()
        bench.server.misbehave(on: "/manifests/", .noDigest)
        #expect(try await bench.session().document(tag: "1").digest == digest)
        #expect(try await bench.session().digest(ofTag: "1") == nil)
    }

    @Test func `a document with another digest is refused`() async throws {
        let (bench, digest) = try Self.bench()
        bench.server.misbehave(on: "/manifests/", .flipped(at: 3))
        let error = await #expect(throws: RegistryError.self) { try await bench.session().document(digest) }
        guard case .transfer(.mismatch(expected: digest, _)) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a document with another size than its descriptor is refused`() async throws {
        let (bench, digest) = try Self.bench()
        let error = await #expect(throws: RegistryError.self) { try await bench.session().document(digest, size: 5) }
        guard case .transfer(.wrongSize(expected: 5, actual: 19)) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `parameters of a content type are passed on unchanged`() async throws {
        let (bench, digest) = try Self.bench()
        bench.server.misbehave(on: "/manifests/", .contentType("\(MediaType.ociIndex); charset=utf-8"))
        let document = try await bench.session().document(tag: "1")
        #expect(document.digest == digest && document.contentType == "\(MediaType.ociIndex); charset=utf-8")
    }

    @Test(arguments: [[Fault.slow(bytesPerSecond: 100_000_000)], [.chunked], [.closeDelimited]])
    func `a document of more than 8 MiB is refused before its end`(faults: [Fault]) async throws {
        let bench = try TransferBench()
        bench.server.add(manifest: noise(32 << 20), mediaType: MediaType.ociIndex, to: "team/app", tag: "1")
        for fault in faults { bench.server.misbehave(on: "/manifests/", fault) }
        let error = await #expect(throws: RegistryError.self) { try await bench.session().document(tag: "1") }
        guard case .transfer(.tooLong(limit: 8_388_608)) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.server.log.count == 1 && bench.server.log[0].bytesSent < 32 << 20)
    }

    @Test(arguments: [404, 405, 401, 500])
    func `a registry that refuses HEAD names no digest`(status: Int) async throws {
        let (bench, digest) = try Self.bench()
        bench.server.misbehave(on: "/manifests/", method: "HEAD", .status(status))
        let session = try bench.session()
        #expect(((try? await session.digest(ofTag: "1")) ?? nil) == nil)
        #expect(try await session.document(tag: "1").digest == digest)
    }

    @Test func `a config is checked against its descriptor`() async throws {
        let bench = try TransferBench()
        let config = try bench.offer(noise(2000))
        let session = try bench.session()
        #expect(try await session.smallBlob(config) == noise(2000))
        bench.server.misbehave(on: "/blobs/", .flipped(at: 0))
        await #expect(throws: RegistryError.self) { try await session.smallBlob(config) }
        bench.server.behave()
        bench.server.misbehave(on: "/blobs/", .html)
        let error = await #expect(throws: RegistryError.self) { try await session.smallBlob(config) }
        guard case .transfer(.wrongSize(expected: 2000, _)) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.server.log.allSatisfy { $0.range == nil })
    }
}
