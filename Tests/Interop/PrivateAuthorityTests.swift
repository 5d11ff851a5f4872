import Foundation
import TestSupport
import Testing

/// A registry behind nginx whose certificate comes from an authority that the system does not know, and certificates of clients.
@Suite(.userCase("P11"), .enabled(if: TLSFront.isPossible, "needs nginx and openssl"))
struct PrivateAuthorityTests {
    private let authority: PrivateAuthority
    private let others: PrivateAuthority
    private let registry: MisbehavingRegistry
    private let image = SampleImages.sixPlatforms()
    private var resolve: Resolve

    init() throws {
        authority = try PrivateAuthority()
        others = try PrivateAuthority("others")
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1"])
        resolve = try Resolve()
    }

    /// nginx before a registry, with a certificate of the private authority.
    private func front(
        before registry: MisbehavingRegistry? = nil, demandsClient: Bool = false
    ) throws -> TLSFront {
        try TLSFront(
            before: (registry ?? self.registry).authority, as: try authority.sign("server"),
            lettingIn: demandsClient ? authority.certificate : nil)
    }

    /// Puts copies of files into the directory for a registry.
    private func store(_ files: [String: String], for registry: String, in root: String = ".config/containers") throws {
        for (name, path) in files {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try resolve.home.write("\(root)/certs.d/\(registry)/\(name)", text)
        }
    }

    private func pull(_ registry: String, _ options: String...) throws -> ProgramResult {
        try resolve.run(
            ["pull", "\(registry)/team/app:1", "--platform", "linux/arm64", "-o", "out", "--retries", "0"] + options)
    }

    private func expectPulled(_ result: ProgramResult, _ comment: Comment? = nil) {
        #expect(result.status == 0, "\(comment.map { "\($0): " } ?? "")\(result.errors)")
        let isWhole = resolve.layout("out").holdsExactly(image.child(1))
        #expect(isWhole)
    }

    // podman#13823: lab.crt; moby#33432: several files; a stale one beside the right one.
    @Test(arguments: [
        ["ca.crt"], ["lab.crt"], ["a.crt", "STALE.crt"], ["STALE.crt", "z.crt"], ["EMPTY.crt", "z.crt"],
    ])
    func `every certificate of an authority in the registry's directory counts`(names: [String]) throws {
        let front = try front()
        let empty = try resolve.home.write("empty", "no certificate\n")
        let host = "127.0.0.1:\(front.port)"
        let paths = ["STALE.crt": others.certificate, "EMPTY.crt": empty]
        try store(Dictionary(uniqueKeysWithValues: names.map { ($0, paths[$0] ?? authority.certificate) }), for: host)
        let result = try pull(host)
        expectPulled(result, "\(names)")
        #expect(result.errors.contains("EMPTY.crt contains no PEM certificate") == names.contains("EMPTY.crt"))
    }

    // The system's authorities are those of SSL_CERT_FILE here.
    @Test func `a stale authority in the registry's directory does no harm`() throws {
        let front = try front()
        try store(["ca.crt": others.certificate], for: "127.0.0.1:\(front.port)")
        var resolve = resolve
        resolve.environment["SSL_CERT_FILE"] = authority.certificate
        let arguments = ["digest", "127.0.0.1:\(front.port)/team/app:1", "--platform", "linux/arm64", "--retries", "0"]
        #expect(try resolve.run(arguments).status == 0)
        resolve.environment["SSL_CERT_FILE"] = others.certificate
        #expect(try resolve.run(arguments).status == 9)
    }

    // containerd#7118, and containerd's documentation: both keys take lists.
    @Test func `every authority and every client certificate in hosts.toml counts`() throws {
        let front = try front(demandsClient: true)
        let (wrong, right) = (try others.sign("wrong"), try authority.sign("right"))
        try resolve.home.write(
            ".config/containerd/certs.d/127.0.0.1:\(front.port)/hosts.toml",
            """
            server = "https://127.0.0.1:\(front.port)"
            ca = ["\(others.certificate)", "\(authority.certificate)"]
            client = [["\(wrong.certificate)", "\(wrong.key)"], ["\(right.certificate)", "\(right.key)"]]
            """)
        expectPulled(try pull("127.0.0.1:\(front.port)"))
    }

    @Test func `of several client certificates the one that the registry accepts is found`() throws {
        let front = try front(demandsClient: true)
        let host = "localhost:\(front.port)"
        let (wrong, right) = (try others.sign("wrong"), try authority.sign("right"))
        try store(
            [
                "ca.crt": authority.certificate, "a.cert": wrong.certificate, "a.key": wrong.key,
                "b.cert": right.certificate,
                "b.key": right.key,
            ], for: host)
        expectPulled(try pull(host))
    }

    @Test(arguments: ["client.cert", "client.key"])
    func `half a client certificate is named, and so is what the registry wants`(name: String) throws {
        let front = try front(demandsClient: true)
        let host = "127.0.0.1:\(front.port)"
        let right = try authority.sign("right")
        let path = name == "client.cert" ? right.certificate : right.key
        try store(["ca.crt": authority.certificate, name: path], for: host)
        let result = try pull(host)
        let other = name == "client.cert" ? "client.key" : "client.cert"
        #expect(result.status == 9)
        #expect(result.errors.contains("\(host)/\(name): there is no '\(other)' beside it"))
        #expect(result.errors.contains("TLS: the server requires a client certificate"))
        #expect(result.errors.contains("hint: name a client certificate with --cert FILE and --key FILE"))
        expectPulled(try pull(host, "--cert", right.certificate, "--key", right.key))
    }

    // moby#12756: the token server and the storage have certificates of the same authority.
    @Test(arguments: [false, true])
    func `the registry's authority counts for token server and storage, its client certificate does not`(
        demandsClient: Bool
    ) throws {
        let (storage, tokens) = (try MisbehavingRegistry(content: registry.content), try MisbehavingRegistry())
        let front = try front(demandsClient: true)
        let storageFront = try self.front(before: storage, demandsClient: demandsClient)
        let tokenFront = try self.front(before: tokens)
        let right = try authority.sign("right")
        try store(
            ["ca.crt": authority.certificate, "client.cert": right.certificate, "client.key": right.key],
            for: "127.0.0.1:\(front.port)")
        var server = TokenServer()
        server.realm = "https://localhost:\(tokenFront.port)/token"
        registry.access = .bearer(server)
        tokens.access = .bearer(TokenServer())
        registry.misbehave(on: "/blobs/", .redirect(307, .samePath(on: "https://127.0.0.1:\(storageFront.port)")))
        let result = try pull("127.0.0.1:\(front.port)")
        #expect(!tokens.requests(to: "/token").isEmpty)
        if demandsClient {
            #expect(result.status == 9 && result.errors.contains("client certificate"), "\(result.errors)")
            #expect(storage.log.isEmpty)
        } else {
            expectPulled(result)
            #expect(!storage.requests(to: "/blobs/").isEmpty)
        }
    }

    // Go's servers end the handshake with an alert; with TLS 1.3 the client learns that from the first read.
    @Test(.userCase("N6")) func `docker-registry gets the client certificate that it accepts, of several`() throws {
        let tls = LocalRegistry.TLS(as: try authority.sign("server"), lettingIn: authority.certificate)
        let closed = try LocalRegistry(tls: tls)
        let (wrong, right) = (try others.sign("wrong"), try authority.sign("right"))
        try store(["ca.crt": authority.certificate], for: closed.authority)
        let arguments = ["tags", closed.reference("team/app")]
        let missing = try resolve.run(arguments)
        // One of four times the alert is lost: docker-registry closes the connection before it has read the request.
        let ended = "the server closed the connection after the TLS handshake; it may "
        #expect(missing.status == 9)
        #expect(
            missing.errors.contains("the server requires a client")
                || missing.errors.contains(ended + "require a client"))
        let refused = try resolve.run(arguments + ["--cert", wrong.certificate, "--key", wrong.key])
        #expect(refused.status == 9)
        #expect(
            refused.errors.contains("does not accept the client")
                || refused.errors.contains(ended + "not accept the client"))
        try store(
            ["a.cert": wrong.certificate, "a.key": wrong.key, "b.cert": right.certificate, "b.key": right.key],
            for: closed.authority)
        let layout = try image.writeLayout(to: resolve.home, tag: "1")
        try resolve.runChecked("push", "oci:\(layout)", closed.reference("team/app:1"))
        expectPulled(try pull(closed.authority))
    }
}
