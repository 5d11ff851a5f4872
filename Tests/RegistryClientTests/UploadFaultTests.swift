import ImageModel
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

/// Uploads with faults.
struct UploadFaultTests {
    private static let large = 2 << 20

    @Test(arguments: [0, 1, 100_000, large - 1])
    func `a cut upload resumes at the offset that the registry reports`(bytes: Int) async throws {
        let bench = try UploadBench(Self.large)
        bench.server.cutRequests(on: "/uploads/", method: "PATCH", hits: 1...1, after: bytes)
        try await bench.upload()
        bench.expectHeld()
        let second = try #require(bench.server.log.last { $0.method == "PATCH" })
        // `0-0` may mean one byte or none: that upload is restarted.
        guard bytes > 1 else { return }
        #expect(second.headers["Content-Range"] == "\(bytes)-\(Self.large - 1)")
        #expect(bench.bytesSent == Self.large)
    }

    @Test(arguments: [UploadSettings.Partial.dropped, .lost])
    func `bytes that the registry did not keep are sent again`(partial: UploadSettings.Partial) async throws {
        let bench = try UploadBench(Self.large) { $0.partial = partial }
        bench.server.cutRequests(on: "/uploads/", method: "PATCH", hits: 1...2, after: 100_000)
        try await bench.upload()
        bench.expectHeld()
    }

    @Test func `an upload that is cut repeatedly fails`() async throws {
        let bench = try UploadBench(Self.large) { $0.partial = .dropped }
        bench.server.cutRequests(on: "/uploads/", method: "PATCH", after: 100_000)
        let error = await #expect(throws: RegistryError.self) { try await bench.upload() }
        #expect(error?.subject == .network && error?.isTransient == true)
        #expect(bench.server.log.filter { $0.method == "PATCH" }.count == 4)
    }

    @Test func `a large blob survives a link that breaks now and then`() async throws {
        let bench = try UploadBench(6 << 20)
        bench.server.cutRequests(on: "/uploads/", method: "PATCH", hits: 1...5, after: 1 << 20)
        try await bench.upload()
        bench.expectHeld()
        #expect(bench.bytesSent == 6 << 20)
    }

    @Test(
        arguments: ["PATCH", "PUT", "POST", "HEAD"],
        [Fault.status(503), .status(500), .tooManyRequests(retryAfter: "0"), .closedWithoutReply])
    func `a transient failure of any step is retried`(method: String, fault: Fault) async throws {
        let bench = try UploadBench(Self.large)
        bench.server.misbehave(on: "/blobs/", method: method, hits: 1...1, fault)
        try await bench.upload()
        bench.expectHeld()
    }

    @Test func `a small blob is sent again after a cut`() async throws {
        let bench = try UploadBench(10_000)
        bench.server.cutRequests(on: "/uploads/", method: "PUT", hits: 1...1, after: 5000)
        try await bench.upload()
        bench.expectHeld()
    }

    @Test(arguments: [
        (Fault.status(413), FailureSubject.malformed), (.status(403), .credentials),
        (.status(404, body: #"{"errors":[{"code":"NAME_UNKNOWN"}]}"#), .network), (.wrongDigest, .integrity),
    ])
    func `a refused upload is reported with its reason`(fault: Fault, subject: FailureSubject) async throws {
        let bench = try UploadBench(Self.large)
        bench.server.misbehave(on: "/uploads/", method: "PATCH", fault)
        bench.server.misbehave(on: "/uploads/", method: "PUT", fault)
        let error = await #expect(throws: RegistryError.self) { try await bench.upload() }
        #expect(error?.subject == subject, "\(String(describing: error))")
    }

    @Test func `a repository that must be created first is not found`() async throws {
        let bench = try UploadBench(Self.large)
        let body = #"{"errors":[{"code":"NAME_UNKNOWN","message":"the repository does not exist"}]}"#
        bench.server.misbehave(on: "/uploads/", method: "POST", .status(404, body: body))
        let error = await #expect(throws: RegistryError.self) { try await bench.upload() }
        #expect(error?.subject == .notFound)
        #expect(error?.description.contains("the repository does not exist") == true)
    }
}
