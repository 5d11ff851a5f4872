import Foundation
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
            $0.clientCertificates = front.clientCertificates
        }
        #expect(try await client.fetch("https://127.0.0.1:\(front.port)/file").body.bytes == [7])
    }

    @Test func `a client certificate for one server is shown to no other`() async throws {
        let bench = try LoopBench()
        let front = try TLSFront(before: bench.server.authority, demandsClient: true)
        bench.server.put(target: "/file", [7])
        let file = "https://127.0.0.1:\(front.port)/file"
        for (server, status) in [
            ("https://127.0.0.1:\(front.port)", 200), ("http://127.0.0.1:\(front.port)", 200),
            ("https://127.0.0.1", 400),
            ("https://localhost:\(front.port)", 400),
        ] {
            let loop = try makeLoop {
                $0.certificateAuthorities = front.certificate
                $0.certificateServer = try? WebAddress(parsing: "\(server)/v2")
                $0.clientCertificates = front.clientCertificates
            }
            #expect(try await loop.fetch(file).report.head?.status == status, "\(server)")
        }
    }

    // nginx answers with status 400 where the certificate is not the right one.
    @Test(.userCase("P11")) func `client certificates are shown one after the other, and the right one is kept`()
        async throws
    {
        let bench = try LoopBench()
        let front = try TLSFront(before: bench.server.authority, demandsClient: true)
        let others = try PrivateAuthority("others")
        bench.server.put(target: "/file", [7])
        let wrong = try ["a", "b"].map { TrustSettings.ClientCertificate(try others.sign($0)) }
        let loop = try makeLoop {
            $0.skipsCertificateCheck = true
            $0.clientCertificates = ClientCertificates(
                wrong + [TrustSettings.ClientCertificate(certificate: front.client.certificate, key: front.client.key)])
        }
        let first = try await loop.fetch("https://127.0.0.1:\(front.port)/file")
        #expect(first.body.bytes == [7] && first.report.failure == nil)
        #expect(bench.server.log.count == 1)
        let second = try await loop.fetch("https://127.0.0.1:\(front.port)/file")
        #expect(second.body.bytes == [7] && second.report.newConnections == 0)
        // A refusal that is not about the certificate is the answer.
        bench.server.misbehave(on: "/file", .status(400))
        #expect(try await loop.fetch("https://127.0.0.1:\(front.port)/file").report.head?.status == 400)
    }

    @Test(.userCase("P11")) func `a server that accepts none of the client certificates is believed`() async throws {
        let bench = try LoopBench()
        let front = try TLSFront(before: bench.server.authority, demandsClient: true)
        let others = try PrivateAuthority("others")
        let pairs = try ["a", "b"].map { TrustSettings.ClientCertificate(try others.sign($0)) }
        let loop = try makeLoop {
            $0.skipsCertificateCheck = true
            $0.clientCertificates = ClientCertificates(pairs)
        }
        let (report, body) = try await loop.fetch("https://127.0.0.1:\(front.port)/file")
        #expect(report.head?.status == 400)
        #expect(String(decoding: body.bytes, as: UTF8.self).contains("SSL certificate"))
    }

    // Go's servers and others break the handshake off; with TLS 1.3 the client learns that after the handshake.
    @Test(.userCase("P11", "N6"), arguments: ["-tls1_2", "-tls1_3"])
    func `a server that ends the handshake gets the next client certificate`(version: String) async throws {
        let (authority, others) = (try PrivateAuthority(), try PrivateAuthority("others"))
        let server = try HandshakeServer(version, as: try authority.sign("server"), lettingIn: authority.certificate)
        let right = TrustSettings.ClientCertificate(try authority.sign("right"))
        let wrong = TrustSettings.ClientCertificate(try others.sign("wrong"))
        let unusable = TrustSettings.ClientCertificate(certificate: right.certificate, key: wrong.key)
        func problem(_ pairs: [TrustSettings.ClientCertificate]) async throws -> (Int?, TLSFault?) {
            let loop = try makeLoop {
                $0.certificateAuthorities = authority.certificate
                $0.clientCertificates = ClientCertificates(pairs)
            }
            let report = try await loop.fetch("https://127.0.0.1:\(server.port)/").report
            return (report.head?.status, report.failure?.tlsFault)
        }
        #expect(try await problem([wrong, unusable, right]) == (200, nil))
        #expect(try await problem([wrong]) == (nil, .clientCertificateRefused))
        #expect(try await problem([unusable]) == (nil, .clientCertificateUnusable))
        // Without a certificate, OpenSSL's server sends the alert "handshake failure" over TLS 1.2.
        if version == "-tls1_3" { #expect(try await problem([]) == (nil, .clientCertificateMissing)) }
    }

    @Test(.userCase("N6")) func `the failure says what is wrong with the server's certificate`() async throws {
        let bench = try LoopBench()
        let authority = try PrivateAuthority()
        let loop = try makeLoop { $0.certificateAuthorities = authority.certificate }
        for (identity, problem) in [
            (try authority.sign("old", days: -1), TLSFault.outsideValidity),
            (try authority.sign("other", for: ["DNS:r.example"]), .otherName),
            (try PrivateAuthority("others").sign("server"), .unknownAuthority),
        ] {
            let front = try TLSFront(before: bench.server.authority, as: identity)
            let failure = try await loop.fetch("https://127.0.0.1:\(front.port)/").report.failure
            #expect(failure?.tlsFault == problem && failure?.isTransient == false, "\(String(describing: failure))")
        }
        let failure = try await loop.fetch("https://\(bench.server.authority)/").report.failure
        #expect(failure?.tlsFault == .plainHTTP && failure?.isTransient == false)
        #expect(bench.server.log.isEmpty)
    }

    @Test(.userCase("P11")) func `a bundle adds authorities to the system's`() async throws {
        let bench = try LoopBench()
        let (system, added, stale) = (
            try PrivateAuthority("system"), try PrivateAuthority("added"), try PrivateAuthority()
        )
        let folder = try TemporaryFolder()
        let files = try [stale, added].map {
            ($0.certificate, [UInt8](try Data(contentsOf: URL(filePath: $0.certificate))))
        }
        let base = [UInt8](try Data(contentsOf: URL(filePath: system.certificate)))
        let bundle = try AuthorityBundle(files, base: base, folders: ["/nowhere", folder.path])
        let loop = try makeLoop { $0.authorityBundle = bundle }
        for authority in [system, added] {
            let front = try TLSFront(before: bench.server.authority, as: try authority.sign("server"))
            for host in ["127.0.0.1", "localhost"] {
                #expect(try await loop.fetch("https://\(host):\(front.port)/file").report.head?.status == 404)
            }
        }
        let front = try TLSFront(before: bench.server.authority, as: try PrivateAuthority("others").sign("server"))
        let failure = try await loop.fetch("https://127.0.0.1:\(front.port)/file").report.failure
        #expect(
            failure?.description.hasSuffix("(authorities of '\(stale.certificate)', '\(added.certificate)')") == true)
    }

    @Test(.userCase("P11")) func `the file of a bundle is gone when the bundle is`() throws {
        let folder = try TemporaryFolder()
        var bundle: AuthorityBundle? = try AuthorityBundle([("/a.crt", [])], base: [], folders: [folder.path])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count <= 1)
        #expect(bundle?.files == ["/a.crt"])
        bundle = nil
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        #expect(throws: TransportError.self) { try AuthorityBundle([], base: [], folders: ["/nowhere"]) }
    }

    // RFC 7468, sections 2 and 5.
    @Test(
        .userCase("P11"),
        arguments: [
            ("", ""), ("text only\n", ""), ("\u{30}\u{82}", ""),
            (
                "# lab\r\n-----BEGIN CERTIFICATE-----\r\nMII=\r\n-----END CERTIFICATE-----\r\n",
                "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n"
            ),
            ("-----BEGIN PRIVATE KEY-----\nMII=\n-----END PRIVATE KEY-----\n", ""),
            ("-----BEGIN CERTIFICATE-----\nMII=\n", ""),
        ])
    func `only the certificates of a file count`(text: String, expected: String) {
        #expect(String(decoding: PEMCertificates.all(in: Array(text.utf8)), as: UTF8.self) == expected)
    }
}

/// OpenSSL's own server, which refuses clients in the handshake.
private final class HandshakeServer {
    /// The port it was given.
    let port: Int
    private let program: BackgroundProgram

    /// Starts a server that speaks one version of TLS only.
    init(_ version: String, as identity: PrivateAuthority.Identity, lettingIn authority: String) throws {
        program = try BackgroundProgram(
            "openssl",
            [
                "s_server", "-accept", "127.0.0.1:0", "-cert", identity.certificate, "-key", identity.key, version,
                "-www",
                "-Verify", "1", "-verify_return_error", "-CAfile", authority,
            ])
        let line = try program.waitForLine(containing: "ACCEPT")
        port = try #require(Int(line.split(separator: ":").last ?? ""))
    }
}

extension TrustSettings.ClientCertificate {
    fileprivate init(_ identity: PrivateAuthority.Identity) {
        self.init(certificate: identity.certificate, key: identity.key)
    }
}

extension TLSFront {
    /// The client certificate that it accepts.
    var clientCertificates: ClientCertificates? {
        ClientCertificates([TrustSettings.ClientCertificate(certificate: client.certificate, key: client.key)])
    }
}
