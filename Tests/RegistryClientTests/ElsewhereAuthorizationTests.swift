import ImageModel
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

/// A registry that redirects to another one, which requires its own token: go-containerregistry#2359, containerd#5503.
@Suite(.userCase("P1"))
struct ElsewhereAuthorizationTests {
    private let bench: TransferBench
    private let other: MisbehavingRegistry
    private let blob: Descriptor
    private let bytes = noise(100_000)

    init() throws {
        bench = try TransferBench(access: .basic(["user": "pass-word"]))
        blob = try bench.offer(bytes)
        var server = TokenServer()
        server.accounts = ["bob": "hush"]
        other = try MisbehavingRegistry(content: bench.server.content, access: .bearer(server))
        for path: PathPattern in ["/manifests/", "/blobs/"] {
            bench.server.misbehave(on: path, .redirect(307, .samePath(on: other.url)))
        }
    }

    private func close() {
        var server = TokenServer()
        server.accounts = ["bob": "hush"]
        server.isAnonymousAllowed = false
        other.access = .bearer(server)
    }

    private func session(_ stored: [SourcedCredential] = []) throws -> RegistrySession {
        try bench.session(credentials: [TransferBench.password("pass-word")]) { settings in
            settings.findOtherCredentials = { [other] reference in
                reference.registry == other.authority && reference.repository == "team/app" ? stored : []
            }
        }
    }

    private var tokenRequests: [LoggedRequest] { other.requests(to: "/token") }

    @Test func `the other registry's challenge is met with a token of its own token server`() async throws {
        let session = try session()
        #expect(try await bench.status(session) == 200)
        _ = try await bench.fetch(blob, through: session)
        try await bench.expectHeld(blob, bytes)
        #expect(tokenRequests.count == 1 && tokenRequests[0].authorization == nil)
        #expect(tokenRequests[0].query.contains { $0 == ("scope", "repository:team/app:pull") })
        #expect(bench.server.requests(to: "/token").isEmpty)
        #expect(other.log.allSatisfy { $0.authorization?.hasPrefix("Bearer ") ?? true })
        #expect(bench.server.log.allSatisfy { $0.authorization?.hasPrefix("Basic ") ?? true })
    }

    @Test func `the other registry's stored credentials go to its token server only`() async throws {
        close()
        let session = try session([TransferBench.password("hush", name: "bob")])
        #expect(try await bench.status(session) == 200)
        #expect(tokenRequests.count == 1 && tokenRequests[0].authorization?.hasPrefix("Basic ") == true)
        #expect(tokenRequests[0].authorization != bench.server.log.last?.authorization)
        #expect(other.requests(to: "/v2/").allSatisfy { $0.authorization?.hasPrefix("Bearer ") ?? true })
        #expect(try await bench.status(session) == 200)
        #expect(tokenRequests.count == 1)
    }

    @Test func `the error names the other registry`() async throws {
        close()
        let error = await #expect(throws: RegistryError.self) { try await bench.status(session()) }
        #expect(error?.subject == .credentials)
        #expect(error?.description.contains("'\(other.authority)' requires credentials") == true)
        #expect(other.log.allSatisfy { $0.authorization == nil })
    }
}
