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
    @Test func `JSON is the array that az prints, with null for what a plain registry does not report`() throws {
        let rows = try objects(try Command.run("list", registry.reference("team/app"), "--json").output)
        #expect(rows.count == 7)
        let list = try #require(rows.first)
        let common = [
            "architecture", "changeableAttributes", "configMediaType", "createdTime", "digest", "imageSize",
            "lastUpdateTime",
            "mediaType", "os", "tags", "timestamp",
        ]
        #expect(Set(list.keys) == Set(common + ["manifests", "platforms"]))
        #expect(list["architecture"] is NSNull && list["lastUpdateTime"] is NSNull)
        #expect(list["tags"] as? [String] == ["1", "latest"] && list["digest"] as? String == image.digest)
        let arm = rows[3]
        #expect(Set(arm.keys) == Set(common + ["platform"]))
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
        (["manifest", "list-metadata", "r.example/a", "--suffix", "x"], 64),
        (["manifest", "list-metadata", "-r", "r.example", "-n", "a", "--suffix", "x"], 64),
        (["manifest", "list-metadata", "r.example/a", "-u", "me"], 64),
        (["manifest", "list-metadata", "r.example/a", "-o", "tsv"], 64),
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

    @Test(.userCase("L21"), arguments: [[], ["-o", "json"], ["-o", "jsonc", "-g", "rg"], ["-o", "table"]])
    func `az's command takes az's login and formats`(options: [String]) throws {
        registry.access = .basic(["me": "hunter2"])
        let arguments = ["manifest", "list-metadata", registry.reference("team/app"), "-u", "me", "-p", "hunter2"]
        let result = try Command.run(arguments + options)
        #expect(result.status == 0, "\(result.errors)")
        #expect(!(result.output + result.errors).contains("hunter2"))
        #expect(result.errors.contains("warning: a password on the command line"))
        #expect(result.errors.contains("--resource-group has no effect here") == options.contains("-g"))
        #expect(try Command.run(arguments + options + ["--json"]).status == (options.last == "table" ? 64 : 0))
        #expect(result.output.hasPrefix("[") == (options.first == "-o" && options[1].hasPrefix("json")))
    }

    @Test(.userCase("N8"), arguments: [["list"], ["manifest", "list-metadata"]])
    func `--quiet prints the digests alone`(command: [String]) throws {
        let result = try Command.run(command + ["-q", registry.reference("team/app")])
        #expect(result.output == ([image] + image.children).map { $0.digest + "\n" }.joined())
        #expect(result.errors == "")
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
    func `with --wide a terminal shows the table in full`() throws {
        let home = try TemporaryFolder()
        let command = "stty cols 79; \(try ResolveBinary.path()) list --wide \(registry.reference("team/app"))"
        let result = try run(
            "script", ["-qefc", command, "screen"], environment: TestEnvironment.clean(home: home.path),
            directory: home.path)
        #expect(result.output.contains(image.digest))
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
