import ImageModel
import MirrorModel
import RegistryProtocol
import Testing

struct RulePrefixTests {
    private static let source = SettingSource.file(path: "registries.conf")

    // containers-registries.conf(5), "Choosing a [[registry]] TOML table".
    @Test(
        arguments: [
            ("docker.io", "alpine", "/library/alpine"),
            ("docker.io/", "alpine", "/library/alpine"),
            ("docker.io/library", "alpine", "/alpine"),
            ("docker.io/library/alpine", "alpine", ""),
            ("docker.io/alpine", "alpine", nil),
            ("docker.io/lib", "alpine", nil),
            ("Quay.IO/org", "quay.io/org/app", "/app"),
            ("quay.io/org/app:1", "quay.io/org/app:1", ""),
            ("quay.io/org/app:1", "quay.io/org/app:2", nil),
            ("quay.io/org/app:latest", "quay.io/org/app", ""),
            ("example.com", "example.com:5000/app", nil),
            ("example.com:5000", "example.com:5000/app", "/app"),
            ("*.example.com", "a.example.com/app", "/app"),
            ("*.example.com", "a.b.example.com/x/app", "/x/app"),
            ("*.example.com", "a.example.com:5000/app", "/app"),
            ("*.example.com", "example.com/app", nil),
            ("*.example.com", "aexample.com/app", nil),
            ("*.example.com", "a.example.com.org/app", nil),
            ("*.io", "alpine", "/library/alpine"),
        ] as [(String, String, String?)])
    func `a prefix ends at a component of the name`(prefix: String, image: String, expected: String?) throws {
        #expect(
            try RulePrefix(parsing: prefix, source: Self.source).remainder(of: Reference(parsing: image)) == expected)
    }

    @Test(arguments: [
        "*.example.com/foo", "*.example.com:5000", "example.*.com", "*", "*.", "*example.com", "*.*.com",
    ])
    func `a wildcard that would never match is refused`(text: String) {
        #expect(throws: ConfigurationError(.wildcard(value: text), at: Self.source)) {
            try RulePrefix(parsing: text, source: Self.source)
        }
    }

    @Test(arguments: [
        ("m.example", "/library/alpine", "m.example/library/alpine"),
        ("m.example:5000/hub/", "/library/alpine", "m.example:5000/hub/library/alpine"),
        ("mirror", "/app", "mirror/app"),
        ("index.docker.io", "/app", "docker.io/library/app"),
    ])
    func `a location replaces the prefix in the name`(location: String, remainder: String, expected: String) throws {
        let image = try Reference(parsing: "r.example/x:7")
        let moved = try RuleLocation(parsing: location, source: Self.source).reference(of: image, remainder: remainder)
        #expect(moved.name == expected)
        #expect(moved.tag == "7")
    }

    @Test(arguments: [
        "", "/app", "https://m.example", "m.example/app:1", "m.example/app@x", "me@m.example", "m.example:x",
    ])
    func `a location must not contain more than a host and a path`(text: String) {
        #expect(throws: ConfigurationError(.location(key: "location", value: text), at: Self.source)) {
            try RuleLocation(parsing: text, source: Self.source)
        }
    }

    @Test func `the longest prefix counts, and a later file replaces the same prefix`() throws {
        func rule(_ prefix: String, _ file: String) throws -> RegistryRule {
            RegistryRule(
                prefix: try RulePrefix(parsing: prefix, source: Self.source), location: nil, source: .file(path: file))
        }
        var rules = RegistryRules()
        rules.add([
            try rule("quay.io", "first"), try rule("quay.io/org", "first"), try rule("quay.io/org", "ignored"),
            try rule("*.io", "first"),
        ])
        rules.add([try rule("quay.io/org/", "second")])
        let expected = [("quay.io/org/app", "second"), ("quay.io/other/app", "first"), ("ghcr.io/app", "first")]
        for (image, file) in expected {
            #expect(rules.rules(for: try Reference(parsing: image)).map(\.source) == [.file(path: file)])
        }
        #expect(rules.rules(for: try Reference(parsing: "r.example/app")) == [])
        #expect(rules.rules.count == 3)
    }
}
