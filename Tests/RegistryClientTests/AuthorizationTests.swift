import ImageModel
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

struct AuthorizationTests {
    private static func tokens(_ change: (inout TokenServer) -> Void = { _ in }) -> AccessControl {
        var server = TokenServer()
        server.accounts = ["user": "pass-word"]
        change(&server)
        return .bearer(server)
    }

    @Test func `an open registry receives no credentials, and none are looked up`() async throws {
        let bench = try TransferBench()
        let session = try bench.session { settings in
            settings.findCredentials = {
                Issue.record("looked for credentials")
                return []
            }
        }
        #expect(try await bench.status(session) == 200)
        #expect(bench.server.log.map(\.target) == ["/v2/team/app/manifests/1"])
    }

    @Test func `a token is fetched once and sent with all later requests`() async throws {
        let bench = try TransferBench(access: Self.tokens())
        let session = try bench.session()
        #expect(try await bench.status(session) == 200)
        #expect(try await bench.status(session) == 200)
        #expect(bench.server.log.map(\.status) == [401, 200, 200, 200])
        let token = try #require(bench.server.requests(to: "/token").first)
        #expect(token.method == "GET" && token.authorization == nil)
        #expect(token.query.contains { $0.name == "scope" && $0.value == "repository:team/app:pull" })
        #expect(token.query.contains { $0.name == "service" && $0.value == "registry.test" })
        #expect(bench.server.connectionCount == 1)
        let shown = try #require(bench.server.log.last?.authorization?.dropFirst("Bearer ".count))
        bench.expectHidden(String(shown))
    }

    @Test(arguments: [
        (TokenServer.Methods.getOnly(postStatus: 405), ["GET"]), (.both, ["GET"]),
        (.postOnly(getStatus: 404), ["GET", "POST"]), (.postOnly(getStatus: 405), ["GET", "POST"]),
        (.postOnly(getStatus: 401), ["GET", "POST"]),
    ])
    func `a password gets a token from either form of token server`(
        methods: TokenServer.Methods, expected: [String]
    ) async throws {
        let access = Self.tokens {
            $0.methods = methods
            $0.isAnonymousAllowed = false
        }
        let bench = try TransferBench(access: access)
        let session = try bench.session(credentials: [TransferBench.password("pass-word")])
        #expect(try await bench.status(session) == 200)
        #expect(bench.server.requests(to: "/token").map(\.method) == expected)
        bench.expectHidden("pass-word", "dXNlcjpwYXNzLXdvcmQ=")
    }

    @Test func `an identity token is exchanged by POST only`() async throws {
        let access = Self.tokens {
            $0.identityToken = "id-secret"
            $0.isAnonymousAllowed = false
        }
        let bench = try TransferBench(access: access)
        let credential = SourcedCredential(.identityToken(Secret("id-secret")), source: "the file")
        #expect(try await bench.status(bench.session(credentials: [credential])) == 200)
        #expect(bench.server.requests(to: "/token").map(\.method) == ["POST"])
        bench.expectHidden("id-secret")
    }

    @Test(arguments: [["token"], ["access_token"], ["token", "access_token"]], [nil, 0, 300] as [Int?])
    func `a token is accepted under either name, with or without a lifetime`(
        keys: [String], lifetime: Int?
    ) async throws {
        let access = Self.tokens {
            $0.answerKeys = keys
            $0.expiresInSeconds = lifetime
            $0.realmQuery = "tenant=a%2Fb"
            $0.challengeStyle = .basicAndBearerInOneField
        }
        let bench = try TransferBench(access: access)
        #expect(try await bench.status(bench.session()) == 200)
        #expect(bench.server.requests(to: "/token").first?.query.first?.value == "a/b")
    }

    @Test func `a registry with Basic authentication receives the credentials with every request`() async throws {
        let bench = try TransferBench(access: .basic(["user": "pass-word"]))
        let session = try bench.session(credentials: [TransferBench.password("pass-word")])
        #expect(try await bench.status(session) == 200)
        #expect(try await bench.status(session) == 200)
        #expect(bench.server.log.map(\.status) == [401, 200, 200])
        bench.expectHidden("pass-word", "dXNlcjpwYXNzLXdvcmQ=")
    }

    @Test func `refused credentials are omitted, with one warning that names their source`() async throws {
        let bench = try TransferBench(access: Self.tokens())
        let session = try bench.session(credentials: [TransferBench.password("wrong-word", in: "file F, key K")])
        #expect(try await bench.status(session) == 200)
        #expect(try await bench.status(session) == 200)
        #expect(bench.events.warnings.count == 1)
        #expect(bench.events.warnings.first?.contains("file F, key K") == true)
        bench.expectHidden("wrong-word")
    }

    // A redirect to storage means that the registry accepted the request.
    @Test func `the warning is shown, and the challenge kept, even if blobs are stored elsewhere`() async throws {
        let bench = try TransferBench(access: Self.tokens())
        let storage = try MisbehavingRegistry()
        let blobs = try (0..<3).map { try bench.offer(noise(1000, seed: $0)) }
        storage.content = bench.server.content
        bench.server.misbehave(on: "/blobs/", .redirect(307, .samePath(on: storage.url)))
        let session = try bench.session(credentials: [TransferBench.password("wrong-word", in: "file F")])
        for blob in blobs { _ = try await bench.fetch(blob, through: session) }
        #expect(bench.events.warnings.count == 1)
        #expect(bench.blobRequests.map(\.status) == [401, 307, 307, 307])
        #expect(storage.log.count == 3 && storage.log.allSatisfy { $0.authorization == nil })
    }

    @Test func `missing credentials are reported`() async throws {
        let bench = try TransferBench(access: Self.tokens { $0.isAnonymousAllowed = false })
        let error = await #expect(throws: RegistryError.self) { try await bench.status(bench.session()) }
        #expect(error?.subject == .credentials)
        #expect(error?.description.contains("requires credentials") == true)
    }

    @Test(arguments: [401, 400])
    func `an expired token is replaced once`(status: Int) async throws {
        let bench = try TransferBench(access: Self.tokens { $0.spentStatus = status })
        let session = try bench.session()
        #expect(try await bench.status(session) == 200)
        bench.server.expireTokens()
        bench.server.clearLog()
        #expect(try await bench.status(session) == 200)
        #expect(bench.server.log.map(\.status) == [status, 200, 200])
    }

    @Test func `concurrent requests share one token`() async throws {
        let bench = try TransferBench(access: Self.tokens())
        bench.server.misbehave(on: "/token", .delay(seconds: 0.3))
        let session = try bench.session()
        func ten() async {
            await withTaskGroup(of: Int?.self) { group in
                for _ in 0..<10 { group.addTask { try? await bench.status(session) } }
                for await status in group { #expect(status == 200) }
            }
        }
        await ten()
        #expect(bench.server.requests(to: "/token").count == 1)
        bench.server.expireTokens()
        await ten()
        #expect(bench.server.requests(to: "/token").count == 2)
    }

    @Test func `a cancelled request does not wait for the token fetch`() async throws {
        let bench = try TransferBench(access: Self.tokens())
        bench.server.misbehave(on: "/token", hits: 1...1, .delay(seconds: 30))
        let session = try bench.session()
        let task = Task { try await bench.status(session) }
        try await wait { bench.server.requests(to: "/token").count == 1 }
        let started = ContinuousClock.now
        task.cancel()
        let error = await #expect(throws: RegistryError.self) { try await task.value }
        guard case .cancelled = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(ContinuousClock.now - started < .seconds(3))
        #expect(try await bench.status(session) == 200)
    }

    @Test func `a token server's refusal with a truncated explanation is still a refusal`() async throws {
        let bench = try TransferBench(access: Self.tokens())
        bench.server.misbehave(on: "/token", .status(403, body: #"{"details":"no"}"#), .cut(after: 3))
        let error = await #expect(throws: RegistryError.self) { try await bench.status(bench.session()) }
        #expect(error?.subject == .credentials && bench.server.requests(to: "/token").count == 1)
    }

    @Test func `a token server's transient failure is retried`() async throws {
        let bench = try TransferBench(access: Self.tokens())
        bench.server.misbehave(on: "/token", hits: 1...1, .status(503))
        bench.server.misbehave(on: "/token", hits: 2...2, .status(429))
        #expect(try await bench.status(bench.session()) == 200)
        #expect(bench.server.requests(to: "/token").count == 3 && bench.events.waits.count == 2)
    }
}
