import Foundation

/// A server that speaks TLS on loopback and hands every request on to a plain one: nginx, with a certificate of its own.
public final class TLSFront: Sendable {
    /// The port it was given.
    public let port: Int
    /// The PEM file with its certificate, which nobody else has signed unless an identity was given.
    public let certificate: String
    /// The PEM files of a client that it lets in where it demands one.
    public let client: (certificate: String, key: String)
    private let folder: TemporaryFolder
    private let program: BackgroundProgram

    /// Whether the programs it needs are there.
    public static let isPossible: Bool =
        (try? runChecked("nginx", ["-v"])) != nil && (try? runChecked("openssl", ["version"])) != nil

    /// Stands before `backend` (`127.0.0.1:5000`), and lets only its ``client`` in where it demands that.
    ///
    /// - Parameters:
    ///   - identity: the certificate that it shows; nil is one of its own.
    ///   - clientAuthority: the PEM file of the authority whose clients it lets in, in place of its own ``client``.
    ///   - speaksHTTP2: whether it takes HTTP/2. A reply that the backend cuts is then a stream that is reset.
    ///   - requestsPerConnection: after how many a connection is ended, over HTTP/2 with GOAWAY.
    public init(
        before backend: String, as identity: PrivateAuthority.Identity? = nil, demandsClient: Bool = false,
        lettingIn clientAuthority: String? = nil, speaksHTTP2: Bool = false, requestsPerConnection: Int = 1000
    ) throws {
        let folder = try TemporaryFolder()
        let own = try identity ?? Self.makeIdentity("server", in: folder)
        certificate = own.certificate
        let client = try Self.makeIdentity("client", in: folder)
        self.client = (client.certificate, client.key)
        let lettingIn = clientAuthority ?? (demandsClient ? client.certificate : nil)
        self.folder = folder
        var attempt: (port: Int, program: BackgroundProgram)?
        // Between looking for a free port and taking it, somebody else may.
        for _ in 0..<5 where attempt == nil {
            let port = try Self.freePort()
            let kind = speaksHTTP2 ? "ssl http2" : "ssl"
            let settings = Self.settings(
                listen: "127.0.0.1:\(port) \(kind); keepalive_requests \(requestsPerConnection)", backend: backend,
                as: own,
                lettingIn: lettingIn)
            let file = try folder.write("nginx.conf", settings)
            let program = try BackgroundProgram("nginx", ["-p", folder.path, "-c", file])
            if try Self.listens(port, program) { attempt = (port, program) }
        }
        guard let attempt else { throw TLSFrontError() }
        (port, program) = attempt
    }

    deinit { _ = program.stop() }

    private static func makeIdentity(_ name: String, in folder: TemporaryFolder) throws -> PrivateAuthority.Identity {
        let request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
        let names = ["-subj", "/CN=\(name)", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
        let files = ["-keyout", folder.file("\(name).key"), "-out", folder.file("\(name).pem")]
        _ = try runChecked("openssl", request + names + files)
        return PrivateAuthority.Identity(
            certificate: folder.file("\(name).pem"), key: folder.file("\(name).key"), in: folder)
    }

    private static func settings(
        listen: String, backend: String, as identity: PrivateAuthority.Identity, lettingIn authority: String?
    ) -> String {
        let client = authority.map { "ssl_verify_client on; ssl_client_certificate \($0);" } ?? ""
        return NginxSettings.text(
            server: """
                listen \(listen); ssl_certificate \(identity.certificate); ssl_certificate_key \(identity.key); \(client)
                \(NginxSettings.passing(to: backend))
                """)
    }

    private static func freePort() throws -> Int {
        let (socket, port) = try Sockets.listen(on: "127.0.0.1")
        close(socket)
        return port
    }

    /// Waits until somebody answers on `port`, at most as long as the program runs, and 10 s.
    private static func listens(_ port: Int, _ program: BackgroundProgram) throws -> Bool {
        for _ in 0..<200 where !program.hasEnded {
            if (try? runChecked("openssl", ["s_client", "-connect", "127.0.0.1:\(port)"])) != nil { return true }
            Thread.sleep(forTimeInterval: 0.05)
        }
        return false
    }
}

/// nginx found no port to listen on.
struct TLSFrontError: Error {}
