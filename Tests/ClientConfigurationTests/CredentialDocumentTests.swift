import ClientConfiguration
import ImageModel
import RegistryProtocol
import TestSupport
import Testing

struct CredentialDocumentTests {
    private func steps(_ json: String, _ image: String) throws -> [String] {
        let file = try CredentialDocument(parsing: Array(json.utf8))
        return CredentialPlan(file: file, path: "/c", reference: try Reference(parsing: image)).steps.map {
            switch $0 {
            case .helper(let name?, _): "helper \(name)"
            case .helper(nil, let source): "odd \(source)"
            case .entry(let entry, let source): "\(entry == nil ? "odd" : "entry") \(source)"
            }
        }
    }

    private let full = """
        {"auths":{"https://index.docker.io/v1/":{},"a.example":{"auth":"x"},"a.example/team":{"auth":"y"}},
         "credHelpers":{"gcr.io":"gcloud","a.example":"","b.example":"own"},"credsStore":"desktop","HttpHeaders":{"x":1}}
        """

    @Test func `a registry's own helper takes precedence over the default one, and both over the file`() throws {
        #expect(try steps(full, "gcr.io/p/app") == ["helper gcloud"])
        #expect(try steps(full, "alpine") == ["helper desktop", "entry /c, auths 'https://index.docker.io/v1/'"])
        #expect(try steps(full, "other.example/app") == ["helper desktop"])
    }

    @Test func `an empty helper name selects the file`() throws {
        #expect(
            try steps(full, "a.example/team/app") == [
                "entry /c, auths 'a.example/team'", "entry /c, auths 'a.example'",
            ])
    }

    @Test(arguments: ["", " \n", "{}", #"{"auths":null,"credHelpers":null,"credsStore":null}"#, #"{"auths":{}}"#])
    func `a file may be empty`(text: String) throws {
        #expect(try steps(text, "alpine").isEmpty)
    }

    @Test func `an odd entry does not affect its neighbors`() throws {
        let text = #"{"auths":{"a.example":5,"b.example":{"auth":"x"}}}"#
        #expect(try steps(text, "a.example/app") == ["odd /c, auths 'a.example'"])
        #expect(try steps(text, "b.example/app") == ["entry /c, auths 'b.example'"])
    }

    // Go's encoding/json, with which docker, podman and crane read the file.
    @Test(
        .userCase("P6"),
        arguments: [
            #"{"Auths":{"a.example":{}},"CREDHELPERS":{"b.example":"own"},"CredsStore":"desktop"}"#,
            #"{"auths":{"a.example":null},"credHelpers":{"b.example":"own","c.example":null},"credsStore":"desktop"}"#,
            #"{"auths":{},"Auths":{"a.example":{}},"credHelpers":{"b.example":"own"},"credhelpers":{"c.example":""},"credsStore":"desktop"}"#,
        ])
    func `names match in any case, null is absent, and members of one name are merged`(text: String) throws {
        #expect(try steps(text, "a.example/app") == ["helper desktop", "entry /c, auths 'a.example'"])
        #expect(try steps(text, "b.example/app") == ["helper own"])
    }

    @Test(.userCase("P6")) func `a helper whose name is null selects the file`() throws {
        #expect(try steps(#"{"credHelpers":{"a.example":null},"credsStore":"desktop"}"#, "a.example/app").isEmpty)
    }

    @Test(.userCase("P6")) func `a helper whose name is not a string does not affect its neighbors`() throws {
        let text = #"{"credHelpers":{"a.example":1,"b.example":"own"},"auths":{"a.example":{}}}"#
        #expect(
            try steps(text, "a.example/app") == ["odd /c, credHelpers 'a.example'", "entry /c, auths 'a.example'"])
        #expect(try steps(text, "b.example/app") == ["helper own"])
    }

    @Test(arguments: [
        "{", "[]", "hush", "\"hush\"", #"{"auths":[]}"#, #"{"credHelpers":[]}"#, #"{"credsStore":{}}"#,
    ])
    func `a file of another form is refused`(text: String) {
        #expect(throws: CredentialError(.malformed)) { try CredentialDocument(parsing: Array(text.utf8)) }
    }

    @Test func `deeply nested arrays are refused`() {
        let text = #"{"auths":"# + String(repeating: "[", count: 1_000_000)
        #expect(throws: CredentialError(.malformed)) { try CredentialDocument(parsing: Array(text.utf8)) }
    }

    @Test func `seeded damage never traps`() throws {
        var random = SeededGenerator.fromEnvironment("credentials file")
        let reference = try Reference(parsing: "a.example/team/app")
        for _ in 0..<2000 {
            var bytes = Array(full.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let file = try? CredentialDocument(parsing: bytes) else { continue }
            for case .entry(let entry?, _) in CredentialPlan(file: file, path: "/c", reference: reference).steps {
                _ = try? entry.credential()
            }
        }
    }
}
