import MirrorModel
import RegistryProtocol
import Testing

@testable import ClientConfiguration

struct HostsFileTests {
    private func read(_ text: String) throws -> (file: HostsFile?, faults: [String]) {
        var reader = HostsFileReader(folder: "/certs.d/r")
        let file = try reader.file(parsing: Array(text.utf8))
        return (file, reader.faults.map(\.description))
    }

    @Test func `every setting of a table is read, and paths are relative to the folder`() throws {
        let file = try #require(
            try read(
                """
                server = "https://r.example"
                ca = "/etc/ca.pem"
                dial_timeout = "1s"

                [host."https://m.example/v2/proxy"]
                  capabilities = ["pull", "Resolve"]
                  override_path = true
                  skip_verify = true
                  ca = ["one.crt", "/two.crt"]
                  client = [["c.cert", "c.key"], ["both.pem", ""]]
                  [host."https://m.example/v2/proxy".header]
                    x-b = "one"
                    x-a = ["two", "three"]
                """
            ).file)
        #expect(file.server.base?.absoluteText == "https://r.example/v2")
        #expect(file.server.trust.authorities == ["/etc/ca.pem"])
        #expect(file.server.source == .file(path: "/certs.d/r/hosts.toml", line: 1))
        let host = try #require(file.hosts.first)
        #expect(host.base?.absoluteText == "https://m.example/v2/proxy")
        #expect(host.capabilities == [.pull, .resolve])
        #expect(host.trust.skipsVerification)
        #expect(host.trust.authorities == ["/certs.d/r/one.crt", "/two.crt"])
        #expect(host.trust.clientCertificates.map(\.certificate) == ["/certs.d/r/c.cert", "/certs.d/r/both.pem"])
        #expect(host.trust.clientCertificates.map(\.key) == ["/certs.d/r/c.key", nil])
        #expect(host.headers.lines == ["x-b: one", "x-a: two", "x-a: three"])
        #expect(
            host.source
                == .file(path: "/certs.d/r/hosts.toml", line: 5, part: "[host.\"https://m.example/v2/proxy\"]"))
    }

    @Test(arguments: [
        ("client = \"a.pem\"", ["/certs.d/r/a.pem"]),
        ("client = [\"a.pem\", \"b.pem\"]", ["/certs.d/r/a.pem", "/certs.d/r/b.pem"]),
        ("", []),
    ])
    func `client certificates may be a file, several files or pairs`(text: String, expected: [String]) throws {
        let file = try read("server = \"\"\n" + text).file
        #expect(file?.server.trust.clientCertificates.map(\.certificate) == expected)
        #expect(file?.server.base == nil)
    }

    // containerd keeps the order of the file; the parser sorts by name.
    @Test func `hosts keep the order of the file, however they are written`() throws {
        let file = try read(
            #"""
            # [host."https://comment.example"]
            [host."https://z.example"]
            client = [
              ["a", "b"], # [host."https://inner.example"]
            ]
            note = """
            [host."https://text.example"]
            """"
            [host.'https://b.example']
            [host."https://b.example".header]
            x = "[host]"
            [host]
            "https://y.example".skip_verify = true
            [host."https:\u002F\u002Fa.example"]
            [host."https://z.example".header]
            """#
        ).file
        #expect(file?.hosts.compactMap(\.base?.host) == ["z.example", "b.example", "y.example", "a.example"])
        #expect(
            file?.hosts.map(\.source).map(\.description).map { $0.split(separator: ",")[1] } == [
                " line 2", " line 9", " line 13", " line 14",
            ])
    }

    @Test func `hosts within braces come last, in alphabetical order`() throws {
        let file = try read(#"host = { "https://b.example" = {}, "https://a.example" = {} }"#).file
        #expect(file?.hosts.compactMap(\.base?.host) == ["a.example", "b.example"])
    }

    @Test(arguments: ["", "# nothing\n", "\u{FEFF}"])
    func `an empty file counts as missing`(text: String) throws {
        #expect(try read(text).file == nil)
    }

    @Test(arguments: [
        ("[host.\"https://a.example\"]\n\ncapabilities = \"pull\"", "line 3: 'capabilities' is not a list of strings"),
        ("[host.\"https://a.example\"]\nskip_verify = \"yes\"", "line 2: 'skip_verify' is not true or false"),
        ("[host.\"https://a.example\"]\nca = [1]", "line 2: 'ca' is not a string or a list of strings"),
        (
            "[host.\"https://a.example\"]\nclient = [[\"a\"]]",
            "line 2: 'client' is not a string, a list of strings, or a list of pairs of strings"
        ),
        (
            "[host.\"https://a.example\"]\nheader = { \"a b\" = \"c\" }",
            "line 2: 'a b' is not a valid header field name"
        ),
        ("[host]\n\"https://a.example\" = 1", "line 2: 'https://a.example' is not a table"),
        (
            "[host.\"ftp://a.example\"]",
            "line 1, [host.\"ftp://a.example\"]: 'host': address 'ftp://a.example' starts with neither 'https://' nor 'http://'"
        ),
        ("[host.\"\"]", "line 1, [host.\"\"]: 'host': address 'https://' has no host"),
    ])
    func `a host that cannot be used is ignored and reported with its line, and its neighbor is kept`(
        text: String, expected: String
    ) throws {
        let answer = try read(text + "\n[host.\"https://good.example\"]\n")
        #expect(answer.file?.hosts.compactMap(\.base?.host) == ["good.example"])
        #expect(answer.faults == ["/certs.d/r/hosts.toml, " + expected])
    }

    @Test(
        .userCase("P2"),
        arguments: [
            (#""pull", "resolve", "referrers""#, [.pull, .resolve], []), (#""Referrers""#, [], []),
            (
                #""pull", "delete""#, .pull,
                ["'capabilities' contains 'delete', which is not one of pull, resolve, push"]
            ),
            (
                #""all""#, .all, ["'capabilities' contains 'all', which is not one of pull, resolve, push"]
            ),
            (
                #""all", "push""#, .push, ["'capabilities' contains 'all', which is not one of pull, resolve, push"]
            ),
            (
                #""delete", "referrers""#, [],
                ["'capabilities' contains 'delete', which is not one of pull, resolve, push"]
            ),
        ] as [(String, EndpointCapabilities, [String])])
    func `a word that is not known is reported, and the host keeps the others`(
        words: String, expected: EndpointCapabilities, faults: [String]
    ) throws {
        let (file, found) = try read("[host.\"https://a.example\"]\ncapabilities = [\(words)]")
        #expect(try #require(file).hosts.map(\.capabilities) == [expected])
        #expect(found == faults.map { "/certs.d/r/hosts.toml, line 2: " + $0 })
        let (outside, also) = try read("server = \"https://b.example\"\ncapabilities = [\(words)]")
        #expect(try #require(outside).server.capabilities == expected && also.count == faults.count)
    }

    @Test(.userCase("M8"))
    func `without a server, the capabilities outside tables do not limit the registry itself`() throws {
        let text = "capabilities = [\"pull\"]\nskip_verify = true\n"
        let file = try #require(try read(text).file)
        #expect(file.server.capabilities == .all && file.server.trust.skipsVerification)
        let named = try #require(try read("server = \"https://b.example\"\n" + text).file)
        #expect(named.server.capabilities == .pull)
    }

    // containerd 2 tells a key that is missing from one with its default value.
    @Test(
        .userCase("M12"),
        arguments: [
            ("skip_verify = false", SchemeOrder.securedFirst), ("skip_verify = true", .securedFirst),
            ("Skip_Verify = false", .securedFirst), ("ca = []", .securedFirst), ("ca = \"ca.pem\"", .securedFirst),
            ("client = \"me.pem\"", .securedFirst), ("", .only(.http)), ("override_path = true", .only(.http)),
            ("[host.\"http://m.example:5000\".header]\nca = \"x\"", .only(.http)),
        ])
    func `a key about TLS means TLS first, whatever its value`(key: String, expected: SchemeOrder) throws {
        let file = try #require(try read("[host.\"http://m.example:5000\"]\n\(key)\n").file)
        #expect(file.hosts.map(\.schemes) == [expected])
        let server = try read("server = \"http://m.example:5000\"\n\(key)\n").file?.server
        #expect(server?.schemes == expected)
    }

    @Test(arguments: [
        ("server = 1", "line 1: 'server' is not a string"),
        ("\nserver = \"https://r.example:0\"", "line 2: 'server': port '0' is not a number from 1 to 65535"),
        ("host = \"https://a.example\"", "line 1: 'host' is not a table"),
    ])
    func `an unusable setting outside tables invalidates the file`(text: String, expected: String) {
        #expect {
            try read(text)
        } throws: {
            "\($0)" == "/certs.d/r/hosts.toml, " + expected
        }
    }

    @Test(arguments: [
        "server = ", "[host.\"https://a", "a = 1\na = 2", "server = \"x\" junk", "[[host]]\n[host]", "=", "]", "[",
        "[{a}]", "[[", "[]", "[ [a]]", "a = [}", "a = [\u{2028}]", "a = [\u{85}1]", "é = 1",
    ])
    func `a file that is not TOML is refused with the line`(text: String) {
        #expect {
            try read("x = 1\n" + text)
        } throws: {
            let sentence = "\($0)"
            return sentence.hasPrefix("/certs.d/r/hosts.toml, line 2: not valid TOML: ")
                || sentence.hasPrefix("/certs.d/r/hosts.toml, line 3: not valid TOML: ")
        }
    }

    @Test func `content that would exhaust the parser is refused first`() {
        let cases: [[UInt8]] = [
            [0x61, 0x3D, 0xFF], Array("a = \"\0\"".utf8),
            Array((String(repeating: "a.", count: 200_000) + "a = 1").utf8),
            Array(("[" + String(repeating: "a.", count: 200_000) + "a]").utf8),
            Array(("a = " + String(repeating: "[", count: 100_000)).utf8),
            Array(("a = " + String(repeating: "[", count: 100) + String(repeating: "]", count: 100)).utf8),
            Array(("a = " + String(repeating: "{a=", count: 100_000)).utf8),
        ]
        for bytes in cases {
            var reader = HostsFileReader(folder: "/certs.d/r")
            #expect(throws: ConfigurationError.self) { try reader.file(parsing: bytes) }
        }
    }
}
