import MirrorModel
import RegistryProtocol
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

    @Test(arguments: ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "r.example/app", "a b", "999.0.0.0/8"])
    func `any other entry is refused`(text: String) {
        #expect(throws: ConfigurationError(.network(value: text), at: .file(path: "f"))) {
            try InsecureRegistry(parsing: text, source: .file(path: "f"))
        }
    }
}
