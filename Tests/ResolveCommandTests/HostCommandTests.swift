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

    @Test func `an unknown host is refused, and the known ones are named`() throws {
        let result = try Command.run("host", "--host", "commodore-64")
        #expect(result.status == 11)
        #expect(result.errors.contains("'commodore-64'"))
        #expect(result.errors.contains("raspberry-pi-zero"))
    }
}
