import Foundation
import TestSupport
import Testing

struct ListCommandTests {
    private let registry: MisbehavingRegistry
    private let image = SampleImages.sixPlatforms()

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1", "latest"])
    }

    private func objects(_ text: String) throws -> [[String: Any]] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    }

    @Test func `a repository is shown as a table of its indexes and manifests`() throws {
        let result = try Command.run("list", registry.reference("team/app"))
        #expect(result.status == 0 && result.errors == "")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 8)
        #expect(lines[0].split(separator: " ") == ["tags", "platform", "size", "created", "digest", "type"])
        #expect(lines[1].hasPrefix("1, latest  linux/amd64, linux/arm64, "))
        #expect(lines[1].contains(image.digest))
        #expect(lines[2].contains("linux/amd64") && lines[2].contains("1970-01-01T00:00:00Z"))
    }

    // The keys: az acr manifest list-metadata.
    @Test func `JSON is the array that az prints, without what a plain registry does not report`() throws {
        let rows = try objects(try Command.run("list", registry.reference("team/app"), "--json").output)
        #expect(rows.count == 7)
        let list = try #require(rows.first)
        #expect(list.keys.sorted() == ["digest", "imageSize", "manifests", "mediaType", "platforms", "tags"])
        #expect(list["tags"] as? [String] == ["1", "latest"] && list["digest"] as? String == image.digest)
        let arm = rows[3]
        let keys = ["architecture", "configMediaType", "createdTime", "digest", "imageSize", "mediaType", "os"]
        #expect(arm.keys.sorted() == keys + ["platform", "tags"])
        #expect(arm["architecture"] as? String == "arm" && arm["os"] as? String == "linux")
        #expect(arm["tags"] as? [String] == [])
        #expect((arm["platform"] as? [String: Any])?["variant"] as? String == "v7")
    }

    @Test func `az's command accepts az's options`() throws {
        let whole = try Command.run("list", registry.reference("team/app"), "--json").output
        for arguments in [
            ["-r", registry.authority, "-n", "team/app"], ["--name", registry.reference("team/app")],
            ["--registry", registry.authority, "team/app"], [registry.reference("team/app")],
        ] {
            let result = try Command.run(["manifest", "list-metadata", "--json"] + arguments)
            #expect(result.output == whole)
        }
        let top = try Command.run(
            "manifest", "list-metadata", "-r", registry.authority, "-n", "team/app", "--orderby", "time_desc", "--top",
            "2", "--json")
        #expect(try objects(top.output).count == 2)
    }

    private static let refused: [(arguments: [String], status: Int32)] = [
        (["list"], 64), (["list", "alpine:3"], 64), (["list", "r.example/a", "--top", "0"], 64),
        (["list", "r.example/a", "--orderby", "name"], 64), (["manifest", "list-metadata"], 64),
        (["manifest", "list-metadata", "-r", "team"], 64), (["manifest", "list-metadata", "a", "-n", "a"], 64),
        (["manifest", "list-metadata", "-r", "r.example", "-n", "a:1"], 64), (["list", "A"], 11),
        (["list", "r.example/a", "--offline"], 6),
    ]

    @Test(arguments: refused)
    func `a name that is not a repository is refused`(arguments: [String], status: Int32) throws {
        let result = try Command.run(arguments)
        #expect(result.status == status)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("resolve: "))
    }

    @Test func `a registry's error is reported with its own status`() throws {
        #expect(try Command.run("list", registry.reference("team/none")).status == 6)
        registry.misbehave(on: "/manifests/", .tooManyRequests(retryAfter: "3600"))
        #expect(try Command.run("list", registry.reference("team/app")).status == 8)
        registry.access = .basic(["me": "hunter2"])
        #expect(try Command.run("list", registry.reference("team/app")).status == 7)
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")), arguments: [50, 79, 200])
    func `on a terminal, no line is wider than the terminal`(columns: Int) throws {
        let home = try TemporaryFolder()
        let command = "stty cols \(columns); \(try ResolveBinary.path()) list \(registry.reference("team/app"))"
        let result = try run(
            "script", ["-qefc", command, "screen"], environment: TestEnvironment.clean(home: home.path),
            directory: home.path)
        #expect(result.status == 0)
        let lines = result.output.split(whereSeparator: \.isNewline)
        #expect(lines.count == 8)
        #expect(lines.allSatisfy { $0.count < columns })
        #expect(lines[1].contains("6 platforms"))
    }

    @Test func `Debian's docker-registry is listed`() throws {
        let local = try LocalRegistry()
        try local.push(image, to: "team/app:1")
        let rows = try objects(try Command.run("list", local.reference("team/app"), "--json").output)
        #expect(rows.map { $0["digest"] as? String } == [image.digest] + image.children.map(\.digest))
    }
}
