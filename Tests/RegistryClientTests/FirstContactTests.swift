import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

/// Servers that nobody answers for: only one that has answered before is worth a retry.
struct FirstContactTests {
    private let closed: ClosedPort

    init() throws {
        closed = try ClosedPort()
    }

    @Test(.userCase("N11")) func `a refused connection and an unknown name are final at first contact`() async throws {
        let bench = try TransferBench()
        for name in [closed.authority + "/team/app:1", "no-such-host.invalid/team/app:1"] {
            let session = try bench.session(name)
            let error = await #expect(throws: RegistryError.self) { try await session.document(tag: "1") }
            #expect(error?.subject == .network && error?.isTransient == true, "\(String(describing: error))")
        }
        #expect(bench.events.waits.isEmpty)
    }

    @Test(.userCase("N11")) func `a registry that has responded and is down is tried again`() async throws {
        let bench = try TransferBench()
        let session = try bench.session(retries: 2)
        _ = try await session.document(tag: "1")
        bench.server.stop()
        bench.server.waitUntilIdle()
        let error = await #expect(throws: RegistryError.self) { try await session.document(tag: "1") }
        #expect(error?.isTransient == true)
        #expect(bench.events.waits.count == 2)
    }

    @Test func `a token server that nobody answers for is not tried again`() async throws {
        var tokens = TokenServer()
        tokens.realm = "http://\(closed.authority)/token"
        let bench = try TransferBench(access: .bearer(tokens))
        let error = await #expect(throws: RegistryError.self) { try await bench.session().document(tag: "1") }
        #expect(error?.subject == .network)
        #expect(bench.events.waits.isEmpty)
        #expect(bench.server.log.count == 1)
    }

    @Test(.userCase("N11")) func `a skipped endpoint is reported only if another one can be used`() async throws {
        let bench = try TransferBench()
        let sessions = [try bench.session(closed.authority + "/team/app:1"), try bench.session(retries: 0)]
        bench.server.misbehave(on: "/manifests/", hits: 1...1, .status(404))
        let error = await #expect(throws: RegistryError.self) {
            try await sessions.inTurn { session throws(RegistryError) in try await session.document(tag: "1") }
        }
        #expect(error?.skipped.count == 1)
        #expect(bench.events.skipped.isEmpty)
        for _ in 0..<2 {
            _ = try await sessions.inTurn { session throws(RegistryError) in try await session.document(tag: "1") }
        }
        #expect(bench.events.skipped == [sessions[0].reference.registry])
    }
}
