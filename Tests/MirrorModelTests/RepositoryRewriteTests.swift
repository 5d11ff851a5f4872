import MirrorModel
import RegistryProtocol
import TestSupport
import Testing

struct RepositoryRewriteTests {
    // docs.k3s.io, "Private Registry Configuration", "Rewrites"; Go's regexp, `ReplaceAllString` and `Expand`.
    @Test(
        .userCase("P18"),
        arguments: [
            (
                "^rancher/(.*)", "mirrorproject/rancher-images/$1", "rancher/pause",
                "mirrorproject/rancher-images/pause"
            ),
            ("^rancher/(.*)", "x/$1", "library/alpine", "library/alpine"),
            ("(.*)", "docker.io/$1", "library/alpine", "docker.io/library/alpine"),
            ("^library/", "", "library/alpine", "alpine"),
            ("^library/(.*)$", "hub/${1}-copy", "library/alpine", "hub/alpine-copy"),
            ("^library/(.*)$", "hub/$1x", "library/alpine", "hub/"),
            ("^(?P<team>[a-z]+)/(.+)$", "$team/all/$2", "org/app", "org/all/app"),
            ("a", "$$", "banana", "b$n$n$"), ("a", "$-${b", "a/x", "$-${b/x"),
            ("^", "hub/", "org/app", "hub/org/app"),
            ("(b)|a", "[$1]", "ab", "[][b]"), ("$9", "x", "a", "a"), ("app$", "${9}y", "org/app", "org/y"),
            ("[[:alpha:]]+/app", "x/app", "org/app", "x/app"),
        ])
    func `matches in the repository are replaced, and the text may name groups`(
        pattern: String, replacement: String, repository: String, expected: String
    ) throws {
        var host = try Plans.host("https://m.example")
        host.rewrites = [
            try RepositoryRewrite(
                pattern: pattern, replacement: replacement, source: .file(path: "registries.yaml"))
        ]
        #expect(host.rewrites[0].rewritten(repository) ?? repository == expected)
    }

    @Test(arguments: ["(", "[a", "a{2,1}", "\\pN"])
    func `an expression that cannot be compiled is refused`(pattern: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try RepositoryRewrite(
                pattern: pattern, replacement: "x", source: .file(path: "registries.yaml", line: 3))
        }
        #expect(
            error?.description.hasPrefix(
                "registries.yaml, line 3: '\(pattern)' is not a regular expression: ") == true)
    }

    @Test(.userCase("P18"))
    func `the first rule that changes the name counts, and other endpoints keep the name`() throws {
        var host = try Plans.host("https://m.example")
        host.rewrites = try [("^org/", "first/"), ("^(org|team)/", "second/"), ("^quay", "third")].map {
            try RepositoryRewrite(
                pattern: $0.0, replacement: $0.1, source: .file(path: "registries.yaml"))
        }
        let hosts = Plans.hosts([host, try Plans.host("https://n.example")])
        for (image, expected) in [("org/app", "first/app"), ("team/app", "second/app"), ("a/b", "a/b")] {
            let plan = try Plans.plan(image, hosts: hosts)
            #expect(plan.endpoints.map(\.reference.repository) == [expected, image, image])
            #expect(plan.endpoints.map(\.kind) == [.mirror, .mirror, .upstream])
            #expect(
                Plans.requests(plan.endpoints).first
                    == "https://m.example/v2/\(expected)/manifests/latest?ns=docker.io")
        }
    }

    @Test func `a rule that leads to an impossible name ends the plan`() throws {
        var host = try Plans.host("https://m.example")
        host.rewrites = [
            try RepositoryRewrite(pattern: "^", replacement: "UPPER/", source: .file(path: "f"))
        ]
        #expect(throws: MirrorError.self) { try Plans.plan("org/app", hosts: Plans.hosts([host])) }
    }
}
