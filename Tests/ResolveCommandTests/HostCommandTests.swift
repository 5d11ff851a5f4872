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
        let here = try JSONObject(try Command.run("host", "--json").output)
        let replayed = try JSONObject(try Command.run("host", "--host", recording, "--json").output)
        #expect(here.object("platform")?.text("architecture") == replayed.object("platform")?.text("architecture"))
        #expect(here.object("platform")?.text("variant") == replayed.object("platform")?.text("variant"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["host.json"])
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
