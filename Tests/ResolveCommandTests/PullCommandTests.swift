import Foundation
import TestSupport
import Testing

struct PullCommandTests {
    private let registry: MisbehavingRegistry
    private let image = SampleImages.sixPlatforms()

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1"])
    }

    private func line(_ child: Int) -> String {
        "\(registry.authority)/team/app@\(image.child(child).digest)"
    }

    @Test func `a pull prints the reference of the platform's manifest, and nothing else on stdout`() throws {
        let folder = try TemporaryFolder()
        let result = try Command.run(
            "pull", registry.reference("team/app:1"), "--platform", "linux/arm64", "-o", folder.file("out"))
        #expect(result.status == 0)
        #expect(result.output == line(1) + "\n")
        #expect(result.errors.contains("done, "))
        #expect(FileManager.default.fileExists(atPath: folder.file("out/index.json")))
    }

    @Test(.userCase("N7")) func `an output may name the image that it lists`() throws {
        let folder = try TemporaryFolder()
        let output = "oci:" + folder.file("out") + ":kept"
        for _ in 0..<2 {
            let result = try Command.run(
                "pull", registry.reference("team/app:1"), "--platform", "linux/arm64", "-o", output)
            #expect(result.status == 0)
        }
        let index = try JSONObject(try String(contentsOfFile: folder.file("out/index.json"), encoding: .utf8))
        let names = index.objects("manifests").map {
            $0.object("annotations")?.text("org.opencontainers.image.ref.name")
        }
        #expect(names == ["kept"])
        let digest = try Command.run("digest", output, "--platform", "linux/arm64").output
        #expect(digest == image.child(1).digest + "\n")
    }

    @Test(.userCase("N7"), arguments: [("notes.txt", 64), (".git/config", 0), ("blobs/sha256/.keep", 0)])
    func `a directory that is not empty and not a layout is refused before any request`(
        file: String, status: Int32
    ) throws {
        let folder = try TemporaryFolder()
        try folder.write("out/" + file, "x")
        let result = try Command.run(
            "pull", registry.reference("team/app:1"), "--platform", "linux/arm64", "-o", folder.file("out"))
        #expect(result.status == status)
        guard status != 0 else { return }
        #expect(result.errors.contains("is not an OCI layout and not empty: it contains '\(file)'"))
        #expect(registry.log.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("out")) == [file])
    }

    // A hint must not recommend what does not run here.
    @Test(.userCase("N1"))
    func `for a host that cannot run the image, the hint says so, and repeats the command as typed`() throws {
        let home = try TemporaryFolder()
        let reference = registry.reference("team/app:1")
        for command in [["pull", "-o", home.file("out"), reference], ["digest", reference, "-q"]] {
            let result = try Command.run(command + ["--host", "loongson-3a5000"])
            let words =
                [command[0], "--platform", "linux/amd64"] + command.dropFirst() + ["--host", "loongson-3a5000"]
            #expect(result.status == 3)
            let purpose = command[0] == "pull" ? "to fetch it " : ""
            let hint = "host 'loongson-3a5000' cannot run the image; \(purpose)for another machine: resolve "
            #expect(
                result.errors.hasSuffix("  hint: " + hint + words.joined(separator: " ") + "\n"), "\(result.errors)")
        }
    }

    @Test(.userCase("N1")) func `a platform that is typed is replaced in the hint, and what it advises works`() throws {
        let reference = registry.reference("team/app:1")
        let failed = try Command.run("digest", "--platform=linux/s390x", reference)
        #expect(failed.status == 3)
        let command = "resolve digest --platform linux/amd64 \(reference)"
        let sentence = "the image does not run on the wanted platform; for another machine: \(command)"
        #expect(failed.errors.hasSuffix("  hint: \(sentence)\n"), "\(failed.errors)")
        let words = command.split(separator: " ").dropFirst().map(String.init)
        #expect(try Command.run(words).output == image.child(0).digest + "\n")
    }

    @Test(.userCase("N16")) func `a pull that waits for another process says so`() throws {
        let slow = try MisbehavingRegistry()
        slow.add(SampleImages.single("linux/amd64", layerSize: 3 << 20), to: "app", tags: ["1"])
        slow.misbehave(on: .matching("/blobs/"), .slow(bytesPerSecond: 1 << 20))
        let home = try TemporaryFolder()
        let arguments = ["pull", slow.reference("app:1"), "--platform", "linux/amd64", "-o", home.file("out")]
        let first = try Command.start(
            arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5], home: home)
        try first.waitForLine(containing: " blob", in: .stderr)
        usleep(500_000)
        let second = try Command.run(arguments)
        #expect(second.status == 0)
        let sentence = "note: \(slow.reference("app:1")): waiting for another process, which is fetching blob sha256:"
        #expect(second.errors.contains(sentence), "\(second.errors)")
        #expect(first.wait(timeoutSeconds: 20).status == 0)
    }

    @Test(.userCase("N16")) func `a list without an image is an error`() throws {
        let result = try Command.run("pull", "--file", "-", stdin: "# nothing yet\n\n")
        #expect(result.status == 64)
        #expect(result.errors == "resolve: stdin names no image\n")
    }

    @Test func `quiet prints the result only`() throws {
        let folder = try TemporaryFolder()
        let result = try Command.run(
            "pull", "-q", registry.reference("team/app:1"), "--platform", "linux/386", "-o", "oci:" + folder.file("out")
        )
        #expect(result.output == line(4) + "\n")
        #expect(result.errors == "")
    }

    @Test func `JSON is one object per image, with all documented keys`() throws {
        let folder = try TemporaryFolder()
        let result = try Command.run(
            "pull", registry.reference("team/app:1"), "--json", "--platform", "linux/arm/v6", "--platform",
            "linux/amd64",
            "-o", folder.file("out"))
        #expect(result.errors == "")
        let images = try result.output.split(separator: "\n").map { try JSONObject($0) }
        #expect(images.map { $0.text("digest") } == [image.child(3).digest, image.child(0).digest])
        let contract = [
            "image", "digest", "index", "platform", "word", "bytes", "bytesFromCache", "bytesResumed", "cacheVerified",
            "seconds", "output",
        ]
        for image in images { #expect(Set(contract).isSubset(of: image.keys)) }
        #expect(images[0].text("index") == image.digest)
        #expect(images[0].object("platform")?.text("variant") == "v6")
    }

    @Test func `a list of images has its own platforms, and comments`() throws {
        let folder = try TemporaryFolder()
        let reference = registry.reference("team/app:1")
        let list = "# images\n\(reference) --platform=linux/riscv64\n\n\(reference) --platform=linux/arm/v7 # two\n"
        let result = try Command.run(
            "pull", "-q", "--file", "-", "-o", folder.file("out"), stdin: list)
        #expect(result.status == 0)
        #expect(result.output == line(5) + "\n" + line(2) + "\n")
    }

    @Test func `a malformed list is refused before any request`() throws {
        let result = try Command.run("pull", "--file", "-", stdin: "\(registry.reference("team/app:1"))\na b\n")
        #expect(result.status == 11)
        #expect(result.errors.contains("line 2: 'b'"))
        #expect(registry.log.isEmpty)
    }

    @Test(.userCase("Q1")) func `several images end with a table, in the order of the command`() throws {
        let folder = try TemporaryFolder()
        let reference = registry.reference("team/app:1")
        let list = [reference, registry.reference("team/none:1"), reference + "@" + image.digest]
        let arguments = ["pull"] + list + ["--platform", "linux/amd64", "--keep-going", "-o", folder.file("out")]
        let result = try Command.run(arguments)
        #expect(result.status == 12)
        let lines = result.errors.split(separator: "\n").map(String.init)
        let start = try #require(lines.firstIndex { $0.hasPrefix("image ") })
        let rows = lines[start...].prefix(4).map { $0.split(separator: " ", omittingEmptySubsequences: true) }
        #expect(rows[0] == ["image", "platform", "digest", "received", "present", "time", "outcome"])
        #expect(rows.dropFirst().map { String($0[0]) } == list)
        #expect(lines[start + 2].hasSuffix("failed: not-found, exit status 6"))
        #expect(lines[start + 1].contains(" linux/amd64  \(image.child(0).digest.dropFirst(7).prefix(12))  "))
        for options in [["-q"], ["--json"], ["--progress", "none"]] {
            let other = try Command.run(arguments + options)
            #expect(!other.errors.contains("outcome"), "\(options): \(other.errors)")
        }
    }

    @Test(.userCase("Q2")) func `a pull with --splay says how long it waits, and a signal ends the wait`() throws {
        let home = try TemporaryFolder()
        let reference = registry.reference("team/app:1")
        let short = try Command.run(
            "pull", reference, "--platform", "linux/amd64", "--splay", "0.01", "-o", home.file("out"))
        #expect(short.status == 0)
        #expect(short.errors.contains(/note: waiting \d+ ms before the first request \(--splay\)/))
        registry.clearLog()
        let long = try Command.start("pull", reference, "--splay", "86400", home: home)
        try long.waitForLine(containing: "before the first request", in: .stderr)
        long.send(signal: SIGINT)
        #expect(long.wait(timeoutSeconds: 10).status == 130)
        #expect(registry.log.isEmpty)
        #expect(try Command.run("pull", reference, "--splay", "-1").status == 64)
    }

    @Test(.userCase("Q3")) func `what is not an image is named, and pulled to a layout with --artifact`() throws {
        let folder = try TemporaryFolder()
        let config = SampleBlob(mediaType: "application/vnd.cncf.helm.config.v1+json", bytes: Array("{}".utf8))
        let content = SampleBlob(mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip", bytes: [1, 2, 3])
        let chart = ImageBuilder().image(config: config, layers: [content])
        registry.add(chart, to: "team/chart", tags: ["1"])
        let arguments = ["pull", registry.reference("team/chart:1"), "-o", folder.file("out")]
        let refused = try Command.run(arguments)
        #expect(refused.status == 3)
        #expect(
            refused.errors.contains(
                "not an image, but a Helm chart: its config media type is 'application/vnd.cncf.helm"))
        #expect(refused.errors.contains("hint: resolve pull --artifact pulls it to the local store or, with -o oci:"))
        let pulled = try Command.run(arguments + ["--artifact"])
        #expect(pulled.status == 0, "\(pulled.errors)")
        #expect(pulled.output == "\(registry.reference("team/chart"))@\(chart.digest)\n")
    }

    @Test func `a retry names the image that it is for`() throws {
        registry.misbehave(on: "/manifests/1", hits: 1...1, .status(500))
        let reference = registry.reference("team/app:1")
        let result = try Command.run("plan", reference, "--progress", "plain")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("\(reference): manifest '1': status 500; retrying in "), "\(result.errors)")
    }

    @Test func `the first failure of several images ends the command, and the status is 12`() throws {
        let folder = try TemporaryFolder()
        let reference = registry.reference("team/app:1")
        let arguments = ["pull", reference, registry.reference("team/none:1"), reference, "--platform", "linux/amd64"]
        let stopped = try Command.run(arguments + ["-o", folder.file("a")])
        #expect(stopped.status == 12)
        #expect(stopped.output == line(0) + "\n")
        #expect(stopped.errors.contains("1 of 3 images failed, 1 not pulled"))
        let whole = try Command.run(arguments + ["-o", folder.file("b"), "--keep-going", "--json"])
        #expect(whole.status == 12)
        #expect(whole.output.split(separator: "\n").count == 2)
        let errors = try whole.errors.split(separator: "\n").compactMap { try JSONObject($0).object("error") }
        #expect(errors.map { $0.text("code") } == ["not-found", "partial"])
        #expect(errors.map { $0.number("exit") } == [6, 12])
        #expect(errors[0].text("image") == registry.reference("team/none:1"))
    }

    @Test(
        arguments: [
            ("/manifests/", Fault.status(404), 6), ("/manifests/", .status(401), 7), ("/manifests/", .status(403), 7),
            ("/manifests/", .status(429), 8), ("/manifests/", .status(500), 9), ("/manifests/", .html, 11),
            ("/blobs/", .flipped(at: 3), 5), ("/blobs/", .cut(after: 5), 9), ("/blobs/", .status(404), 6),
        ] as [(String, Fault, Int32)])
    func `a failing registry ends the pull with the status of the failure`(
        path: String, fault: Fault, status: Int32
    ) throws {
        let folder = try TemporaryFolder()
        registry.misbehave(on: .matching(path), fault)
        let result = try Command.run(
            "pull", registry.reference("team/app:1"), "--platform", "linux/amd64", "--retries", "0", "--json", "-o",
            folder.file("out"))
        #expect(result.status == status)
        #expect(result.output == "")
        let error = try #require(try JSONObject(result.errors).object("error"))
        #expect(error.number("exit") == Int(status))
        #expect(error.text("registry") == registry.authority)
    }

    @Test func `a no-match names every entry in a table, and fetches no blob`() throws {
        let result = try Command.run("pull", registry.reference("team/app:1"), "--platform", "linux/s390x")
        #expect(result.status == 3)
        for platform in SampleImages.sixPlatformNames { #expect(result.errors.contains("    \(platform.text) ")) }
        #expect(result.errors.contains("wanted: linux/s390x, from --platform"))
        #expect(registry.requests(to: .matching("/blobs/")).isEmpty)
    }

    @Test func `JSON progress is one event per line on stderr`() throws {
        let folder = try TemporaryFolder()
        let result = try Command.run(
            "pull", registry.reference("team/app:1"), "--progress", "json", "--platform", "linux/arm64", "-o",
            folder.file("out"))
        #expect(result.status == 0)
        let events = try result.errors.split(separator: "\n").map { try JSONObject($0).text("event") }
        #expect(events.first == "resolved")
        #expect(events.last == "done")
        #expect(events.contains("blob-start"))
        #expect(events.contains("blob-done"))
    }

    @Test func `verbose prints each request without secrets`() throws {
        let folder = try TemporaryFolder()
        let result = try Command.run(
            "pull", "-v", registry.reference("team/app:1"), "--platform", "linux/arm64", "-o", folder.file("out"))
        #expect(result.errors.split(separator: "\n").filter { $0.hasPrefix("GET ") }.count == registry.log.count)
    }
}
