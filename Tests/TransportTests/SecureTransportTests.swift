import RegistryProtocol
import TestSupport
import Testing

@testable import Transport

@Suite(.enabled(if: TLSFront.isPossible, "needs nginx and openssl"))
struct SecureTransportTests {
    @Test func `an untrusted certificate is refused and reported`() async throws {
        let bench = try LoopBench()
        let front = try TLSFront(before: bench.server.authority)
        let report = try await bench.loop.fetch("https://127.0.0.1:\(front.port)/file").report
        guard case .tls(let code, let message) = report.failure else {
            Issue.record("\(report)")
            return
        }
        #expect(code == 60 && message.contains("certificate"))
        #expect(report.failure?.isTransient == false)
        #expect(bench.server.log.isEmpty)
    }

    @Test func `a certificate of the user's own authority is accepted`() async throws {
        let bench = try LoopBench()
        let front = try TLSFront(before: bench.server.authority)
        bench.server.put(target: "/file", noise(100_000))
        let loop = try makeLoop { $0.certificateAuthorities = front.certificate }
        for host in ["127.0.0.1", "localhost"] {
            let (report, body) = try await loop.fetch("https://\(host):\(front.port)/file")
            #expect(report.failure == nil && body.bytes == noise(100_000))
        }
        #expect(try await loop.fetch("https://127.0.0.1:\(front.port)/file").report.newConnections == 0)
    }

    @Test func `a certificate of another authority is refused, and the failure names the file`() async throws {
        let bench = try LoopBench()
        let front = try TLSFront(before: bench.server.authority)
        let file = front.client.certificate
        let loop = try makeLoop { $0.certificateAuthorities = file }
        let failure = try await loop.fetch("https://127.0.0.1:\(front.port)/").report.failure
        guard case .tls(_, let message) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(message.hasSuffix("(authorities of '\(file)')"))
    }

    @Test func `a missing authorities file is named`() async throws {
        let bench = try LoopBench()
        let front = try TLSFront(before: bench.server.authority)
        let loop = try makeLoop { $0.certificateAuthorities = "/nowhere/ca.pem" }
        let failure = try await loop.fetch("https://127.0.0.1:\(front.port)/").report.failure
        #expect(failure?.description.contains("/nowhere/ca.pem") == true)
        #expect(failure?.subject == .network && failure?.isTransient == false)
    }

    @Test func `a host name that is not in the certificate is refused`() async throws {
        let bench = try LoopBench()
        let front = try TLSFront(before: bench.server.authority)
        let loop = try makeLoop { $0.certificateAuthorities = front.certificate }
        let failure = try await loop.fetch("https://other.localhost:\(front.port)/").report.failure
        guard case .tls(code: 60, _) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(bench.server.log.isEmpty)
    }

    @Test func `without certificate checks any certificate is accepted`() async throws {
        let bench = try LoopBench()
        let front = try TLSFront(before: bench.server.authority)
        bench.server.put(target: "/file", [7])
        let loop = try makeLoop { $0.skipsCertificateCheck = true }
        #expect(try await loop.fetch("https://127.0.0.1:\(front.port)/file").body.bytes == [7])
    }

    @Test func `a client certificate is sent if the server requires one`() async throws {
        let bench = try LoopBench()
        let front = try TLSFront(before: bench.server.authority, demandsClient: true)
        bench.server.put(target: "/file", [7])
        let stranger = try makeLoop { $0.certificateAuthorities = front.certificate }
        let refusal = try await stranger.fetch("https://127.0.0.1:\(front.port)/file").report
        #expect(refusal.head?.status == 400)
        #expect(bench.server.log.isEmpty)
        let client = try makeLoop {
            $0.certificateAuthorities = front.certificate
            $0.clientCertificate = front.client.certificate
            $0.clientKey = front.client.key
        }
        #expect(try await client.fetch("https://127.0.0.1:\(front.port)/file").body.bytes == [7])
    }

    @Test func `certificate files for one server are used for no other`() async throws {
        let bench = try LoopBench()
        let front = try TLSFront(before: bench.server.authority, demandsClient: true)
        bench.server.put(target: "/file", [7])
        let file = "https://127.0.0.1:\(front.port)/file"
        for (server, status) in [
            ("127.0.0.1:\(front.port)", 200), ("127.0.0.1", 400), ("localhost:\(front.port)", 400),
        ] {
            let loop = try makeLoop {
                $0.certificateAuthorities = front.certificate
                $0.certificateServer = try? WebAddress(parsing: "https://\(server)/v2")
                $0.clientCertificate = front.client.certificate
                $0.clientKey = front.client.key
            }
            #expect(try await loop.fetch(file).report.head?.status == status)
        }
        let loop = try makeLoop {
            $0.certificateServer = try? WebAddress(parsing: file)
            $0.serverAuthorities = front.certificate
        }
        #expect(try await loop.fetch(file).report.head?.status == 400)
        #expect(try await loop.fetch("https://localhost:\(front.port)/file").report.head == nil)
    }
}
