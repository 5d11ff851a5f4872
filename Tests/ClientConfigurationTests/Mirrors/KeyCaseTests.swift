import MirrorModel
import RegistryProtocol
import TestSupport
import Testing

@testable import ClientConfiguration

/// Keys of TOML files in any case, as the readers of podman and containerd accept them.
struct KeyCaseTests {
    @Test(.userCase("M3")) func `the keys of hosts.toml are read in any case`() throws {
        let text = """
            Server = "https://s.example"
            Capabilities = ["pull"]
            [host."https://M.example"]
              CA = "/ca.pem"
              Client = [["/c.pem", "/k.pem"]]
              SKIP_VERIFY = true
              Override_Path = true
              [host."https://M.example".Header]
                X-Key = "value"
            """
        var reader = HostsFileReader(folder: "/f")
        let file = try #require(try reader.file(parsing: Array(text.utf8)))
        #expect(reader.faults.isEmpty)
        #expect(file.server.base?.host == "s.example")
        #expect(file.server.capabilities == .pull)
        let host = try #require(file.hosts.first)
        #expect(host.trust.authorities == ["/ca.pem"])
        #expect(host.trust.clientCertificates.map(\.key) == ["/k.pem"])
        #expect(host.trust.skipsVerification)
        #expect(host.headers.first("X-Key") == "value")
        #expect(host.source == .file(path: "/f/hosts.toml", line: 3, part: "[host.\"https://M.example\"]"))
    }

    @Test(.userCase("M3"), arguments: ["Host", "HOST"])
    func `the tables of hosts.toml are found in small letters only`(name: String) throws {
        var reader = HostsFileReader(folder: "/f")
        let text = "[\(name).\"https://m.example\"]\n[host.\"https://n.example\"]\n"
        let file = try #require(try reader.file(parsing: Array(text.utf8)))
        #expect(file.hosts.map(\.base?.host) == ["n.example"])
    }

    @Test func `a key in two spellings is an error, and names of header fields are not keys`() throws {
        func section(_ text: String) throws -> TOMLSection { try TOMLSection(parsing: Array(text.utf8), file: "t") }
        #expect(throws: ConfigurationError(.repeated("a", "A"), at: .file(path: "t", line: 2))) {
            try section("a = true\nA = false\n").flag("a")
        }
        #expect(try section("A = true\n").flag("a"))
        #expect(try section("A = true\n").has("a"))
        #expect(try section("B = true\n").flag("a") == false)
        #expect(try section("A = 1\nb = 2\n").keys(besides: ["a"]) == ["b"])
        #expect(
            try section("[[a]]\nx = \"1\"\n[[A]]\nx = \"2\"\n").sections("a").map { try $0.text("x") } == ["1", "2"])
        #expect(try section("X = \"1\"\nx = \"2\"\n").texts().map(\.text) == ["1", "2"])
    }
}
