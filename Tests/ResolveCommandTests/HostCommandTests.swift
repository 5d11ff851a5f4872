import Foundation
import TestSupport
import Testing

struct HostCommandTests {
    @Test func `a named host is read from its recording`() throws {
        let result = try Command.run("host", "--host", "raspberry-pi-zero", "--json")
        #expect(result.status == 0)
        #expect(result.errors == "")
        let host = try JSONObject(result.output)
        #expect(host.keys == ["accepts", "emulators", "facts", "notes", "platform"])
        #expect(host.object("platform")?.text("architecture") == "arm")
        #expect(host.object("platform")?.text("variant") == "v6")
        #expect(host.objects("accepts").first?.text("word") == "exact")
        let fact = try #require(host.objects("facts").first)
        #expect(fact.keys == ["name", "raw", "source", "status", "value"])
    }

    @Test func `a recording of this machine gives the same result as this machine`() throws {
        let folder = try TemporaryFolder()
        let recording = folder.file("host.json")
        let recorded = try Command.run("host", "--record", recording)
        #expect(recorded.status == 0)
        #expect(recorded.errors.contains(recording))
        let here = try Command.run("host", "--json").output
        #expect(try Command.run("host", "--host", recording, "--json").output == here)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["host.json"])
    }

    @Test func `an image is chosen for a recorded machine as on the machine`() throws {
        let folder = try TemporaryFolder()
        try Data(Command.run("host", "--record", "-").stdout).write(to: URL(fileURLWithPath: folder.file("host.json")))
        let list = Fixtures.root + "/documents/indexes/hello-world.json"
        let here = try JSONObject(Command.run("explain", "--index-file", list, "--json").output)
        let there = try JSONObject(
            Command.run("explain", "--index-file", list, "--host", "host.json", "--json", directory: folder.path).output
        )
        #expect(here.object("chosen") != nil)
        #expect(there.object("chosen")?.text("digest") == here.object("chosen")?.text("digest"))
        #expect(
            there.objects("candidates").map { $0.text("word") } == here.objects("candidates").map { $0.text("word") })
    }

    @Test(arguments: [
        ("", "'bad.json': the recording is not JSON"), ("{", "'bad.json': the recording is not JSON"),
        ("[]", "'bad.json': the recording is not a JSON object with 'format', 'os' and 'probes'"),
        (#"{"format":2,"os":"linux","probes":{}}"#, "'bad.json': the recording has format 2, not 1"),
        (#"{"format":1,"os":"linux"}"#, "'bad.json': the recording has no 'probes'"),
        (#"{"format":1,"os":"","probes":{}}"#, "'bad.json': 'os' in the recording is empty"),
        (#"{"format":1,"os":"linux","probes":{"AT_HWCAP":{"a":{}}}}"#, "'bad.json': 'AT_HWCAP' in the recording has"),
    ])
    func `a file that is no recording is refused with one sentence`(text: String, sentence: String) throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("bad.json", text)
        try FileManager.default.copyItem(atPath: file, toPath: folder.file("recording"))
        for command in [["host"], ["explain", "alpine"]] {
            let result = try Command.run(command + ["--host", "bad.json"], directory: folder.path)
            #expect(result.status == 11)
            #expect(result.errors.contains(sentence))
            #expect(result.errors.split(separator: "\n").count == 1)
            // The name may also be that of a host, but there is such a file.
            #expect(try Command.run(command + ["--host", "recording"], directory: folder.path).status == 11)
        }
    }

    @Test func `a recording of a newer version is read as far as it is known`() throws {
        let folder = try TemporaryFolder()
        let text = """
            {"format":1,"os":"linux","made":"by resolve 9","probes":{"process_arch":"riscv64","new probe":{"a":"b"},
            "another":[1,2],"binfmt_misc":{}}}
            """
        let result = try Command.run("host", "--host", folder.write("new.json", text), "--json")
        #expect(result.status == 0)
        #expect(try JSONObject(result.output).object("platform")?.text("architecture") == "riscv64")
    }

    @Test func `a recording replaces the file that has its name`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("host.json", "old")
        #expect(try Command.run("host", "--record", file).status == 0)
        #expect(try Command.run("host", "--host", file).status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["host.json"])
    }

    @Test func `a machine without engines says so, and a named engine that is absent is a line`() throws {
        let folder = try TemporaryFolder()
        let environment = [
            "XDG_RUNTIME_DIR": folder.path, "CONTAINER_HOST": "unix://" + folder.file("absent"),
            "DOCKER_HOST": "ssh://bob@vm.example",
        ]
        let result = try Command.run("host", "--engines", environment: environment)
        #expect(result.status == 0 && result.errors == "")
        let lines = result.output.split(separator: "\n")
        #expect(
            lines.contains(
                "  docker at ssh://<redacted>@vm.example (DOCKER_HOST, used by docker): not asked: ssh:// is not supported"
            ))
        #expect(lines.contains("  podman at unix://\(folder.file("absent")) (CONTAINER_HOST): there is no such socket"))
        let json = try JSONObject(Command.run("host", "--engines", "--json", environment: environment).output)
        #expect(json.keys == ["accepts", "emulators", "engineDifferences", "engines", "facts", "notes", "platform"])
        #expect(json.objects("engines").first?.keys == ["address", "error", "kind", "names", "selected"])
        #expect(try Command.run("host", "--engines", "--host", "graviton3").status == 64)
        #expect(try Command.run("host", "--engines", "--list").status == 64)
    }

    @Test func `a recording on stdout is the only output`() throws {
        let result = try Command.run("host", "--record", "-")
        let recording = try JSONObject(result.output)
        #expect(recording.number("format") == 1)
        #expect(recording.object("probes") != nil)
    }

    @Test(
        arguments: [
            ("/nonexistent/folder/host.json", 10, "No such file or directory")
        ] as [(String, Int32, String)])
    func `a path that cannot be written is reported`(path: String, status: Int32, sentence: String) throws {
        let result = try Command.run("host", "--record", path)
        #expect(result.status == status)
        #expect(result.errors.contains(sentence))
    }

    @Test(
        .userCase("N12"),
        arguments: [
            ("raspbery-pi-zero", "did you mean 'raspberry-pi-zero'? "), ("Graviton3", "did you mean 'graviton3'? "),
            ("pizero", "did you mean 'raspberry-pi-zero'? "), ("commodore-64", ""),
        ])
    func `an unknown host is refused with the nearest name and the command that lists all`(
        name: String, near: String
    ) throws {
        let result = try Command.run("host", "--host", name)
        #expect(result.status == 64)
        #expect(result.errors.contains("--host: '\(name)' is neither a known host name nor a recording file"))
        #expect(result.errors.hasSuffix("  hint: \(near)resolve host --list prints the names\n"))
    }

    @Test(.userCase("N12")) func `the known hosts are listed with their platforms`() throws {
        let lines = try Command.run("host", "--list").output.split(separator: "\n")
        let zero = try #require(lines.first { $0.hasPrefix("raspberry-pi-zero ") })
        #expect(zero.hasSuffix("  linux/arm/v6"))
        #expect(lines.count > 40)
        let json = try Command.run("host", "--list", "--json").output
        #expect(json.contains("\"name\": \"raspberry-pi-zero\""))
        #expect(try Command.run("host", "--list", "--host", "graviton3").status == 64)
    }
}
