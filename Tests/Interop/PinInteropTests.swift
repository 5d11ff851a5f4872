import Foundation
import TestSupport
import Testing

/// `resolve check --pins`, and what other commands say about a digest, with Debian's docker-registry.
@Suite struct PinInteropTests {
    private let registry: LocalRegistry
    private let resolve: Resolve
    private let image = SampleImages.sixPlatforms()
    private let single = SampleImages.single("linux/arm64")
    private let newer = SampleImages.amd64Levels()

    init() throws {
        registry = try LocalRegistry()
        resolve = try Resolve()
        try registry.push(image, to: "team/app:1")
        try registry.push(single, to: "team/one:1")
        try registry.push(image, to: "team/moved:1")
        try registry.push(newer, to: "team/moved:1")
    }

    /// The amd64 entry of the list.
    private var child: String { image.child(0).digest }
    /// `host:port/team`.
    private var team: String { registry.reference("team") }

    private func write(_ name: String, _ text: String) throws {
        try resolve.home.write(name, text)
    }

    private func read(_ name: String) throws -> String {
        try String(contentsOfFile: resolve.home.file(name), encoding: .utf8)
    }

    /// Files with a child pin each, and the same files with the list's digest.
    private func files(_ digest: String) -> [String: String] {
        [
            "Dockerfile": """
            # syntax=docker/dockerfile:1\r
            ARG BASE=\(team)/app:1@\(digest)\r
            FROM --platform=$BUILDPLATFORM ${BASE} AS build\r
            FROM \(team)/app:1@\(image.digest) # a list\r

            """,
            "compose.yaml": """
            x-app: &app
            \u{20}   image:   '\(team)/app:1@\(digest)'\t# ä
            services: {web: {<<: *app}, db: {image: "postgres:16"}}

            """,
            "values.yaml": """
            image:
              registry: \(registry.authority)
              repository: team/app   # the app
              tag: "1"
              digest: "\(digest)"

            """,
            "images.txt": "\(team)/app:1@\(digest) --platform=linux/amd64\n\(team)/one:1\n",
        ]
    }

    @Test func `pins of one entry are found with their list, and rewritten without another change`() throws {
        let names = ["Dockerfile", "compose.yaml", "values.yaml", "images.txt"]
        for (name, text) in files(child) { try write(name, text) }
        let found = try resolve.run(["check", "--pins"] + names)
        #expect(found.status == 4, "\(found.errors)")
        let error =
            "error: one platform's image (linux/amd64), an entry of the list \(image.digest); pin \(team)/app:1@\(image.digest)"
        for place in ["Dockerfile:2", "compose.yaml:2", "values.yaml:5", "images.txt:1"] {
            #expect(found.output.contains("\(place): \(team)/app:1@\(child): \(error)\n"), "\(found.output)")
        }
        #expect(found.output.contains("Dockerfile:4: \(team)/app:1@\(image.digest): a list\n"))
        #expect(found.errors.contains("5 pins: 1 of lists, 4 of one entry of a list; 3 images without a digest\n"))
        #expect(found.errors.contains("--fix"))
        // Each reference is asked for once, although it occurs four times.
        #expect(
            registry.requests.filter { $0.method == "GET" && $0.target.hasSuffix("/manifests/\(child)") }.count == 1)
        #expect(!registry.requests.contains { $0.target.contains("/blobs/") && $0.method == "GET" && $0.status == 200 })
        #expect(try names.allSatisfy { try read($0) == files(child)[$0] })

        try FileManager.default.setAttributes(
            [.posixPermissions: 0o640], ofItemAtPath: resolve.home.file("values.yaml"))
        try FileManager.default.createSymbolicLink(
            atPath: resolve.home.file("link.yaml"), withDestinationPath: "values.yaml")
        let linked = names.map { $0 == "values.yaml" ? "link.yaml" : $0 }
        let fixed = try resolve.run(["check", "--fix", "--pins"] + linked)
        #expect(fixed.status == 0, "\(fixed.errors)")
        #expect(fixed.output.contains("link.yaml:5: \(team)/app:1@\(child): one platform's image (linux/amd64)"))
        #expect(fixed.output.contains("; rewritten to \(team)/app:1@\(image.digest)\n"))
        for (name, text) in files(image.digest) { #expect(try read(name) == text, "\(name)") }
        let attributes = try FileManager.default.attributesOfItem(atPath: resolve.home.file("values.yaml"))
        #expect(attributes[.posixPermissions] as? Int == 0o640)
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: resolve.home.file("link.yaml")) == "values.yaml")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: resolve.home.path).allSatisfy { !$0.hasSuffix(".part") }
        )

        let again = try resolve.run(["check", "--fix", "-q", "--pins"] + linked)
        #expect(again.status == 0 && again.output.isEmpty && again.errors.isEmpty, "\(again.output)\(again.errors)")
    }

    @Test func `lists, images without a list and moved tags pass, with a word about each`() throws {
        // The newer list has no entry for it.
        let riscv = image.child(5).digest
        try write(
            "list",
            """
            \(team)/app@\(image.digest)
            \(team)/one:1@\(single.digest)
            \(team)/app@\(child)
            \(team)/moved:1@\(image.digest)
            \(team)/moved:1@\(riscv)
            \(team)/app:gone@\(child)
            $X/app@\(child)

            """)
        let result = try resolve.run("check", "--pins", "list")
        #expect(result.status == 0, "\(result.errors)")
        let moved = "and the tag '1' now names another, \(newer.digest)"
        let unknown = "warning: one platform's image (linux/amd64); no tag beside it says of which list, if any"
        #expect(
            result.output == """
                list:1: \(team)/app@\(image.digest): a list
                list:2: \(team)/one:1@\(single.digest): one platform's image (linux/arm64); there is no list
                list:3: \(team)/app@\(child): \(unknown)
                list:4: \(team)/moved:1@\(image.digest): warning: a list, \(moved)
                list:5: \(team)/moved:1@\(riscv): warning: one platform's image (linux/riscv64), \(moved)
                list:6: \(team)/app:gone@\(child): \(unknown)
                list:7: X/app@\(child): not checked: its name has a variable or a template

                """)
        let json = try resolve.run("check", "--json", "--pins", "list")
        let words = try JQ.query("[.files[0].pins[] | .word + \" \" + .kind] | join(\",\")", json.output)
        #expect(
            words == "list index,single manifest,unknown manifest,moved index,moved manifest,unknown manifest",
            "\(json.output)")
        #expect(try JQ.query(".files[0].pins[3].current", json.output) == newer.digest)
        #expect(try JQ.query(".files[0].pins[1].platform.architecture", json.output) == "arm64")
        #expect(try JQ.query(".passed", json.output) == "true")
        #expect(try JQ.query(".files[0].unchecked[0].line", json.output) == "7")
    }

    @Test func `what cannot be asked ends with its own status, and changes nothing`() throws {
        let absent = "sha256:" + String(repeating: "0", count: 64)
        let closed = "127.0.0.1:1/x:1@\(absent)"
        try write("absent", "\(team)/app:1@\(absent)\n")
        try write("closed", "\(closed)\n")
        try write("bad.yaml", "image: \(team)/app:1@\(child)\na: [\n")
        try write("template.yaml", "{{ if x }}\nimage: x\n{{ end }}\n")
        try write("child", "\(team)/app:1@\(child)\n")
        let rows: [(arguments: [String], status: Int32, words: String)] = [
            (["absent"], 6, "list:"), (["closed"], 9, "closed:1: \(closed): not checked: "),
            (["nothing"], 6, "'nothing' cannot be read: No such file"),
            (["."], 10, "'.' cannot be read: Is a directory"),
            (["bad.yaml"], 11, "bad.yaml:3:1: not valid YAML: "), (["template.yaml"], 11, "helm template"),
            (["absent", "closed", "nothing"], 12, "3 files or pins could not be checked"),
            // What is wrong comes before what is not known.
            (["child", "closed", "bad.yaml"], 4, "bad.yaml:3:1: not valid YAML: "),
        ]
        for row in rows {
            let result = try resolve.run(["check", "--retries", "0", "--pins"] + row.arguments)
            #expect(result.status == row.status, "\(row.arguments): \(result.errors)")
            let words = row.arguments == ["absent"] ? "absent:1: \(team)/app:1@\(absent): not checked: " : row.words
            #expect((result.output + result.errors).contains(words), "\(result.output)\(result.errors)")
        }
        let before = try (read("absent"), read("closed"))
        #expect(try resolve.run("check", "--fix", "--retries", "0", "--pins", "absent", "closed").status == 12)
        #expect(try (read("absent"), read("closed")) == before)
        #expect(try resolve.run("check", "--pins", "child", "--offline").status == 64)
    }

    @Test(arguments: [["check"], ["check", "--fix", "x"], ["check", "x", "--pins", "y"]])
    func `pins need files, and an image excludes them`(arguments: [String]) throws {
        #expect(try resolve.run(arguments).status == 64)
    }

    // A pin of one platform's image works on the machine that made it, and on no other.
    @Test func `digest, explain, inspect and pull say that a digest is that of one entry`() throws {
        let pinned = "\(team)/app:1@\(child)"
        let advice = "in the list \(image.digest), which the tag '1' names; pin \(team)/app:1@\(image.digest)"
        let digest = try resolve.run("digest", pinned, "--host", "amd64-v3")
        #expect(digest.output == child + "\n")
        #expect(
            digest.errors.contains("the digest in its name is that of one platform's image (linux/amd64) \(advice)"))
        let explain = try resolve.run("explain", pinned, "--host", "amd64-v3")
        #expect(explain.status == 0 && explain.errors.contains(advice), "\(explain.errors)")
        #expect(explain.output.contains("kind    one manifest, an entry of the list \(image.digest)\n"))
        let json = try resolve.run("explain", pinned, "--host", "amd64-v3", "--json")
        #expect(try JQ.query(".kind + \" \" + .list", json.output) == "manifest \(image.digest)")
        let list = try resolve.run("digest", "\(team)/app:1", "--host", "amd64-v3", "--json")
        #expect(
            try JQ.query(".kind + \" \" + .index + \" \" + .manifest", list.output) == "index \(image.digest) \(child)")
        let plain = try resolve.run("digest", "\(team)/app:1", "--host", "amd64-v3")
        #expect(plain.output == child + "\n" && plain.errors.isEmpty)
        let verbose = try resolve.run("digest", "-v", "\(team)/app:1", "--host", "amd64-v3")
        #expect(verbose.output == child + "\n")
        #expect(
            verbose.errors.contains(
                "the digest of linux/amd64 alone; the list's, for all platforms, is \(image.digest)"))
        #expect(try resolve.run("inspect", pinned).output.contains("kind    one manifest\n"))
        #expect(try resolve.run("inspect", "\(team)/app:1").output.contains("kind    list\n"))

        let note = "the digest in its name is that of one platform's image (linux/amd64), not of a list"
        let wrong = try resolve.run("pull", pinned, "--host", "graviton3")
        #expect(wrong.status == 3)
        #expect(wrong.errors.contains("the tag '1' refers to \(image.digest)") && wrong.errors.contains(note))
        let tags = registry.requests.filter { $0.target.hasSuffix("/team/app/manifests/1") && $0.method == "GET" }.count
        let pull = try resolve.run("pull", pinned, "--host", "amd64-v3")
        #expect(pull.status == 0 && pull.errors.contains(note), "\(pull.errors)")
        #expect(
            registry.requests.filter { $0.target.hasSuffix("/team/app/manifests/1") && $0.method == "GET" }.count
                == tags)
        // The tag itself names this image, so no list is better.
        let lone = try resolve.run("pull", "\(team)/one:1@\(single.digest)", "--host", "graviton3")
        #expect(lone.status == 0 && !lone.errors.contains("not of a list"), "\(lone.errors)")
        #expect(
            try resolve.run("pull", "\(team)/app:1", "--host", "amd64-v3", "-o", "x").errors.contains("list") == false)
    }
}
