import ImageModel
import RegistryProtocol
import Testing

@testable import ClientConfiguration

struct LoginFileTests {
    private let reference: Reference

    init() throws {
        reference = try Reference(parsing: "r.example:5000/app")
    }

    /// The file's text on one line.
    private func text(_ file: LoginFile) -> String {
        String(decoding: file.bytes, as: UTF8.self).filter { !"\n\t".contains($0) }
    }

    private func file(_ text: String) throws -> LoginFile { try LoginFile(parsing: Array(text.utf8)) }

    @Test(arguments: ["", " \n", "{}", #"{"auths":null}"#, #"{"auths":{}}"#])
    func `an empty file gets the entry that Docker writes`(before: String) throws {
        var file = try file(before)
        file.store(Login(username: "me", secret: Secret("a:b")), for: reference)
        #expect(text(file) == #"{"auths": {"r.example:5000": {"auth": "bWU6YTpi"}}}"#)
    }

    @Test func `an identity token is stored beside the name, without a password`() throws {
        var file = try file("{}")
        file.store(Login(username: "me", secret: Secret("token"), isToken: true), for: reference)
        #expect(text(file) == #"{"auths": {"r.example:5000": {"auth": "bWU6","identitytoken": "token"}}}"#)
    }

    @Test func `everything unrelated to the login is preserved in its order`() throws {
        let before =
            #"{"HttpHeaders": {"X": "\u0059"},"auths": {"z.example": {"auth": "eDp5","email": "x"},"r.example:5000": {"email": "me@x","auth": "b2xk","identitytoken": "old"}},"credHelpers": {"gcr.io": "gcloud"},"big": 12345678901234567890,"psFormat": "table"}"#
        var file = try file(before)
        #expect(text(file) == before)
        file.store(Login(username: "me", secret: Secret("pw")), for: reference)
        let expected =
            #"{"HttpHeaders": {"X": "\u0059"},"auths": {"z.example": {"auth": "eDp5","email": "x"},"r.example:5000": {"email": "me@x","auth": "bWU6cHc="}},"credHelpers": {"gcr.io": "gcloud"},"big": 12345678901234567890,"psFormat": "table"}"#
        #expect(text(file) == expected)
    }

    @Test func `a new login replaces all spellings of the registry, but no entry with a path`() throws {
        var file = try file(
            #"{"auths":{"https://r.example:5000/v1/":{"auth":"YTpi"},"r.example:5000/app":{},"R.example:5000":{},"r.example":{}}}"#
        )
        file.store(Login(username: "me", secret: Secret("pw")), for: reference)
        #expect(file.keys(of: reference) == ["r.example:5000"])
        #expect(
            text(file)
                == #"{"auths": {"r.example:5000/app": {},"r.example": {},"r.example:5000": {"auth": "bWU6cHc="}}}"#)
    }

    @Test(arguments: ["docker.io/a", "index.docker.io/a", "alpine"])
    func `a login to Docker Hub is stored under Docker's address`(text: String) throws {
        let hub = try Reference(parsing: text)
        var file = try file(#"{"auths":{"docker.io":{"auth":"YTpi"}}}"#)
        file.store(Login(username: "me", secret: Secret("pw")), for: hub)
        #expect(self.text(file) == #"{"auths": {"https://index.docker.io/v1/": {"auth": "bWU6cHc="}}}"#)
        let isRemoved = file.remove(hub)
        #expect(isRemoved)
        #expect(self.text(file) == #"{"auths": {}}"#)
    }

    @Test func `a login in a helper is recorded as an empty entry`() throws {
        var file = try file(#"{"credsStore":"x","auths":{"r.example:5000":{"auth":"YTpi"}}}"#)
        file.noteHelper(for: reference)
        #expect(text(file) == #"{"credsStore": "x","auths": {"r.example:5000": {}}}"#)
    }

    @Test(.userCase("P6")) func `a login is stored in the section that exists, in any case, and odd entries are kept`()
        throws
    {
        var file = try file(
            #"{"Auths": {"odd.example": 5,"none.example": null,"r.example:5000": {"Auth": "b2xk"}},"credHelpers": {"x.example": null}}"#
        )
        file.store(Login(username: "me", secret: Secret("pw")), for: reference)
        let rest = #""odd.example": 5,"none.example": null"#
        #expect(
            text(file)
                == "{\"Auths\": {\(rest),\"r.example:5000\": {\"auth\": \"bWU6cHc=\"}},\"credHelpers\": {\"x.example\": null}}"
        )
        let isRemoved = file.remove(reference)
        #expect(isRemoved)
        #expect(text(file) == "{\"Auths\": {\(rest)},\"credHelpers\": {\"x.example\": null}}")
    }

    @Test(.userCase("P6")) func `a login replaces entries in both of two sections, and no other`() throws {
        var file = try file(#"{"Auths":{"r.example:5000":{"auth":"YTpi"},"z.example":{}},"auths":{"y.example":{}}}"#)
        file.store(Login(username: "me", secret: Secret("pw")), for: reference)
        #expect(
            text(file)
                == #"{"Auths": {"z.example": {}},"auths": {"y.example": {},"r.example:5000": {"auth": "bWU6cHc="}}}"#)
    }

    @Test func `removing a missing login changes nothing`() throws {
        var file = try file(#"{"auths":{"other.example":{}}}"#)
        let isRemoved = file.remove(reference)
        #expect(!isRemoved)
        #expect(text(file) == #"{"auths": {"other.example": {}}}"#)
    }

    @Test(arguments: [
        "[]", "null", "1", "{", "<html>", #"{"auths":[]}"#, #"{"auths":1}"#, #"{"credHelpers":[]}"#,
        #"{"credsStore":1}"#, #"{"auths":{"a.example":{}},"auths":{"b.example":{}}}"#,
        #"{"auths":{}} x"#,
    ])
    func `a file of another form is refused`(text: String) {
        #expect(throws: CredentialError(.malformed)) { try file(text) }
    }

    @Test func `descriptions of a file and a login contain no secrets`() throws {
        let login = Login(username: "me", secret: Secret("hunter2"))
        var file = try file("{}")
        file.store(login, for: reference)
        for text in ["\(file)", "\(login)", "\(login.secret)"] {
            #expect(!text.contains("hunter2") && !text.contains("bWU6"))
        }
        var dumped = ""
        dump(login, to: &dumped)
        #expect(!dumped.contains("hunter2"))
    }
}
