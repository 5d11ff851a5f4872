import ImageModel
import MirrorModel
import RegistryProtocol
import Testing

@testable import ClientConfiguration

struct RegistriesFileTests {
    private func read(_ text: String) throws -> (rules: [RegistryRule], faults: [String]) {
        var reader = RegistriesFileReader(path: "r.conf")
        let rules = try reader.rules(parsing: Array(text.utf8))
        return (rules, reader.faults.map(\.description))
    }

    // The example of containers-registries.conf(5), with names of our own.
    @Test func `tables are read with their mirrors`() throws {
        let rules = try read(
            """
            unqualified-search-registries = ["example.com"]

            [[registry]]
            prefix = "example.com/foo"
            location = "internal.example/bar"

            [[registry.mirror]]
            location = "mirror-0.example/for-foo"
            pull-from-mirror = "tag-only"

            [[registry.mirror]]
            location = "mirror-1.example:5000"
            insecure = true
            namespace-proxy = "example.com"

            [[registry]]
            location = "quay.io"
            blocked = true
            """
        ).rules
        #expect(rules.map(\.prefix.description) == ["example.com/foo", "quay.io"])
        #expect(rules.map(\.isBlocked) == [false, true])
        #expect(rules[0].location?.registry == "internal.example")
        #expect(rules[0].location?.path == "/bar")
        #expect(rules[0].mirrors.map(\.location.registry) == ["mirror-0.example", "mirror-1.example:5000"])
        #expect(rules[0].mirrors.map(\.use) == [.tagOnly, .all])
        #expect(rules[0].mirrors.map(\.isInsecure) == [false, true])
        #expect(rules[0].mirrors.map(\.namespace) == [nil, "example.com"])
        #expect(
            rules[0].mirrors.map(\.source.description) == [
                "r.conf, line 7, [[registry.mirror]]", "r.conf, line 11, [[registry.mirror]]",
            ])
        #expect(rules[1].source == .file(path: "r.conf", line: 16, part: "[[registry]]"))
    }

    @Test func `a wildcard needs no location, and mirror-by-digest-only applies to all mirrors of the table`() throws {
        let rules = try read(
            """
            [[registry]]
            prefix = "*.example.com"
            mirror-by-digest-only = true
            mirror = [{ location = "m.example" }, { location = "n.example" }]
            """
        ).rules
        #expect(rules[0].location == nil)
        #expect(rules[0].error == nil)
        #expect(rules[0].mirrors.map(\.use) == [.digestOnly, .digestOnly])
    }

    @Test(arguments: [
        ("location = 1", "line 2: 'location' is not a string"),
        ("insecure = true", "line 1, [[registry]]: 'location' is missing"),
        ("prefix = \"*.a.example/b\"", "line 2: 'prefix' is '*.a.example/b'; a wildcard is '*.' followed by a domain"),
        ("location = \"http://a.example\"", "line 2: 'location' is 'http://a.example', not host[:port][/path]"),
        ("prefix = \"a.example//b\"", "line 2: 'prefix' is 'a.example//b', not host[:port][/path]"),
        ("prefix = \"/a.example\"", "line 2: 'prefix' is '/a.example', not host[:port][/path]"),
        ("prefix = \"a.example:\"", "line 2: 'prefix' is 'a.example:', not host[:port][/path]"),
        ("prefix = \"a b\"", "line 2: 'prefix' is 'a b', not host[:port][/path]"),
        ("prefix = \"//\"", "line 2: 'prefix' is missing"),
    ])
    func `a table whose prefix cannot be read invalidates the file, because it may block any image`(
        text: String, expected: String
    ) {
        #expect {
            try read("[[registry]]\n\(text)\n[[registry]]\nlocation = \"good.example\"\n")
        } throws: {
            "\($0)" == "r.conf, " + expected
        }
    }

    @Test func `keys are read in any case, and unknown ones are reported`() throws {
        let answer = try read(
            """
            Unqualified-Search-Registries = ["a.example"]
            engine = 1
            [[Registry]]
            LOCATION = "a.example"
            Blocked = true
            block = true
            [[Registry.MIRROR]]
            location = "m.example"
            mirror = 1
            """)
        #expect(answer.rules.map(\.isBlocked) == [true])
        #expect(answer.rules[0].mirrors.map(\.location.registry) == ["m.example"])
        #expect(answer.rules[0].source == .file(path: "r.conf", line: 3, part: "[[registry]]"))
        #expect(
            answer.faults == [
                "r.conf, line 2: 'engine' is not a known key", "r.conf, line 6: 'block' is not a known key",
                "r.conf, line 9: 'mirror' is not a known key",
            ])
    }

    @Test func `a key in two spellings is refused`() throws {
        let rules = try read("[[registry]]\nlocation = \"a.example\"\nblocked = false\nBlocked = true\n").rules
        #expect(rules[0].error?.description == "r.conf, line 4: 'blocked' and 'Blocked' are the same key")
    }

    @Test(arguments: [
        ("", "line 1, [[registry]]: 'location' is missing"),
        ("location = \"https://a.example\"", "line 3: 'location' is 'https://a.example', not host[:port][/path]"),
        ("location = \"a.example\"\nblocked = \"yes\"", "line 4: 'blocked' is not true or false"),
        (
            "location = \"a.example\"\npull-from-mirror = \"all\"",
            "line 4: '[[registry]]' and 'pull-from-mirror' cannot be combined"
        ),
        ("location = \"a.example\"\nmirror = {}", "line 4: 'mirror' is not a list of tables"),
        (
            "location = \"a.example\"\n[[registry.mirror]]\ninsecure = true",
            "line 4, [[registry.mirror]]: 'location' is missing"
        ),
        (
            "location = \"a.example\"\n[[registry.mirror]]\nlocation = \"m\"\npull-from-mirror = \"never\"",
            "line 6: 'pull-from-mirror' contains 'never', which is not one of all, digest-only, tag-only"
        ),
        (
            "location = \"a.example\"\nmirror-by-digest-only = true\n[[registry.mirror]]\nlocation = \"m\"\npull-from-mirror = \"all\"",
            "line 7: 'mirror-by-digest-only' and 'pull-from-mirror' cannot be combined"
        ),
    ])
    func `an error in a table affects only the images that it applies to`(text: String, expected: String) throws {
        let answer = try read("[[registry]]\nprefix = \"a.example\"\n\(text)\n[[registry]]\nlocation = \"b.example\"\n")
        #expect(answer.faults.isEmpty)
        #expect(answer.rules.map(\.error?.description) == ["r.conf, " + expected, nil])
        var rules = RegistryRules()
        rules.add(answer.rules)
        let configuration = MirrorConfiguration(rules: [rules])
        #expect(throws: MirrorError.self) { try MirrorPlan(for: Reference(parsing: "a.example/x"), configuration) }
        #expect(try MirrorPlan(for: Reference(parsing: "b.example/x"), configuration).endpoints.count == 1)
    }

    @Test(arguments: [
        (
            "[registries.search]\nregistries = []",
            "line 1: version 1 of the file format is no longer supported; use [[registry]] tables"
        ),
        ("registry = 1", "line 1: 'registry' is not a list of tables"),
        ("registry = [1]", "line 1: 'registry' is not a list of tables"),
    ])
    func `a file of another form is refused`(text: String, expected: String) {
        #expect {
            try read(text)
        } throws: {
            "\($0)" == "r.conf, " + expected
        }
    }
}
