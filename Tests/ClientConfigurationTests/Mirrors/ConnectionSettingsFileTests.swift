import ImageModel
import MirrorModel
import RegistryProtocol
import TestSupport
import Testing

@testable import ClientConfiguration

/// `proxy` and `dial_timeout` in hosts.toml, `proxy` in registries.conf.
@Suite(.userCase("P3"))
struct ConnectionSettingsFileTests {
    private func hosts(_ text: String) throws -> (file: HostsFile?, faults: [String]) {
        var reader = HostsFileReader(folder: "/c")
        let file = try reader.file(parsing: Array(text.utf8))
        return (file, reader.faults.map(\.description))
    }

    private func rules(_ text: String) throws -> (rules: [RegistryRule], faults: [String]) {
        var reader = RegistriesFileReader(path: "r.conf")
        let rules = try reader.rules(parsing: Array(text.utf8))
        return (rules, reader.faults.map(\.description))
    }

    private func proxy(_ text: String) -> ProxyAddress? { ProxyAddress(parsing: text) }

    // containerd#13359
    @Test func `hosts-toml has them for the registry and for each host`() throws {
        let (file, faults) = try hosts(
            """
            server = "https://r.example"
            Proxy = "http://own:3128"
            dial_timeout = "1m"
            [host."https://m.example"]
              proxy = "http://user:pass-word@mirror:3128"
              dial_timeout = "250ms"
            [host."https://n.example"]
              proxy = ""
              dial_timeout = "0"
            """)
        #expect(faults.isEmpty)
        #expect(
            file?.server.connection == ConnectionSettings(proxy: proxy("http://own:3128"), dialMilliseconds: 60_000))
        #expect(
            file?.hosts.map(\.connection) == [
                ConnectionSettings(proxy: proxy("http://user:pass-word@mirror:3128"), dialMilliseconds: 250),
                ConnectionSettings(),
            ])
    }

    @Test(arguments: [
        ("proxy = \"ftp://user:pass-word@p\"", "'proxy' is 'ftp://<redacted>@p', not the address of a proxy such as "),
        ("proxy = 1", "'proxy' is not a string"),
        ("dial_timeout = \"5\"", "'dial_timeout' is '5', not a length of time such as "),
        ("dial_timeout = 5", "'dial_timeout' is not a string"),
    ])
    func `a host whose proxy cannot be read is not contacted without it`(text: String, fault: String) throws {
        let (file, faults) = try hosts("[host.\"https://m.example\"]\n\(text)\n")
        #expect(file?.hosts.isEmpty == true)
        #expect(faults.count == 1 && faults[0].contains(fault), "\(faults)")
    }

    // container-libs#624
    @Test func `registries-conf has a proxy for the registry and for each mirror`() throws {
        let (rules, faults) = try rules(
            """
            [[registry]]
            location = "r.example"
            proxy = "own:3128"
            [[registry.mirror]]
            location = "m.example"
            proxy = "mirror:3128"
            """)
        #expect(faults.isEmpty)
        #expect(rules.map(\.proxy) == [proxy("own:3128")])
        #expect(rules.first?.mirrors.map(\.proxy) == [proxy("mirror:3128")])
        let broken = try self.rules("[[registry]]\nlocation = \"r.example\"\nproxy = \"a b\"\n").rules
        #expect(broken.first?.error?.description.contains("line 3: 'proxy' is 'a b'") == true)
    }

    // A table of registries.conf may send the registry elsewhere, and every name of Docker Hub stands for the others.
    @Test(
        arguments: [
            ("r.example/app", "location = \"r.example\"", ["r.example"]),
            ("r.example/app", "prefix = \"r.example\"\nlocation = \"other.example/x\"", ["other.example"]),
            ("alpine", "location = \"registry-1.docker.io\"", ["docker.io"]),
            ("index.docker.io/library/alpine", "location = \"docker.io\"", ["docker.io"]),
        ])
    func `the proxy is that of the place which is asked`(image: String, table: String, places: [String]) throws {
        var registries = RegistryRules()
        registries.add(try rules("[[registry]]\n\(table)\nproxy = \"p:3128\"\n").rules)
        let plan = try MirrorPlan(for: try Reference(parsing: image), MirrorConfiguration(rules: [registries]))
        #expect(plan.endpoints.map(\.reference.registry) == places)
        #expect(plan.endpoints.map(\.connection.proxy) == places.map { _ in proxy("p:3128") })
        let other = try MirrorPlan(
            for: try Reference(parsing: "s.example/app"), MirrorConfiguration(rules: [registries]))
        #expect(other.endpoints.map(\.connection) == [ConnectionSettings()])
    }

    @Test func `the plan keeps the settings of each host apart, and uploads have those of the registry`() throws {
        let file = try #require(
            try hosts(
                "server = \"https://r.example\"\nproxy = \"own:1\"\n[host.\"https://m.example\"]\ndial_timeout = \"1s\"\n"
            ).file)
        let image = try Reference(parsing: "r.example/app:1")
        let configuration = MirrorConfiguration(rules: [file])
        let (own, mirror) = (ConnectionSettings(proxy: proxy("own:1")), ConnectionSettings(dialMilliseconds: 1000))
        #expect(try MirrorPlan(for: image, configuration).endpoints.map(\.connection) == [mirror, own])
        #expect(try MirrorPlan.target(of: image, configuration).connection == own)
    }
}
