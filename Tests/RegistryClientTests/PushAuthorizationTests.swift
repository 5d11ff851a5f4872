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

    @Test(.userCase("L25")) func `a read-only token is requested once, and the error names the right`() async throws {
        var tokens = TokenServer()
        tokens.accounts = ["user": "right"]
        tokens.grantedActions = ["pull"]
        let bench = try TransferBench(access: .bearer(tokens))
        let session = try bench.session(credentials: [TransferBench.password("right")], access: .push)
        // The token that reads comes from the cache when the manifest is written.
        #expect(try await session.manifestHead("1") != nil)
        let error = await #expect(throws: RegistryError.self) { try await push(session) }
        #expect(error?.subject == .credentials)
        #expect(error?.description.contains("from the file lacks push for 'team/app'") == true)
        #expect(error?.description.contains(#"error="insufficient_scope""#) == true)
        #expect(bench.server.requests(to: "/token").count == 1)
        #expect(bench.server.log.map(\.status) == [401, 200, 200, 401])
    }
}
