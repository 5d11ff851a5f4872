import TestSupport
import Testing

struct ExplainCommandTests {
    private let list = String(decoding: SampleImages.sixPlatforms().root.bytes, as: UTF8.self)

    @Test(arguments: [
        (["--platform", "linux/arm/v7"], [2], "flag"), (["--host", "raspberry-pi-zero"], [3], "host"),
        (["--host", "graviton3"], [1], "host"), (["--host", "amd64-v1"], [0], "host"),
    ])
    func `an index in a file is explained without a registry`(options: [String], position: [Int], from: String) throws {
        let result = try Command.run(["explain", "--index-file", "-", "--json"] + options, stdin: list)
        #expect(result.status == 0)
        #expect(result.errors == "")
        let explanation = try JSONObject(result.output)
        #expect(explanation.object("chosen")?.numbers("position") == position)
        #expect(explanation.text("wantedFrom") == from)
        #expect(explanation.objects("candidates").count == 6)
    }

    @Test(arguments: [
        "", "null", "5,null", #"{"mediaType":"m","digest":5,"size":1}"#, #"{"digest":"sha256:ab"}"#, "{}",
    ])
    func `a list without a usable entry is malformed, whatever is wrong with its entries`(entries: String) throws {
        let image = SampleImages.sixPlatforms().child(0).root
        let sound =
            #"{"mediaType":"\#(image.mediaType)","digest":"\#(image.digest)","size":1,"# + #"""
                "platform":{"os":"linux","architecture":"amd64"}}
                """#
        for (rest, status) in [("", 11), (sound, 0)] as [(String, Int32)] {
            let all = [entries, rest].filter { !$0.isEmpty }.joined(separator: ",")
            let result = try Command.run(
                "explain", "--index-file", "-", "--host", "amd64-v1",
                stdin: #"{"schemaVersion":2,"manifests":[\#(all)]}"#)
            #expect(result.status == status, "\(result.errors)")
        }
    }

    @Test func `the suggested command makes the same choice`() throws {
        let registry = try MisbehavingRegistry()
        let image = SampleImages.sixPlatforms()
        registry.add(image, to: "app", tags: ["1"])
        let home = try TemporaryFolder()
        let explained = try Command.run(
            "explain", "--platform", "linux/arm/v7", "--exact", "--host", "graviton3", registry.reference("app:1"))
        let proposal = try #require(explained.output.split(separator: "\n").last)
        let words = proposal.split(separator: " ").dropFirst(2).map(String.init)
        let pulled = try Command.run(words + ["-q", "-o", home.file("out")])
        #expect(pulled.output.contains(image.child(2).digest))
        #expect(
            words == [
                "pull", "--platform", "linux/arm/v7", "--host", "graviton3", "--exact", registry.reference("app:1"),
            ])
    }

    @Test func `the platform comes from the environment if no option names one`() throws {
        let environment = ["RESOLVE_PLATFORM": "linux/arm64", "DOCKER_DEFAULT_PLATFORM": "linux/386"]
        let result = try Command.run(
            "explain", "--index-file", "-", "--json", stdin: list, environment: environment)
        let explanation = try JSONObject(result.output)
        #expect(explanation.object("chosen")?.numbers("position") == [1])
        #expect(explanation.text("wantedFrom") == "environment")
        #expect(explanation.text("wantedFromName") == "RESOLVE_PLATFORM")
    }

    @Test func `a no-match ends with 3 after the table, and names the request and the entries`() throws {
        let result = try Command.run("explain", "--index-file", "-", "--platform", "linux/s390x", stdin: list)
        #expect(result.status == 3)
        #expect(result.output.contains("chosen  none"))
        #expect(result.errors.contains("wanted: linux/s390x, from --platform"))
        #expect(result.errors.contains("offered: linux/amd64 (architecture), linux/arm64 (architecture)"))
    }

    @Test func `a no-match with --json is an object on stdout and an error on stderr`() throws {
        let result = try Command.run("explain", "--index-file", "-", "--platform", "windows", "--json", stdin: list)
        #expect(result.status == 3)
        #expect(try JSONObject(result.output).object("chosen") == nil)
        let error = try #require(try JSONObject(result.errors).object("error"))
        #expect(error.text("code") == "no-match")
        #expect(error.number("exit") == 3)
        #expect(error.objects("candidates").map { $0.text("word") } == Array(repeating: "os", count: 6))
        #expect(error.object("wanted")?.text("os") == "windows")
    }

    @Test(arguments: ["", "{", "[]", "null", "<html>", #"{"schemaVersion":1}"#, #"{"schemaVersion":2,"manifests":3}"#])
    func `a file that is not an index ends with 11 and one sentence`(text: String) throws {
        let result = try Command.run("explain", "--index-file", "-", stdin: text)
        #expect(result.status == 11)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("resolve: "))
    }

    @Test func `a missing file ends with 10`() throws {
        let result = try Command.run("explain", "--index-file", "/nonexistent")
        #expect(result.status == 10)
        #expect(result.errors == "resolve: /nonexistent: No such file or directory\n")
    }

    @Test func `a file of more than 8 MiB is refused`() throws {
        let result = try run(
            "sh", ["-c", #"yes | "$0" explain --index-file -"#, try ResolveBinary.path()])
        #expect(result.status == 11)
        #expect(result.errors.contains("8388608"))
    }
}
