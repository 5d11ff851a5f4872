import MirrorModel
import RegistryProtocol
import Testing

@testable import ClientConfiguration

struct EngineFileTests {
    private func read(_ text: String) throws -> (file: EngineFile, faults: [String]) {
        var reader = EngineFileReader(path: "d.json")
        let file = try reader.file(parsing: Array(text.utf8))
        return (file, reader.faults.map(\.description))
    }

    @Test func `mirrors and insecure registries are read, and all else is Docker's own`() throws {
        let file = try read(
            #"{"debug":true,"registry-mirrors":["https://a.example/","http://b.example/hub"],"insecure-registries":["10.0.0.0/8"]}"#
        ).file
        #expect(file.mirrors.map(\.base.absoluteText) == ["https://a.example/v2", "http://b.example/hub/v2"])
        #expect(file.mirrors[0].source == .file(path: "d.json", part: "registry-mirrors"))
        #expect(file.insecurity(of: try WebAddress(parsing: "https://10.1.2.3/v2")) != nil)
    }

    @Test(arguments: ["", " \n", "{}", #"{"registry-mirrors":null}"#])
    func `a file that says nothing of mirrors has none`(text: String) throws {
        #expect(try read(text).file == EngineFile())
        #expect(try read(text).faults.isEmpty)
    }

    @Test(arguments: [
        (#"{"registry-mirrors":"https://a.example"}"#, "registry-mirrors: 'registry-mirrors' is not a list of texts"),
        (
            #"{"registry-mirrors":["a.example"]}"#,
            "registry-mirrors: 'registry-mirrors': address 'a.example' starts with neither 'https://' nor 'http://'"
        ),
        (
            #"{"registry-mirrors":["https://me:pw@a.example"]}"#,
            "registry-mirrors: 'registry-mirrors': an address with a user name or password in it is not accepted"
        ),
        (
            #"{"insecure-registries":["a/b"]}"#,
            "insecure-registries: 'a/b' is neither host[:port] nor a network such as 10.0.0.0/8"
        ),
    ])
    func `an entry that cannot be used is left out and told`(text: String, expected: String) throws {
        #expect(try read(text).faults == ["d.json, " + expected])
        #expect(try read(text).file == EngineFile())
    }

    @Test(arguments: ["{", "[]", "1", "{\"registry-mirrors\":}", "\u{0}"])
    func `a file that is no JSON object is refused`(text: String) {
        #expect {
            try read(text)
        } throws: {
            "\($0)" == "d.json: this is not JSON: no object can be read"
        }
    }
}
