import CommandRendering
import ImageModel
import MirrorModel
import RegistryProtocol
import Testing

struct MirrorsRenderingTests {
    private func plan(_ image: String) throws -> MirrorPlan {
        var host = EndpointSettings(
            base: try EndpointAddress.base("https://public.example"),
            source: .file(
                path: "/etc/containerd/certs.d/docker.io/hosts.toml", line: 2, part: "[host.\"https://public.example\"]"
            ))
        host.capabilities = .pull
        host.trust.skipsVerification = true
        host.headers = ["X-Key": "hidden-value"]
        let server = EndpointSettings(base: nil, source: .file(path: "/etc/containerd/certs.d/docker.io/hosts.toml"))
        let configuration = MirrorConfiguration(
            options: MirrorOptions(mirrors: ["http://127.0.0.1:5000"]),
            rules: [HostsFile(hosts: [host], server: server)])
        return try MirrorPlan(for: Reference(parsing: image), configuration)
    }

    @Test func `the table and the addresses have their documented form`() throws {
        let fault = ConfigurationError(.missing(key: "location"), at: .file(path: "/etc/r.conf", line: 3))
        let rendering = MirrorsRendering(try plan("alpine"), credentials: [false, false, true], faults: [fault])
        try Golden.expect(rendering.lines, "mirrors/lines.txt")
        try Golden.expect([rendering.json.pretty], "mirrors/places.json")
    }

    @Test func `an image named by digest is requested by digest only`() throws {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        let lines = MirrorsRendering(try plan("alpine:3@\(digest)")).lines
        #expect(!lines.contains { $0.hasPrefix("requests for tag") })
        #expect(lines.contains("  2  https://public.example/v2/library/alpine/manifests/\(digest)?ns=docker.io"))
        #expect(lines.contains { $0.contains("  -  ") })
    }

    @Test func `a blocked endpoint stands in the table, and is requested nowhere`() throws {
        let source = SettingSource.file(path: "/etc/r.conf", line: 3, part: "[[registry]]")
        var rule = RegistryRule(
            prefix: try RulePrefix(parsing: "docker.io", source: source), location: nil, source: source)
        rule.isBlocked = true
        rule.mirrors = [
            RegistryRule.Mirror(location: try RuleLocation(parsing: "m.example", source: source), source: source)
        ]
        var rules = RegistryRules()
        rules.add([rule])
        rules.shortNames.add(alias: "alpine", ShortNames.Target(name: "a.example/alpine", source: source))
        let image = try Reference(parsing: "alpine")
        let rendering = MirrorsRendering(
            try MirrorPlan(for: image, MirrorConfiguration(rules: [rules])), credentials: [false, false],
            other: rules.other(than: image, for: "alpine"))
        try Golden.expect(rendering.lines, "mirrors/blocked.txt")
        try Golden.expect([rendering.json.pretty], "mirrors/blocked.json")
    }

    @Test func `programs get every fact except secrets`() throws {
        let json = MirrorsRendering(try plan("alpine"), credentials: [false, false, true]).json
        guard case .object(let members) = json, case .list(let places) = members["places"],
            case .object(let second) = places[1]
        else {
            Issue.record("unexpected form: \(json.line)")
            return
        }
        #expect(places.count == 3)
        #expect(second["kind"] == .text("mirror"))
        #expect(second["capabilities"] == .list([.text("pull")]))
        #expect(second["namespace"] == .text("docker.io"))
        #expect(second["tagURL"] == .null)
        #expect(second["digestURL"] == .text("https://public.example/v2/library/alpine/manifests/DIGEST?ns=docker.io"))
        #expect(second["credentials"] == .bool(false))
        #expect(second["skipVerify"] == .bool(true))
        #expect(!json.line.contains("hidden-value"))
        #expect(json.line.contains(#""line":2"#))
    }
}
