import Foundation
import TestSupport
import Testing

/// What the program says when TLS fails, and whether what it advises works. A proxy gives the servers their names.
@Suite(.userCase("N6"), .enabled(if: TLSFront.isPossible, "needs nginx and openssl"))
struct TLSAdviceTests {
    private static let host = "r.corp.test:5000"
    private let registry: MisbehavingRegistry
    private let authority: PrivateAuthority
    private let resolve: Resolve

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(SampleImages.sixPlatforms(), to: "team/app", tags: ["1"])
        authority = try PrivateAuthority()
        resolve = try Resolve()
    }

    /// Prints a digest through a proxy that knows the server at `port` as the registry.
    private func digest(at port: Int, _ options: String...) throws -> ProgramResult {
        let proxy = try ForwardProxy(routes: [Self.host: port])
        var resolve = resolve
        resolve.environment.merge(["HTTPS_PROXY": proxy.url, "HTTP_PROXY": proxy.url]) { $1 }
        return try resolve.run(["digest", "\(Self.host)/team/app:1", "--platform", "linux/arm64"] + options)
    }

    private func expectFailure(_ result: ProgramResult, _ sentence: String, hint: String?) {
        #expect(result.status == 9)
        #expect(result.errors.contains("TLS: " + sentence), "\(result.errors)")
        #expect(result.errors.contains("hint: \(hint ?? "")") == (hint != nil), "\(result.errors)")
        #expect(!result.errors.contains("retry"), "\(result.errors)")
    }

    @Test func `a server that speaks plain HTTP`() throws {
        let result = try digest(at: registry.port)
        expectFailure(result, "the server speaks plain HTTP", hint: "--plain-http uses plain HTTP for the registry")
        #expect(registry.log.isEmpty)
        #expect(try digest(at: registry.port, "--plain-http").status == 0)
    }

    @Test(arguments: [true, false])
    func `a server that speaks TLS, asked over plain HTTP`(throughNginx: Bool) throws {
        registry.misbehave(
            on: "/manifests/", .status(400, body: "Client sent an HTTP request to an HTTPS server.\n"))
        let front = try TLSFront(before: registry.authority)
        let result = try digest(at: throughNginx ? front.port : registry.port, "--plain-http")
        #expect(result.status == 9)
        #expect(result.errors.contains(": the server speaks TLS, not plain HTTP\n"), "\(result.errors)")
        #expect(result.errors.contains("hint: leave out --plain-http"), "\(result.errors)")
        #expect(!result.errors.contains("<html"))
    }

    @Test func `an authority that the system does not know`() throws {
        let front = try TLSFront(before: registry.authority, as: try authority.sign("server", for: ["DNS:r.corp.test"]))
        let result = try digest(at: front.port)
        let place = ".config/containers/certs.d/\(Self.host)/ca.crt"
        expectFailure(
            result, "the server's certificate is signed by an unknown authority",
            hint: "name the authority's certificate with --cacert FILE, or store it as ~/\(place)")
        #expect(try digest(at: front.port, "--cacert", authority.certificate).status == 0)
        try resolve.home.write(place, try String(contentsOfFile: authority.certificate, encoding: .utf8))
        #expect(try digest(at: front.port).status == 0)
    }

    @Test func `a certificate that has expired, or is for another name`() throws {
        for (identity, sentence) in [
            (
                try authority.sign("old", for: ["DNS:r.corp.test"], days: -1),
                "the server's certificate is not valid at this time"
            ),
            (try authority.sign("other"), "the server's certificate is for another name"),
        ] {
            let front = try TLSFront(before: registry.authority, as: identity)
            expectFailure(try digest(at: front.port, "--cacert", authority.certificate), sentence, hint: nil)
        }
        #expect(registry.log.isEmpty)
    }

    @Test func `a client certificate that is missing, or not the right one`() throws {
        let front = try TLSFront(
            before: registry.authority, as: try authority.sign("server", for: ["DNS:r.corp.test"]),
            lettingIn: authority.certificate)
        let (right, wrong) = (try authority.sign("right"), try PrivateAuthority("others").sign("wrong"))
        func result(_ options: String...) throws -> ProgramResult {
            let proxy = try ForwardProxy(routes: [Self.host: front.port])
            var resolve = resolve
            resolve.environment["HTTPS_PROXY"] = proxy.url
            let command = [
                "digest", "\(Self.host)/team/app:1", "--platform", "linux/arm64", "--cacert", authority.certificate,
            ]
            return try resolve.run(command + options)
        }
        let folder = ".config/containers/certs.d/\(Self.host)"
        expectFailure(
            try result(), "the server requires a client certificate",
            hint:
                "name a client certificate with --cert FILE and --key FILE, or as client.cert and client.key in ~/\(folder)"
        )
        expectFailure(
            try result("--cert", wrong.certificate, "--key", wrong.key),
            "the server does not accept the client certificate",
            hint: "name a client certificate that it accepts with --cert FILE and --key FILE")
        expectFailure(
            try result("--cert", right.certificate, "--key", wrong.key), "the client certificate cannot be used",
            hint: "name the certificate and its key as PEM files")
        #expect(try result("--cert", right.certificate, "--key", right.key).status == 0)
        for (name, path) in [("client.cert", right.certificate), ("client.key", right.key)] {
            try resolve.home.write("\(folder)/\(name)", try String(contentsOfFile: path, encoding: .utf8))
        }
        #expect(try result().status == 0)
    }
}
