import ImageModel
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

@Suite(.enabled(if: TLSFront.isPossible, "needs nginx and openssl"))
struct SchemeTests {
    @Test func `a loopback registry that requires TLS receives no credentials in the clear`() async throws {
        let bench = try TransferBench(access: .basic(["user": "pass-word"])) { $0.skipsCertificateCheck = true }
        let front = try TLSFront(before: bench.server.authority)
        let session = try bench.session(
            "127.0.0.1:\(front.port)/team/app:1", credentials: [TransferBench.password("pass-word")])
        await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<10 { group.addTask { try? await bench.status(session) } }
            for await status in group { #expect(status == 200) }
        }
        #expect(bench.server.log.contains { $0.authorization != nil })
        // nginx itself responds to plain requests: every request that reached the registry used TLS.
        let plain = bench.events.requests.filter { $0.contains("GET http://") }
        #expect(!plain.isEmpty && plain.allSatisfy { !$0.contains("authorization") })
        bench.expectHidden("pass-word")
        let before = bench.events.requests.count
        #expect(try await bench.status(session) == 200)
        #expect(bench.events.requests.count == before + 1)
    }

    @Test func `an untrusted certificate is reported as the reason`() async throws {
        let bench = try TransferBench()
        let front = try TLSFront(before: bench.server.authority)
        let session = try bench.session("127.0.0.1:\(front.port)/team/app:1")
        let error = await #expect(throws: RegistryError.self) { try await bench.status(session) }
        guard case .transfer(.tls) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.server.log.isEmpty)
    }
}

struct PlainSchemeTests {
    @Test func `a registry on loopback without TLS is contacted over plain HTTP, once`() async throws {
        let bench = try TransferBench()
        #expect(try await bench.status(bench.session()) == 200)
        #expect(bench.server.connectionCount == 1)
    }

    @Test func `a loopback registry that closes the connection is tried over TLS`() async throws {
        let bench = try TransferBench { $0.connectMilliseconds = 2000 }
        bench.server.misbehave(on: "/", .closedWithoutReply)
        let error = await #expect(throws: RegistryError.self) { try await bench.status(bench.session()) }
        guard case .transfer(.connection(code: 52, _)) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a registry's warning is shown once, without control characters`() async throws {
        let bench = try TransferBench()
        bench.server.misbehave(on: "/manifests/", .warning("old \u{1B}[31mtag"), .warning("second"))
        let session = try bench.session()
        for _ in 0..<3 { _ = try await bench.status(session) }
        #expect(bench.events.warnings.count == 2)
        #expect(bench.events.warnings.allSatisfy { $0.hasPrefix("'\(bench.server.authority)' says: ") })
        #expect(!bench.events.everything.contains("\u{1B}"))
    }
}
