import ImageModel
import ImageStore
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

/// A bench with a blob in a file, and a session that may write to `team/copy`.
struct UploadBench {
    let bench: TransferBench
    let bytes: [UInt8]
    let digest: Digest
    let span: FileSpan

    /// A blob of `count` bytes in the middle of a file.
    init(_ count: Int, access: AccessControl = .open, _ change: (inout UploadSettings) -> Void = { _ in }) throws {
        bench = try TransferBench(access: access)
        change(&bench.server.content.uploadSettings)
        bytes = noise(count)
        digest = try Digest.of(bytes)
        let path = try bench.folder.write("file", [1, 2, 3] + bytes + [4])
        span = FileSpan(path: path, offset: 3, size: Int64(count))
    }

    /// The registry.
    var server: MisbehavingRegistry { bench.server }

    /// A session that writes to `team/copy`.
    func session(_ credentials: [SourcedCredential] = [], retries: Int = 3) throws -> RegistrySession {
        try bench.session(server.reference("team/copy:1"), credentials: credentials, retries: retries, access: .push)
    }

    /// Uploads the blob.
    @discardableResult
    func upload(retries: Int = 3, mountingFrom source: String? = nil) async throws -> UploadOutcome {
        let plan = UploadPlan(sources: [source].compactMap(\.self))
        return try await session(retries: retries).upload(blob: digest, span, by: plan)
    }

    /// Expects that the registry has the blob.
    func expectHeld(in repository: String = "team/copy") {
        #expect(server.content.repositories[repository]?.blobs[digest.description] == bytes)
    }

    /// The requests of uploads, as methods with statuses.
    var steps: [String] { server.requests(to: "/blobs/").map { "\($0.method) \($0.status)" } }

    /// The bytes of requests so far.
    var bytesSent: Int { server.log.reduce(0) { $0 + $1.body.count } }
}
