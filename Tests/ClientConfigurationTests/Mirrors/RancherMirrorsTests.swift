import ImageModel
import MirrorModel
import RegistryProtocol
import TestSupport
import Testing

@testable import ClientConfiguration

struct RancherMirrorsTests {
    private func read(_ text: String) throws -> (file: RancherFile, faults: [String]) {
        var reader = RancherFileReader(path: "r.yaml")
        let file = try reader.file(parsing: Array(text.utf8))
        return (file, reader.faults.map(\.description))
    }

    // docs.k3s.io, "Private Registry Configuration".
    @Test(.userCase("P18")) func `mirrors get their rewrites, and the settings of their hosts`()
        throws
    {
        let (file, faults) = try read(
            """
            mirrors:
              docker.io:
                endpoint:
                  - "https://registry.example.com:5000"
                  - https://docker.io
                rewrite:
                  "^rancher/(.*)": "mirrorproject/rancher-images/$1"
              "*":
                endpoint: ["http://cache.example:5000"]
            configs:
              "registry.example.com:5000":
                auth: {username: me, password: pass-word}
                tls:
                  cert_file: /etc/c.pem
                  key_file: /etc/k.pem
                  ca_file: /etc/ca.pem
              cache.example:5000:
                tls: {insecure_skip_verify: yes}
              login.example:
                auth: {username: me, password: pass-word}
            """)
        #expect(faults == [])
        let first = try #require(file.mirrors["docker.io"]?.first)
        #expect(
            file.mirrors["docker.io"]?.compactMap(\.base?.absoluteText) == [
                "https://registry.example.com:5000/v2", "https://registry-1.docker.io/v2",
            ])
        #expect(first.trust.authorities == ["/etc/ca.pem"] && first.schemes == .only(.https))
        #expect(first.trust.clientCertificates.map(\.certificate) == ["/etc/c.pem"])
        #expect(first.trust.clientCertificates.map(\.key) == ["/etc/k.pem"])
        #expect(first.capabilities == [.pull, .resolve] && first.rewrites.count == 1)
        #expect(first.source == .file(path: "r.yaml", line: 4))
        let cache = try #require(file.mirrors["*"]?.first)
        #expect(
            cache.trust.skipsVerification && cache.schemes == .securedFirst && cache.rewrites.isEmpty)
        #expect(file.registries["login.example"]?.trust == TrustSettings())
        #expect(!"\(file)".contains("pass-word"))
    }

    // k3s, `normalizeEndpointAddress`: a path is used as it is, and loopback with a port speaks plain HTTP.
    @Test(
        .userCase("P18"),
        arguments: [
            ("https://m.example", "https://m.example/v2"), ("https://m.example/", "https://m.example/v2"),
            ("https://m.example/v2", "https://m.example/v2"),
            ("m.example:5000", "https://m.example:5000/v2"),
            ("https://m.example/v2/hub", "https://m.example/v2/hub"),
            ("https://m.example/hub", "https://m.example/hub"),
            ("http://m.example", "http://m.example/v2"), ("localhost:5000", "http://localhost:5000/v2"),
            ("127.0.0.1:5000/hub", "http://127.0.0.1:5000/hub"),
            ("https://localhost:5000", "https://localhost:5000/v2"),
            ("localhost", "https://localhost/v2"), ("127.0.0.1:443", "https://127.0.0.1:443/v2"),
        ])
    func `the address of an endpoint is read as by k3s`(text: String, expected: String) throws {
        let file = try read("mirrors: {r.example: {endpoint: ['\(text)']}}").file
        #expect(file.mirrors["r.example"]?.compactMap(\.base?.absoluteText) == [expected])
    }

    @Test(arguments: [
        "", "# nothing\n", "mirrors:\n", "mirrors:\n  docker.io:\n",
        "mirrors: {docker.io: {endpoint: }}", "configs:\n",
        "configs: {r.example: }", "configs: {r.example: {tls: }}", "debug: true\n",
    ])
    func `a file without entries says nothing`(text: String) throws {
        let (file, faults) = try read(text)
        #expect(
            file.hosts(for: try Upstream(of: Reference(parsing: "r.example/a"))) == nil && faults == [])
    }

    @Test(
        .userCase("P18"),
        arguments: [
            ("mirrors:\n  a.example: x\n", "line 2: 'a.example' is not a table"),
            (
                "mirrors:\n  a.example:\n    endpoint: https://x\n",
                "line 3: 'endpoint' is not a list of strings"
            ),
            (
                "mirrors:\n  a.example:\n    endpoint:\n    - ftp://x\n",
                "line 4: 'endpoint': address 'ftp://x' starts with neither 'https://' nor 'http://'"
            ),
            (
                "mirrors:\n  a.example:\n    endpoint: [https://x]\n    rewrite:\n      '(': x\n",
                "line 5: '(' is not a regular expression: expected ')'"
            ),
            (
                "configs:\n  a.example:\n    tls:\n      insecure_skip_verify: maybe\n",
                "line 4: 'insecure_skip_verify' is not true or false"
            ),
            (
                "configs:\n  a.example:\n    tls:\n      insecure_skip_verify: 'true'\n",
                "line 4: 'insecure_skip_verify' is not true or false"
            ),
            (
                "configs:\n  a.example:\n    tls:\n      ca_file: [x]\n",
                "line 4: 'ca_file' is not a string"
            ),
        ])
    func
        `an entry that cannot be used is ignored and reported with its line, and its neighbor is kept`(
            text: String, expected: String
        ) throws
    {
        let neighbor =
            text.hasPrefix("mirrors")
            ? "  b.example: {endpoint: [https://m.example]}\n" : "  b.example: {auth: {}}\n"
        let (file, faults) = try read(text + neighbor)
        #expect(faults == ["r.yaml, " + expected])
        #expect(file.mirrors["a.example"]?.isEmpty ?? true)
        #expect(file.mirrors["b.example"]?.count == 1 || file.registries["b.example"] != nil)
    }

    @Test(arguments: [
        ("mirrors: [", "not valid YAML: "),
        ("a: 1\na: 2\n", "not valid YAML: the key 'a' is already used on line 1"),
        ("- a\n", "not valid YAML: the file is not a mapping"),
        ("mirrors: x\n", "'mirrors' is not a table"),
        ("mirrors: [a]\n", "'mirrors' is not a table"), ("a: \u{0}", "not valid YAML: "),
    ])
    func `a file that is not of this form is refused`(text: String, expected: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(text) }
        #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
    }

    // docs.k3s.io, "Private Registry Configuration", "With authentication".
    @Test(
        .userCase("P18"),
        arguments: [
            ("r.example/a", "{username: me, password: pass-word}", "r.example", "basic"),
            ("r.example/a", "{auth: bWU6cGFzcy13b3Jk}", "r.example", "basic"),
            ("r.example/a", "{identity_token: token-1}", "r.example", "identity"),
            ("r.example:5000/a", "{username: me, password: pass-word}", "r.example", nil),
            ("alpine", "{username: me, password: pass-word}", "docker.io", "basic"),
            ("alpine", "{username: me, password: pass-word}", "registry-1.docker.io", "basic"),
            ("r.example/a", "{username: me}", "r.example", nil), ("r.example/a", "", "r.example", nil),
            ("r.example/a", "{auth: '%'}", "r.example", "'auth' is not base64 of user:password"),
        ] as [(String, String, String, String?)])
    func `logins are found under the registry's name, after those of Docker and podman`(
        image: String, auth: String, name: String, expected: String?
    ) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "etc/rancher/rke2/registries.yaml", "configs: {'\(name)': {auth: \(auth)}}")
        let store = CredentialStore(environment: ClientEnvironment(variables: [:]), root: folder.path)
        let reference = try Reference(parsing: image)
        let found = await store.credentials(for: reference)
        switch expected {
        case nil: #expect(found == CredentialLookup())
        case "basic":
            let credential = Credential.basic(username: "me", password: Secret("pass-word"))
            #expect(
                found.candidates == [SourcedCredential(credential, source: "\(path), configs '\(name)'")])
        case "identity":
            #expect(found.candidates.map(\.credential) == [.identityToken(Secret("token-1"))])
        case let problem?:
            #expect(
                found.candidates == []
                    && found.warnings == ["\(path), configs '\(name)': \(problem); continuing without it"])
        }
        let login = try folder.write(
            "auth.json", #"{"auths":{"\#(reference.registry)":{"auth":"eW91Om90aGVy"}}}"#)
        let named = CredentialStore(
            environment: ClientEnvironment(variables: [:]), authFile: login, root: folder.path)
        #expect(
            await named.credentials(for: reference).candidates.map(\.source) == [
                "\(login), auths '\(reference.registry)'"
            ])
    }
}
