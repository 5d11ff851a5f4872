import MirrorModel
import RegistryProtocol
import Testing

@testable import ClientConfiguration

struct DaemonFileTests {
    private func read(_ text: String) throws -> (file: DaemonFile, faults: [String]) {
        var reader = DaemonFileReader(path: "d.json")
        let file = try reader.file(parsing: Array(text.utf8))
        return (file, reader.faults.map(\.description))
    }

    @Test func `mirrors and insecure registries are read, and other settings are ignored`() throws {
        let file = try read(
            #"{"debug":true,"registry-mirrors":["https://a.example/","http://b.example/hub"],"insecure-registries":["10.0.0.0/8"]}"#
        ).file
        #expect(file.mirrors.map(\.base.absoluteText) == ["https://a.example/v2", "http://b.example/hub/v2"])
        #expect(file.mirrors[0].source == .file(path: "d.json", part: "registry-mirrors"))
        let address = try WebAddress(parsing: "https://10.1.2.3/v2")
        #expect(file.insecure.map { $0.covers(address) } == [true])
    }

    @Test(arguments: ["", " \n", "{}", #"{"registry-mirrors":null}"#])
    func `a file without these settings has no entries`(text: String) throws {
        #expect(try read(text).file == DaemonFile())
        #expect(try read(text).faults.isEmpty)
    }

    @Test(arguments: [
        (#"{"registry-mirrors":"https://a.example"}"#, "registry-mirrors: 'registry-mirrors' is not a list of strings"),
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
    func `an entry that cannot be used is ignored and reported`(text: String, expected: String) throws {
        #expect(try read(text).faults == ["d.json, " + expected])
        #expect(try read(text).file == DaemonFile())
    }

    @Test(arguments: ["{", "[]", "1", "{\"registry-mirrors\":}", "\u{0}"])
    func `a file that is not a JSON object is refused`(text: String) {
        #expect {
            try read(text)
        } throws: {
            "\($0)" == "d.json: the file is not a JSON object"
        }
    }
}
