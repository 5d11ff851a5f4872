import Foundation
import TestSupport
import Testing

struct MirrorsCommandTests {
    private let home: TemporaryFolder
    private let environment: [String: String]

    /// A home with a mirror in each of two files, and with credentials for one.
    init() throws {
        home = try TemporaryFolder()
        environment = ["XDG_CONFIG_HOME": home.path, "CONTAINERS_REGISTRIES_CONF": home.file("registries.conf")]
        try write(
            "[host.\"https://first.example\"]\n  capabilities = [\"pull\"]\n", "containerd/certs.d/_default/hosts.toml")
        try write(
            """
            [[registry]]
            location = "registry.example"
            [[registry.mirror]]
            location = "second.example:5000/copies"
            """, "registries.conf")
        try write(#"{"auths":{"second.example:5000":{"auth":"dXNlcjpwYXNzLXdvcmQ="}}}"#, "auth.json")
    }

    private func write(_ text: String, _ name: String) throws {
        let url = URL(fileURLWithPath: home.file(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    private func explain(_ arguments: String...) throws -> ProgramResult {
        let words = ["mirrors", "explain", "registry.example/app:1", "--auth-file", home.file("auth.json")]
        return try Command.run(words + arguments, environment: environment)
    }

    @Test func `the endpoints are listed in order, each with the file and line that define it`() throws {
        let result = try explain("--mirror", "http://127.0.0.1:5000")
        #expect(result.status == 0 && result.errors == "")
        let lines = result.output.split(separator: "\n").map(String.init)
        let asked = try #require(lines.firstIndex(of: "requests for tag '1'"))
        #expect(
            lines[asked...].prefix(4).dropFirst() == [
                "  1  http://127.0.0.1:5000/v2/app/manifests/1?ns=registry.example",
                "  3  https://second.example:5000/v2/copies/app/manifests/1",
                "  4  https://registry.example/v2/app/manifests/1",
            ])
        #expect(lines.contains("  2  https://first.example/v2/app/manifests/DIGEST?ns=registry.example"))
        #expect(lines.contains { $0.contains("--mirror http://127.0.0.1:5000") })
        #expect(lines.contains { $0.contains("/containerd/certs.d/_default/hosts.toml, line 1") })
        #expect(lines.contains { $0.contains("yes          \(home.path)/registries.conf, line 3") })
    }

    @Test func `programs get the same list`() throws {
        let object = try JSONObject(try explain("--mirror-only", "--json").output)
        #expect(object.keys == ["faults", "image", "places", "shortName"])
        #expect(object.objects("places").map { $0.text("registry") } == ["first.example", "second.example:5000"])
        #expect(object.objects("places").map { $0.members["credentials"] as? Bool } == [false, true])
    }

    @Test(arguments: ["ftp://x", "http://a b", ""])
    func `a mirror that is not an address is a usage error`(mirror: String) throws {
        #expect(try explain("--mirror", mirror).status == 64)
    }

    @Test func `a blocked registry and unreadable files have their own exit statuses`() throws {
        try write("[[registry]]\nlocation = \"registry.example\"\nblocked = true\n", "registries.conf")
        #expect(try explain().status == 7)
        try write("[[registry]", "registries.conf")
        #expect(try explain().status == 11)
        #expect(try Command.run("mirrors", "explain", "alpine", "--mirror-only").status == 64)
    }

    @Test func `the program pulls from a mirror, and from the registry what the mirror lacks`() throws {
        let (registry, mirror) = (try MisbehavingRegistry(), try MisbehavingRegistry())
        let image = SampleImages.single("linux/amd64")
        registry.add(image, to: "app", tags: ["1"])
        mirror.add(image, to: "app", tags: ["1"])
        mirror.misbehave(on: .containing(image.layers[0].digest), .status(404))
        let result = try Command.run(
            "pull", "--host", "amd64-v1", "--mirror", mirror.url, registry.reference("app:1"), "-o", home.file("out"))
        #expect(result.status == 0)
        #expect(result.output == "\(registry.reference("app"))@\(image.digest)\n")
        #expect(
            result.errors.contains("'\(mirror.authority)' is skipped: blob \(image.layers[0].digest): status 404"))
        #expect(registry.log.map(\.path) == ["/v2/app/blobs/\(image.layers[0].digest)"])
    }
}
