import ClientConfiguration
import Foundation
import RegistryProtocol
import Testing

struct CredentialEntryTests {
    private func entry(_ json: String) throws -> CredentialEntry {
        try JSONDecoder().decode(CredentialEntry.self, from: Data(json.utf8))
    }

    // "user:pass:word", with a colon in the password; the second with NUL bytes at its end, as Docker has written it.
    @Test(arguments: [
        #"{"auth":"dXNlcjpwYXNzOndvcmQ="}"#,
        #"{"auth":"dXNlcjpwYXNzOndvcmQAAA=="}"#,
        #"{"auth":" dXNlcjpwYXNzOndvcmQ=\n"}"#,
        #"{"username":"user","password":"pass:word"}"#,
        #"{"auth":"dXNlcjpwYXNzOndvcmQ=","username":"other","password":"other"}"#,
        #"{"auth":"dXNlcjpwYXNzOndvcmQ=","identitytoken":"","email":5}"#,
    ])
    func `a user and a password are read in each form`(json: String) throws {
        #expect(try shown(entry(json).credential()) == "basic user pass:word")
    }

    // base64(1) wraps at 76 columns; Go's encoding/base64 ignores line breaks, and nothing else.
    @Test(
        .userCase("P6"),
        arguments: [
            (#"{"auth":"dXNlcjpwYXNz\nOndvcmQ="}"#, "basic user pass:word"),
            (#"{"auth":"dXNlcjpw\r\nYXNzOndv\r\ncmQ=\r\n"}"#, "basic user pass:word"),
            (#"{"Auth":"dXNlcjpwYXNzOndvcmQ="}"#, "basic user pass:word"),
            (#"{"UserName":"user","PASSWORD":"pass:word"}"#, "basic user pass:word"),
            (#"{"identityToken":"it"}"#, "identity it"),
        ])
    func `wrapped base64 and names in any case are read`(json: String, credential: String) throws {
        #expect(try shown(entry(json).credential()) == credential)
    }

    @Test(.userCase("P6")) func `a space within base64 is refused`() throws {
        #expect(throws: CredentialError(.wrongPair)) {
            _ = try entry(#"{"auth":"dXNlcjpw YXNzOndvcmQ="}"#).credential()
        }
    }

    @Test func `a token takes precedence over a password, and a registry token over an identity token`() throws {
        let pair = #""auth":"dXNlcjpwYXNzOndvcmQ=""#
        #expect(try shown(entry("{\(pair),\"identitytoken\":\"it\"}").credential()) == "identity it")
        #expect(
            try shown(entry("{\(pair),\"identitytoken\":\"it\",\"registrytoken\":\"rt\"}").credential()) == "bearer rt"
        )
    }

    @Test(arguments: [#"{}"#, #"{"auth":""}"#, #"{"email":"me@example"}"#, #"{"username":"me"}"#, #"{"auth":null}"#])
    func `an entry that only marks a login contains no credential`(json: String) throws {
        #expect(try shown(entry(json).credential()) == "none")
    }

    // Not base64; base64 without a colon; base64 of bytes that are not UTF-8; a line break that would end a header.
    @Test(arguments: [
        (#"{"auth":"not base64!"}"#, CredentialError.Problem.wrongPair),
        (#"{"auth":"dXNlcg=="}"#, .wrongPair),
        (#"{"auth":"/zr/"}"#, .wrongPair),
        (#"{"registrytoken":"a\r\nX-Evil: 1"}"#, .wrongToken),
        (#"{"identitytoken":"ü"}"#, .wrongToken),
    ])
    func `a wrong form is refused with its reason`(json: String, problem: CredentialError.Problem) throws {
        #expect(throws: CredentialError(problem)) { _ = try entry(json).credential() }
    }

    @Test func `an entry's description is redacted`() throws {
        let entry = try entry(#"{"auth":"dXNlcjpwYXNzOndvcmQ=","identitytoken":"hush"}"#)
        #expect("\(entry)" == "<redacted>")
        #expect(!String(reflecting: entry).contains("hush"))
    }
}
