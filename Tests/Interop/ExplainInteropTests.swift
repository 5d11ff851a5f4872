import TestSupport
import Testing

/// `resolve explain` of an image that skopeo pushed to Debian's docker-registry.
@Suite struct ExplainInteropTests {
    private let registry: LocalRegistry
    private let image = SampleImages.sixPlatforms()
    private let resolve: Resolve
    private let reference: String

    init() throws {
        registry = try LocalRegistry()
        try registry.push(image, to: "team/app:1")
        reference = registry.reference("team/app:1")
        resolve = try Resolve()
    }

    @Test func `a compatibility artifact is found by its tag at a registry that lists no referrers`() throws {
        let rules = SampleCompatibility.rules.replacing("AVX2: {op: Exists}", with: "SVE: {op: Exists}")
        let artifact = SampleCompatibility.artifact(rules, on: image.child(1).root)
        var entry = IndexEntry(artifact, declaring: nil)
        entry.artifactType = SampleCompatibility.artifactType
        let tag = image.child(1).digest.replacing(":", with: "-")
        // Debian's skopeo writes the list without the type of its entry.
        let folder = try TemporaryFolder()
        let layout = try ImageBuilder().index([entry]).writeLayout(to: folder, tag: "referrers")
        try resolve.runChecked("push", "oci:\(layout):referrers", registry.reference("team/app:\(tag)"))
        let json = try resolve.run(["explain", reference, "--json", "--host", "graviton3"])
        #expect(json.status == 0, "\(json.errors)")
        #expect(try JQ.query(".compatibility[].digest", json.output) == artifact.digest)
        #expect(try JQ.query(".compatibility[0].position", json.output) == "[1]")
        let requirement = ".compatibility[0].sets[0].rules[0].requirements[]"
        #expect(try JQ.query("\(requirement) | select(.text | contains(\"SVE\")) | .verdict", json.output) == "met")
    }

    /// The chosen entry, and each entry's reason code in the order of the index (DocC article `PlatformSelection`).
    @Test func `each host and platform picks what the rules say, and every entry has its word`() throws {
        let rows: [(options: [String], from: String, chosen: Int, words: [String])] = [
            (
                ["--host", "raspberry-pi-zero"], "host", 3,
                ["architecture", "architecture", "level-too-new", "exact", "architecture", "architecture"]
            ),
            (
                ["--host", "graviton3"], "host", 1,
                ["architecture", "lower-level", "compat32", "compat32", "architecture", "architecture"]
            ),
            (
                ["--platform", "linux/arm/v7"], "flag", 2,
                ["architecture", "architecture", "exact", "lower-level", "architecture", "architecture"]
            ),
            (
                ["--host", "amd64-v3"], "host", 0,
                ["lower-level", "architecture", "architecture", "architecture", "compat32", "architecture"]
            ),
        ]
        for row in rows {
            let json = try resolve.run(["explain", reference, "--json"] + row.options)
            #expect(json.status == 0, "\(row.options): \(json.errors)")
            #expect(try JQ.query(".chosen.digest", json.output) == image.child(row.chosen).digest, "\(row.options)")
            #expect(try JQ.query(".chosen.position", json.output) == "[\(row.chosen)]")
            #expect(
                try JQ.query(".candidates[].word", json.output) == row.words.joined(separator: "\n"), "\(row.options)")
            #expect(try JQ.query(".wantedFrom", json.output) == row.from)
            let text = try resolve.run(["explain", reference] + row.options)
            #expect(text.output.contains("chosen  \(image.child(row.chosen).digest)"))
            for platform in SampleImages.sixPlatformNames { #expect(text.output.contains(" \(platform.text) ")) }
        }
    }

    @Test func `the JSON has the keys of the contract`() throws {
        let result = try resolve.run("explain", reference, "--host", "graviton3", "--json")
        let keys = ["image", "index", "wanted", "wantedFrom", "chosen", "candidates"]
        #expect(try has(keys, in: ".", result.output))
        #expect(try has(["digest", "mediaType"], in: ".index", result.output))
        #expect(try has(["os", "architecture", "variant", "os.version", "os.features"], in: ".wanted", result.output))
        #expect(try has(["digest", "position"], in: ".chosen", result.output))
        let candidate = ["position", "digest", "platform", "size", "accepted", "word", "detail", "rank"]
        for number in 0..<6 { #expect(try has(candidate, in: ".candidates[\(number)]", result.output)) }
        #expect(try JQ.query(".index.digest", result.output) == image.digest)
        #expect(try JQ.query(".image", result.output) == reference)
        #expect(
            try JQ.query("[.candidates[].digest]", result.output)
                == JSONText.array(
                    image.children.map { .string($0.digest) }
                ).text)
        #expect(try JQ.query("[.candidates[] | select(.accepted)] | length", result.output) == "3")
    }

    @Test(arguments: [["--host", "windows-server-2019"], ["--platform", "linux/s390x"], ["--host", "z15"]])
    func `no match ends in 3, naming wanted, offered and nearest, and a command that works`(options: [String]) throws {
        let result = try resolve.run(["explain", reference] + options)
        #expect(result.status == 3, "\(result.errors)")
        #expect(result.output.contains("chosen  none"))
        #expect(result.errors.contains("; nearest: linux/"))
        #expect(result.errors.contains("  wanted: "))
        #expect(result.errors.contains(options[1]) || result.errors.contains("from --platform"))
        #expect(result.errors.contains("  offered:"))
        for platform in SampleImages.sixPlatformNames { #expect(result.errors.contains(platform.text)) }

        let json = try resolve.run(["explain", reference, "--json"] + options)
        #expect(json.status == 3)
        #expect(try JQ.query(".chosen", json.output) == "null")
        #expect(try JQ.query(".error | .code, .exit, .retryable", json.errors) == "no-match\n3\nfalse")
        let command = try JQ.query(".error.command", json.errors)
        #expect(result.errors.contains("; for another machine: resolve explain --platform "))
        let words = command.split(separator: " ").map(String.init)
        #expect(words.first == "resolve")
        let pulled = try resolve.run(Array(words.dropFirst()) + ["-q", "-o", "out"])
        #expect(pulled.status == 0, "\(command): \(pulled.errors)")
    }

    @Test func `a Windows server takes the build that its kernel runs`() throws {
        let windows = SampleImages.windows()
        try registry.push(windows, to: "team/windows:1")
        let windowsReference = registry.reference("team/windows:1")
        let old = try resolve.run("digest", windowsReference, "--host", "windows-server-2019")
        #expect(old.output.contains(windows.child(0).digest), "\(old.errors)")
        let newer = try resolve.run("digest", windowsReference, "--host", "windows-server-2022")
        let builds = [windows.child(1).digest, windows.child(2).digest]
        #expect(builds.contains { newer.output.contains($0) }, "\(newer.output)\(newer.errors)")
    }

    private func has(_ keys: [String], in path: String, _ text: String) throws -> Bool {
        let wanted = JSONText.array(keys.map { .string($0) }).text
        return try JQ.query("\(path) | keys as $k | \(wanted) - $k", text) == "[]"
    }
}
