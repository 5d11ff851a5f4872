import ImageModel
import ImageStore
import RegistryProtocol
import Synchronization
import TestSupport
import Testing

@testable import RegistryClient

/// Uploads of blobs from files.
struct UploadTests {
    private static let large = 3 << 20

    @Test func `a large blob is sent in one stream, and not sent again`() async throws {
        let bench = try UploadBench(Self.large)
        let handed = Mutex<Int64>(0)
        let outcome = try await bench.session().upload(blob: bench.digest, bench.span) { count in
            handed.withLock { $0 = count }
        }
        #expect(outcome == .sent && handed.withLock { $0 } == Int64(Self.large))
        bench.expectHeld()
        #expect(bench.steps == ["HEAD 404", "POST 202", "PATCH 202", "PUT 201"])
        #expect(bench.server.requests(to: "/uploads/").allSatisfy { $0.headers["Expect"] == nil })
        #expect(try await bench.upload() == .alreadyPresent)
        #expect(bench.steps.last == "HEAD 200")
    }

    @Test(arguments: [0, 1, 70_000])
    func `a small blob is sent with the PUT that names it`(count: Int) async throws {
        let bench = try UploadBench(count)
        try await bench.upload()
        bench.expectHeld()
        #expect(bench.steps == ["HEAD 404", "POST 202", "PUT 201"])
    }

    @Test(arguments: [UploadSettings.Location.absolute, .relative])
    func `an upload location is used unchanged, wherever it points`(location: UploadSettings.Location) async throws {
        let bench = try UploadBench(Self.large) { $0.location = location }
        try await bench.upload()
        bench.expectHeld()
    }

    @Test func `credentials go to the registry, not to an upload location on another port`() async throws {
        let storage = try MisbehavingRegistry()
        storage.content.uploadSettings.acceptsUnknown = true
        let bench = try UploadBench(Self.large, access: .basic(["user": "pass-word"])) {
            $0.location = .elsewhere(storage.url)
        }
        let session = try bench.session([TransferBench.password("pass-word")])
        try await session.upload(blob: bench.digest, bench.span)
        #expect(storage.content.repositories["team/copy"]?.blobs[bench.digest.description] == bench.bytes)
        #expect(storage.log.map(\.method) == ["PATCH", "PUT"])
        #expect(storage.log.allSatisfy { $0.authorization == nil })
        #expect(bench.server.log.last?.authorization != nil)
        bench.bench.expectHidden("pass-word")
    }

    @Test(
        arguments: [
            (nil, "has no upload location"), ("http://169.254.169.254/u", "leads from a public address"),
            ("ftp://127.0.0.1/u", "starts with neither"), ("", "address is empty"),
        ] as [(String?, String)])
    func `a missing, malformed or inward upload location is refused`(location: String?, words: String) async throws {
        let bench = try UploadBench(Self.large) { $0.location = .text(location) }
        let error = await #expect(throws: RegistryError.self) { try await bench.upload() }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
        #expect(error?.subject == .network)
    }

    @Test func `an upload opened instead of a mount is used`() async throws {
        let bench = try UploadBench(Self.large) { $0.mounts = false }
        try await bench.upload(mountingFrom: "team/app")
        bench.expectHeld()
        #expect(bench.steps == ["POST 202", "HEAD 404", "PATCH 202", "PUT 201"])
    }

    @Test func `a blob of another repository is mounted`() async throws {
        let bench = try UploadBench(Self.large)
        bench.server.content.repositories["team/app"]?.blobs[bench.digest.description] = bench.bytes
        #expect(try await bench.upload(mountingFrom: "team/app") == .mounted)
        #expect(bench.steps == ["POST 201"] && bench.bytesSent == 0)
    }

    @Test func `a registry with a minimum chunk length receives no shorter chunk`() async throws {
        let bench = try UploadBench(40 << 20) { $0.leastChunk = 17 << 20 }
        try await bench.upload()
        bench.expectHeld()
        let chunks = bench.server.log.filter { $0.method == "PATCH" }
        #expect(chunks.map(\.body.count) == [17 << 20, 17 << 20, 6 << 20])
        #expect(chunks.first?.headers["Content-Range"] == "0-\((17 << 20) - 1)")
    }

    @Test func `a file with a wrong digest is an integrity error, and no byte of it is sent`() async throws {
        let bench = try UploadBench(Self.large)
        let other = try Digest.of(Array("other".utf8))
        let error = await #expect(throws: RegistryError.self) {
            try await bench.session().upload(blob: other, bench.span)
        }
        #expect(error?.subject == .integrity)
        #expect(bench.bytesSent == 0)
        #expect(bench.server.content.openUploads == 0)
    }

    @Test func `a truncated or missing file is a disk error`() async throws {
        let bench = try UploadBench(Self.large)
        let longer = FileSpan(path: bench.span.path, offset: 3, size: bench.span.size + 100_000)
        let error = await #expect(throws: RegistryError.self) {
            try await bench.session().upload(blob: bench.digest, longer)
        }
        #expect(error?.description.contains("bytes, not") == true, "\(String(describing: error))")
        let missing = FileSpan(path: "/nowhere", size: 9)
        await #expect(throws: RegistryError.self) { try await bench.session().upload(blob: bench.digest, missing) }
    }

    @Test func `a push token is fetched once, and replaced during the upload when it expires`() async throws {
        var tokens = TokenServer()
        tokens.usesPerToken = 2
        let bench = try UploadBench(Self.large, access: .bearer(tokens))
        try await bench.upload()
        bench.expectHeld()
    }

    @Test func `a cancelled upload ends at once`() async throws {
        let bench = try UploadBench(Self.large)
        bench.server.misbehave(on: "/uploads/", method: "PATCH", .delay(seconds: 30))
        let task = Task { try await bench.upload() }
        try await wait { bench.server.log.contains { $0.method == "PATCH" } }
        task.cancel()
        let started = ContinuousClock.now
        await #expect(throws: RegistryError.self) { try await task.value }
        #expect(ContinuousClock.now - started < .seconds(5))
    }
}
