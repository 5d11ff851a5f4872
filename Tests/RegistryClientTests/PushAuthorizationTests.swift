import ImageModel
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

/// Authorization of writes, and its errors.
struct PushAuthorizationTests {
    private static let manifest = Array("{}".utf8)

    private func push(_ session: RegistrySession) async throws(RegistryError) {
        try await session.put(manifest: Self.manifest, mediaType: MediaType.ociManifest, as: "new")
    }

    @Test func `a push token is requested first and serves all requests`() async throws {
        let bench = try TransferBench(access: .bearer(TokenServer()))
        let session = try bench.session(access: .push)
        #expect(try await session.manifestHead("1") != nil)
        try await push(session)
        #expect(bench.server.log.map(\.status) == [401, 200, 200, 201])
    }

    @Test func `after refused credentials a push does not continue without any`() async throws {
        var tokens = TokenServer()
        tokens.accounts = ["user": "right"]
        let bench = try TransferBench(access: .bearer(tokens))
        let session = try bench.session(credentials: [TransferBench.password("wrong")], access: .push)
        let error = await #expect(throws: RegistryError.self) { try await push(session) }
        #expect(error?.subject == .credentials)
        #expect(error?.description.contains("refused the credentials from the file") == true)
        #expect(bench.server.content.repositories["team/app"]?.tags["new"] == nil)
        #expect(bench.server.requests(to: "/token").allSatisfy { $0.authorization != nil || !$0.form.isEmpty })
        bench.expectHidden("wrong")
    }

    @Test(arguments: [AccessControl.basic(["user": "right"]), .bearer(Self.strict)])
    func `missing credentials are reported`(access: AccessControl) async throws {
        let bench = try TransferBench(access: access)
        let error = await #expect(throws: RegistryError.self) { try await push(try bench.session(access: .push)) }
        #expect(error?.subject == .credentials)
        #expect(error?.description.contains("requires credentials, but none were found") == true)
    }

    private static var strict: TokenServer {
        var server = TokenServer()
        server.isAnonymousAllowed = false
        return server
    }

    @Test func `a read-only token is insufficient, and the error names the credentials`() async throws {
        var tokens = TokenServer()
        tokens.accounts = ["user": "right"]
        tokens.closedRepositories = ["team/app"]
        let bench = try TransferBench(access: .bearer(tokens))
        let session = try bench.session(credentials: [TransferBench.password("right")], access: .push)
        let error = await #expect(throws: RegistryError.self) { try await push(session) }
        #expect(error?.subject == .credentials)
        #expect(error?.description.contains("the file") == true)
    }
}
