import ImageModel
import RegistryProtocol
import Synchronization
import TestSupport
import Testing

@testable import RegistryClient

/// Blobs that are already present or mounted.
struct MountTests {
    private static let bytes = Array("a blob".utf8)
    private let bench: TransferBench
    private let blob: Descriptor

    init() throws {
        bench = try TransferBench()
        blob = try bench.offer(Self.bytes)
    }

    private func target(_ credentials: [SourcedCredential] = []) throws -> RegistrySession {
        try bench.session(bench.server.reference("team/copy:1"), credentials: credentials, access: .push)
    }

    @Test(arguments: [(6, true), (7, false)] as [(Int64, Bool)])
    func `a blob is present if digest and size match`(size: Int64, expected: Bool) async throws {
        let session = try bench.session(access: .push)
        #expect(try await session.has(blob: blob.digest, size: size) == expected)
        #expect(bench.server.log.map(\.method) == ["HEAD"])
    }

    @Test(arguments: [Fault.status(404), .status(405), .status(400)])
    func `a blob is missing if the registry does not confirm it`(fault: Fault) async throws {
        bench.server.misbehave(on: "/blobs/", fault)
        #expect(try await bench.session(access: .push).has(blob: blob.digest, size: 6) == false)
    }

    private func find(
        _ session: RegistrySession? = nil, from sources: [String] = ["team/app"], remembered: [String] = []
    ) async throws -> UploadOutcome {
        try await (session ?? target()).find(blob, by: UploadPlan(sources: sources, remembered: remembered))
    }

    @Test func `a blob of another repository is mounted`() async throws {
        #expect(try await find() == .mounted)
        #expect(bench.server.content.repositories["team/copy"]?.blobs[blob.digest.description] == Self.bytes)
        #expect(bench.server.log.map(\.method) == ["POST"])
    }

    @Test func `an upload opened instead of a mount is cancelled if the blob is not to be sent`() async throws {
        bench.server.content.uploadSettings.mounts = false
        #expect(try await find() == .absent)
        #expect(bench.server.log.map(\.method) == ["POST", "HEAD", "DELETE"])
        #expect(bench.server.log.map(\.status) == [202, 404, 204])
    }

    @Test(arguments: [Fault.status(404), .status(405), .status(400), .status(403)])
    func `a registry that does not mount is not an error`(fault: Fault) async throws {
        bench.server.misbehave(on: "/uploads/", fault)
        #expect(try await find() == .absent)
        #expect(try await find(from: [], remembered: ["team/app"]) == .absent)
    }

    @Test func `a mount requests read access to the other repository, and later requests do not`() async throws {
        bench.server.access = .bearer(TokenServer())
        let session = try target()
        #expect(try await find(session, from: [], remembered: ["team/app"]) == .mounted)
        #expect(try await session.has(blob: blob.digest, size: 6))
        let scopes = bench.server.requests(to: "/token").map { request in
            request.query.filter { $0.name == "scope" }.map(\.value)
        }
        #expect(
            scopes == [
                ["repository:team/copy:pull,push"], ["repository:team/copy:pull,push", "repository:team/app:pull"],
            ])
        #expect(bench.server.log.map(\.status) == [401, 200, 404, 200, 201, 200])
    }

    @Test func `without read access to the other repository the blob can still be written`() async throws {
        var tokens = TokenServer()
        tokens.closedRepositories = ["team/app"]
        bench.server.access = .bearer(tokens)
        let session = try target()
        #expect(try await find(session) == .absent)
        #expect(try await session.has(blob: blob.digest, size: 6) == false)
    }

    @Test func `every repository that refuses a mount is reported`() async throws {
        let refused = Mutex<[String]>([])
        let plan = UploadPlan(sources: ["none/a"], remembered: ["none/b", "team/app"])
        let outcome = try await target().find(blob, by: plan) { name in refused.withLock { $0.append(name) } }
        #expect(outcome == .mounted)
        #expect(refused.withLock(\.self) == ["none/a", "none/b"])
        #expect(bench.server.content.openUploads == 0)
    }
}
