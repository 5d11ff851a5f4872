import Foundation
import TestSupport
import Testing

struct WhyCommandTests {
    private let builder = ImageBuilder()

    /// An image of one layer in a layout of its own; the value for `resolve`.
    private func image(
        _ files: [LayerFile], command: [String] = ["/app"], platform: SamplePlatform = "linux/amd64",
        in folder: TemporaryFolder
    ) throws -> String {
        let image = builder.image(platform, layers: [builder.layer(files)], command: command)
        return "oci:" + (try image.writeLayout(to: folder, tag: "1"))
    }

    private func why(_ image: String, _ arguments: String...) throws -> ProgramResult {
        try Command.run(["why", "--host", "github-runner-amd64"] + arguments + [image])
    }

    @Test func `a program for another architecture is named with its remedy`() throws {
        let folder = try TemporaryFolder()
        let image = try image(
            [.file("app", "#!/bin/sh\n", mode: 0o755), try SampleProgram.file("bin/sh", "busybox-arm64")], in: folder)
        let result = try why(image)
        #expect(result.errors == "")
        #expect(result.status == 0)
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(
            lines.contains(
                "cause   /app is a script for /bin/sh, which does not start: it was built for arm64, not for amd64"))
        #expect(lines.contains("says    exec format error"))
        #expect(lines.contains { $0.hasPrefix("remedy  build the interpreter for amd64") })
        #expect(lines.last == "result   it does not start")
        #expect(try why(image, "-q").output == "architecture\n")
    }

    @Test func `--exit-code ends with 4 if the image does not start`() throws {
        let folder = try TemporaryFolder()
        let wrong = try image([try SampleProgram.file("app", "busybox-arm64")], in: folder)
        let result = try why(wrong, "--exit-code")
        #expect(result.status == 4)
        #expect(result.errors.contains("/app does not start: it was built for arm64, not for amd64"))
        let other = try TemporaryFolder()
        let right = try image([try SampleProgram.file("app", "busybox-amd64")], in: other)
        let started = try why(right, "--exit-code")
        #expect(started.status == 0)
        #expect(started.output.hasSuffix("result   nothing speaks against its start\n"))
    }

    @Test func `--json prints the steps, the causes and the host`() throws {
        let folder = try TemporaryFolder()
        let image = try image(
            [
                try SampleProgram.file("usr/bin/app", "dynamic-amd64"), .symbolicLink("app", to: "usr/bin/app"),
                .folder("lib"),
            ], in: folder)
        let report = try JSONObject(try why(image, "--json").output)
        #expect(report.members["starts"] as? Bool == false)
        let steps = report.objects("steps")
        #expect(steps.map { $0.text("step") } == ["program", "loader"])
        #expect(steps.first?.text("realPath") == "/usr/bin/app")
        #expect(steps.first?.text("content")?.hasSuffix("for amd64") == true)
        let finding = try #require(report.objects("findings").first)
        #expect(finding.text("cause") == "missing-loader")
        #expect(finding.text("severity") == "failure")
        #expect(finding.text("symptom") == "no such file or directory")
        #expect(report.object("host")?.text("architecture") == "amd64")
    }

    @Test func `a path is looked up in the image, and similar ones are named`() throws {
        let folder = try TemporaryFolder()
        let image = try image(
            [try SampleProgram.file("usr/local/bin/server", "busybox-amd64"), .file("bin/x", "x")], in: folder)
        let result = try Command.run("why", "--platform", "linux/amd64", image, "/usr/bin/server")
        #expect(result.output.contains("cause   /usr/bin/server is not in the image"))
        #expect(result.output.contains("similar  /usr/local/bin/server"))
        let misspelt = try Command.run("why", "--platform", "linux/amd64", image, "/usr/local/bin/sevrer")
        #expect(misspelt.output.contains("similar  /usr/local/bin/server"))
        let shorter = try Command.run("why", "--platform", "linux/amd64", image, "/usr/local/bin/serv")
        #expect(shorter.output.contains("similar  /usr/local/bin/server"))
        let found = try Command.run("why", "--platform", "linux/amd64", image, "server")
        #expect(found.output.contains("result   nothing speaks against its start"))
    }

    @Test func `a host that does not run the platform is a cause`() throws {
        let folder = try TemporaryFolder()
        let image = try image(
            [try SampleProgram.file("app", "busybox-s390x")], platform: "linux/s390x", in: folder)
        let result = try why(image, "-q")
        #expect(result.output == "no-emulator\n")
    }

    @Test func `a host for which the program was built runs it, whatever the image claims`() throws {
        let folder = try TemporaryFolder()
        let image = try image([try SampleProgram.file("app", "busybox-amd64")], platform: "linux/arm64", in: folder)
        let result = try why(image)
        #expect(result.output.contains("cause   /app does not start: it was built for amd64, not for arm64"))
        #expect(result.output.contains("runs the program all the same"))
        #expect(!result.output.contains("qemu"))
    }

    @Test(arguments: [("POCF", "starts\n", "note"), ("P", "emulator-outside\n", "cause")])
    func `an emulator without the flag F is a cause`(flags: String, brief: String, word: String) throws {
        let folder = try TemporaryFolder()
        let recording = try Fixtures.text("recordings/amd64-v3-qemu.json").replacing(
            "flags: POCF", with: "flags: \(flags)")
        let host = try folder.write("host.json", Array(recording.utf8))
        let layout = try TemporaryFolder()
        let image = try image(
            [try SampleProgram.file("app", "busybox-arm64")], platform: "linux/arm64", in: layout)
        #expect(try Command.run("why", "-q", "--host", host, image).output == brief)
        let result = try Command.run("why", "--host", host, image)
        #expect(result.output.contains("\(word)"))
        #expect(result.output.contains("qemu-aarch64"))
    }

    @Test func `a text is explained without an image`() throws {
        let result = try Command.run("why", "--error", "exec /docker-entrypoint.sh: exec format error")
        #expect(result.status == 0)
        #expect(result.errors == "")
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "likely  cause")
        #expect(lines.dropFirst().first?.contains("was built for another architecture") == true)
        #expect(lines.contains("next     resolve why IMAGE /docker-entrypoint.sh"))
        #expect(lines.contains("next     resolve check IMAGE"))
        let unknown = try Command.run("why", "--error", "it does not work", "--json")
        let answer = try JSONObject(unknown.output)
        #expect(answer.keys == ["error"] && answer.object("error") == nil)
    }

    @Test func `layers that are not those of the config are a cause, although the program would start`() throws {
        let folder = try TemporaryFolder()
        let layer = builder.layer([try SampleProgram.file("app", "busybox-amd64")])
        let other = builder.layer([.file("a", "1")])
        for (listed, sentence) in [
            ([other], "its uncompressed layer is not the one that the config lists"),
            ([layer, other], "its manifest lists 1 layer, and its config 2"),
        ] {
            let config = try #require(builder.image("linux/amd64", layers: listed, command: ["/app"]).config)
            let image = builder.image(config: config, layers: [layer.blob])
            let source = "oci:" + (try image.writeLayout(to: folder, name: "\(listed.count)", tag: "1"))
            let result = try why(source)
            #expect(result.output.contains("cause   \(sentence)\n"))
            #expect(try why(source, "-q").output == "wrong-layers\n")
        }
    }

    @Test func `if a layer is absent, as foreign ones may be, the result is not known`() throws {
        let folder = try TemporaryFolder()
        let layer = builder.layer([try SampleProgram.file("app", "busybox-amd64")])
        let foreign = builder.layer([.file("a", "1")])
        let config = try #require(builder.image("linux/amd64", layers: [foreign, layer], command: ["/app"]).config)
        let type = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
        let image = builder.image(
            config: config, layers: [SampleBlob(mediaType: type, bytes: foreign.blob.bytes), layer.blob])
        let layout = try image.writeLayout(to: folder, tag: "1")
        try FileManager.default.removeItem(atPath: layout + "/blobs/" + foreign.blob.digest.replacing(":", with: "/"))
        let result = try why("oci:" + layout)
        #expect(result.output.hasSuffix("result   it cannot be told, because a layer is absent\n"))
        #expect(try why("oci:" + layout, "-q").output == "unknown\n")
        let report = try JSONObject(try why("oci:" + layout, "--json").output)
        #expect(report.keys.contains("starts") && report.members["starts"] as? Bool == nil)
    }

    @Test func `a text may begin with a hyphen, as that of a login shell does`() throws {
        let text = "-bash: ./run.sh: /bin/bash^M: bad interpreter: No such file or directory"
        #expect(try Command.run("why", "-q", "--error", text).output.hasPrefix("carriage-return\n"))
    }

    @Test(arguments: [["why"], ["why", "--exit-code", "--error", "exec format error"]])
    func `an image or a text is necessary`(arguments: [String]) throws {
        #expect(try Command.run(arguments).status == 64)
    }
}
