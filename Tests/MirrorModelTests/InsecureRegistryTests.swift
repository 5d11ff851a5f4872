import ImageModel
import MirrorModel
import RegistryProtocol
import TestSupport
import Testing

struct InsecureRegistryTests {
    // dockerd(8), `insecure-registries`: names with their port, or networks.
    @Test(arguments: [
        ("r.example:5000", "https://r.example:5000/v2", true),
        ("R.Example:5000", "https://r.example:5000/v2", true),
        ("http://r.example:5000/", "https://r.example:5000/v2", true),
        ("r.example", "https://r.example:5000/v2", false),
        ("r.example:5000", "https://r.example/v2", false),
        ("docker.io", "https://registry-1.docker.io/v2", true),
        ("10.0.0.0/8", "https://10.200.3.4:5000/v2", true),
        ("10.0.0.0/8", "https://11.0.0.1/v2", false),
        ("10.1.128.0/17", "https://10.1.127.255/v2", false),
        ("10.1.128.0/17", "https://10.1.128.1/v2", true),
        ("0.0.0.0/0", "https://8.8.8.8/v2", true),
        ("0.0.0.0/0", "https://r.example/v2", false),
        ("fd00::/8", "https://[fd12::1]:5000/v2", true),
        ("fd00::/8", "https://10.0.0.1/v2", false),
    ])
    func `an entry covers a name with its port, or the addresses of a network`(
        entry: String, address: String, expected: Bool
    ) throws {
        let registry = try InsecureRegistry(parsing: entry, source: .file(path: "f"))
        #expect(registry.covers(try WebAddress(parsing: address)) == expected)
    }

    // dockerd, `isCIDRMatch` in registry/config.go: one of a name's addresses is enough.
    @Test(
        .userCase("M9"),
        arguments: [
            ("10.0.0.0/8", "https://r.example/v2", ["10.1.2.3"], true),
            ("10.0.0.0/8", "https://r.example:5000/v2", ["192.0.2.1", "fd00::1", "10.1.2.3"], true),
            ("10.0.0.0/8", "https://r.example/v2", ["192.0.2.1", "fd00::1"], false),
            ("10.0.0.0/8", "https://r.example/v2", ["::ffff:10.1.2.3"], true),
            ("fd00::/8", "https://r.example/v2", ["10.1.2.3", "fd00::1"], true),
            ("10.0.0.0/8", "https://r.example/v2", [], false),
            ("10.0.0.0/8", "https://192.0.2.1/v2", ["10.1.2.3"], false),
            ("r.example", "https://other.example/v2", ["10.1.2.3"], false),
        ] as [(String, String, [String], Bool)])
    func `a network covers a name if one of its addresses is in it`(
        entry: String, address: String, resolved: [String], expected: Bool
    ) throws {
        let registry = try InsecureRegistry(parsing: entry, source: .file(path: "f"))
        let addresses = resolved.compactMap { AddressLiteral(parsing: $0) }
        #expect(registry.covers(try WebAddress(parsing: address), resolved: addresses) == expected)
    }

    @Test(
        .userCase("M9"),
        arguments: [
            (["10.0.0.0/8"], [], "r.example:5000/app", ["r.example"]),
            (["10.0.0.0/8"], ["https://m.example"], "r.example/app", ["r.example"]),
            (
                ["10.0.0.0/8"], ["https://m.example", "http://m.example:5000", "https://n.example"], "alpine",
                ["m.example", "n.example"]
            ),
            (["10.0.0.0/8", "m.example"], ["https://m.example", "https://10.0.0.1"], "alpine", []),
            (["0.0.0.0/0"], [], "alpine", []),
            (["10.0.0.0/8"], [], "10.0.0.1/app", []), (["10.0.0.0/8"], [], "[::1]:5000/app", []),
            (["10.0.0.0/8"], [], "localhost:5000/app", ["localhost"]),
            (["other.example", "s.example:5000"], ["https://m.example"], "r.example/app", []),
            ([], [], "r.example/a", []),
        ] as [([String], [String], String, [String])])
    func `names are looked up only if a network is listed that may cover them`(
        insecure: [String], mirrors: [String], image: String, expected: [String]
    ) throws {
        let file = try Plans.engine(mirrors: mirrors, insecure: insecure)
        #expect(file.hostsToLookUp(for: try Upstream(of: Reference(parsing: image))) == expected)
    }

    @Test(.userCase("M9"))
    func `a name in an insecure network needs no valid certificate, as registry and as mirror`() throws {
        var file = try Plans.engine(
            mirrors: ["https://m.example:5000", "http://m.example", "https://n.example"], insecure: ["10.0.0.0/8"])
        file.addresses = try ["m.example": "10.0.0.1", "r.example": "10.0.0.2", "n.example": "192.0.2.1"]
            .mapValues { [try #require(AddressLiteral(parsing: $0))] }
        let mirrored = try Plans.plan("alpine", engine: file).endpoints
        #expect(mirrored.map(\.schemes) == [.securedFirst, .only(.http), .only(.https), .only(.https)])
        #expect(mirrored.map(\.trust.skipsVerification) == [true, true, false, false])
        let registry = try Plans.plan("r.example/app", engine: file).endpoints
        #expect(registry.map(\.schemes) == [.securedFirst])
        #expect(registry.map(\.trust.skipsVerification) == [true])
        #expect(registry.map(\.source) == [.file(path: "daemon.json")])
    }

    @Test(arguments: ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "r.example/app", "a b", "999.0.0.0/8"])
    func `any other entry is refused`(text: String) {
        #expect(throws: ConfigurationError(.network(value: text), at: .file(path: "f"))) {
            try InsecureRegistry(parsing: text, source: .file(path: "f"))
        }
    }
}
