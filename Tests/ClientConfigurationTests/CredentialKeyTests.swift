import ClientConfiguration
import ImageModel
import Testing

struct CredentialKeyTests {
    // containers-auth.json(5), and what docker login has written over the years.
    @Test(arguments: [
        ("registry.example", "registry.example/team/app", 1),
        ("registry.example/team", "registry.example/team/app", 3),
        ("registry.example/team/app", "registry.example/team/app", 5),
        ("registry.example:5000", "registry.example:5000/app", 1),
        ("Registry.Example", "registry.example/app", 1),
        ("registry.example/", "registry.example/app", 0),
        ("registry.example/v2/", "registry.example/app", 0),
        ("https://registry.example", "registry.example/app", 0),
        ("http://registry.example:5000/v1/", "registry.example:5000/app", 0),
        ("HTTPS://registry.example/v2/", "registry.example/app", 0),
        ("https://index.docker.io/v1/", "alpine", 0),
        ("index.docker.io/v1/", "alpine", 0),
        ("docker.io", "alpine", 1),
        ("registry-1.docker.io", "docker.io/team/app", 1),
        ("docker.io/library", "alpine", 3),
        ("[::1]:5000", "[::1]:5000/app", 1),
    ])
    func `a key matches its registry and the repositories under it`(key: String, image: String, closeness: Int) throws {
        #expect(CredentialKey(key).closeness(to: try Reference(parsing: image)) == closeness)
    }

    @Test(arguments: [
        ("registry.example", "registry.example:5000/app"),
        ("registry.example:5000", "registry.example/app"),
        ("registry.example:5000", "registry.example:5001/app"),
        ("registry.example/team", "registry.example/teamwork/app"),
        ("registry.example/team/app", "registry.example/team"),
        ("example", "registry.example/app"),
        ("registry.example", "registry.example.org/app"),
        ("https://index.docker.io/v1/", "registry.example/app"),
        ("", "alpine"), ("/", "alpine"), ("https://", "alpine"), ("//docker.io", "registry.example/app"),
    ])
    func `a key does not match other registries, ports and similar names`(key: String, image: String) throws {
        #expect(CredentialKey(key).closeness(to: try Reference(parsing: image)) == nil)
    }

    @Test func `the longest prefix comes first, a plain name before an address`() throws {
        let keys = [
            "https://registry.example/v1/", "registry.example", "registry.example/team", "other.example",
            "registry.example/team/app", "http://registry.example",
        ]
        let reference = try Reference(parsing: "registry.example/team/app:1")
        #expect(
            CredentialKey.matches(among: keys, for: reference) == [
                "registry.example/team/app", "registry.example/team", "registry.example", "http://registry.example",
                "https://registry.example/v1/",
            ]
        )
    }

    @Test func `a helper is queried for Docker Hub under the names that docker and podman store`() throws {
        let hub = try Reference(parsing: "alpine")
        let other = try Reference(parsing: "registry.example:5000/app")
        #expect(CredentialKey.serverAddresses(of: hub) == ["https://index.docker.io/v1/", "docker.io"])
        #expect(CredentialKey.serverAddresses(of: other) == ["registry.example:5000"])
    }
}
