import Foundation
import TestSupport
import Testing

struct LoginCommandTests {
    private let home: TemporaryFolder
    private let registry: MisbehavingRegistry

    init() throws {
        home = try TemporaryFolder()
        registry = try MisbehavingRegistry(access: .basic(["me": "hunter2"]))
        registry.add(SampleImages.single(), to: "team/app", tags: ["1"])
    }

    /// Runs the command in this test's home, and expects that its output contains no secret.
    private func resolve(_ arguments: String..., stdin: String = "hunter2\n") throws -> ProgramResult {
        let result = try Command.run(arguments, stdin: stdin, environment: ["HOME": home.path])
        for secret in ["hunter2", "aHVudGVyMg", "wrong-password", "identity-token"] {
            #expect(!result.output.contains(secret) && !result.errors.contains(secret))
        }
        return result
    }

    private var config: String { home.file(".docker/config.json") }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private func entry(_ registry: String) throws -> JSONObject? {
        try JSONObject(text(config)).object("auths")?.object(registry)
    }

    @Test func `a login is verified, stored, used by later commands, and removed again`() throws {
        #expect(try resolve("tags", registry.reference("team/app")).status == 7)
        let login = try resolve("login", registry.authority, "-u", "me", "--password-stdin")
        #expect(login.status == 0)
        #expect(
            login.output
                == "logged in to \(registry.authority) as 'me'; stored in \(config), auths '\(registry.authority)'\n")
        #expect(login.errors.contains("the password is stored unencrypted in \(config)"))
        #expect(try entry(registry.authority)?.text("auth") == Data("me:hunter2".utf8).base64EncodedString())
        #expect(try resolve("tags", registry.reference("team/app")).output == "1\n")
        let logout = try resolve("logout", registry.authority)
        #expect(logout.status == 0)
        #expect(logout.output.hasPrefix("logged out of \(registry.authority); removed from \(config)"))
        #expect(try entry(registry.authority) == nil)
        #expect(try resolve("logout", registry.authority).output == "not logged in to \(registry.authority)\n")
        #expect(try resolve("tags", registry.reference("team/app")).status == 7)
    }

    @Test func `JSON has the user, the file, and whether the credentials were verified`() throws {
        let login = try JSONObject(
            try resolve("login", registry.authority, "-u", "me", "--password-stdin", "--json").output)
        #expect(login.keys == ["checked", "file", "helper", "identityToken", "registry", "username"])
        #expect(login.text("registry") == registry.authority && login.text("username") == "me")
        #expect(login.text("file") == config && login.members["checked"] as? Bool == true)
        let logout = try JSONObject(try resolve("logout", registry.authority, "--json").output)
        #expect(logout.members["removed"] as? [String] == ["\(config), auths '\(registry.authority)'"])
    }

    // packetry#298, pg_lake#374: the entry is one of several in a file that was written by a script.
    @Test(.userCase("P6"), arguments: [[], ["-q"], ["-q", "--json"]])
    func `a pull that is refused names the entry that could not be read, and no other is affected`(
        options: [String]
    ) throws {
        let other = try MisbehavingRegistry(access: .basic(["me": "hunter2"]))
        other.add(SampleImages.single(), to: "team/app", tags: ["1"])
        try home.write(
            ".docker/config.json",
            """
            {"Auths": {"\(registry.authority)": {"auth": "not base64!"}, "\(other.authority)": {"auth": "bWU6aHVu\\ndGVyMg=="}},
             "credHelpers": {"x.example": null}}
            """)
        let before = try text(config)
        let environment = ["HOME": home.path]
        let refused = try Command.run(
            ["digest", registry.reference("team/app:1"), "--index"] + options, environment: environment)
        #expect(refused.status == 7)
        let warning = "auths '\(registry.authority)': 'auth' is not base64 of user:password"
        #expect(refused.errors.ranges(of: warning).count == 1, "\(refused.errors)")
        let read = try Command.run(
            ["digest", other.reference("team/app:1"), "--index", "-q"], environment: environment)
        #expect(read.status == 0)
        #expect(read.errors == "")
        #expect(try text(config) == before)
    }

    @Test func `refused credentials are not stored`() throws {
        let result = try resolve(
            "login", registry.authority, "-u", "me", "--password-stdin", "-v", stdin: "wrong-password")
        #expect(result.status == 7)
        #expect(result.output == "")
        #expect(result.errors.contains("refused the credentials from the command line (status 401"))
        #expect(!FileManager.default.fileExists(atPath: config))
        let json = try resolve("login", registry.authority, "-u", "you", "--password-stdin", "--json")
        #expect(try JSONObject(json.errors).object("error")?.text("code") == "credentials")
    }

    @Test func `credentials are not sent to a registry that does not request them`() throws {
        registry.access = .open
        let result = try resolve("login", registry.authority, "-u", "me", "--password-stdin")
        #expect(result.status == 0)
        #expect(result.errors.contains("does not require authentication, so the credentials were not verified"))
        #expect(registry.log.map(\.target) == ["/v2/"])
        #expect(registry.log.allSatisfy { $0.authorization == nil })
        #expect(try entry(registry.authority) != nil)
    }

    @Test(arguments: [401, 403])
    func `a token server verifies the credentials`(refusal: Int) throws {
        var server = TokenServer()
        server.isAnonymousAllowed = true
        server.accounts = ["me": "hunter2"]
        server.refusalStatus = refusal
        registry.access = .bearer(server)
        let refused = try resolve("login", registry.authority, "-u", "me", "--password-stdin", stdin: "wrong-password")
        #expect(refused.status == 7)
        // An anonymous token does not count as a login.
        #expect(registry.requests(to: "/token").allSatisfy { $0.status == refusal })
        #expect(try resolve("login", registry.authority, "-u", "me", "--password-stdin").status == 0)
        let request = try #require(registry.requests(to: "/token").last)
        #expect(request.query.contains { $0 == ("offline_token", "true") })
        #expect(!request.query.contains { $0.name == "scope" })
        #expect(try entry(registry.authority)?.keys == ["auth"])
    }

    @Test func `an identity token is stored instead of the password, and works for a pull`() throws {
        var server = TokenServer()
        server.isAnonymousAllowed = false
        server.accounts = ["me": "hunter2"]
        server.identityToken = "identity-token"
        registry.access = .bearer(server)
        registry.misbehave(
            on: "/token", method: "GET",
            .custom("identity") { reply, request in
                guard reply.status == 200, request.query.contains(where: { $0.name == "offline_token" }),
                    var members = try? JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any]
                else { return }
                members["refresh_token"] = "identity-token"
                reply.body = Array((try? JSONSerialization.data(withJSONObject: members)) ?? Data())
            })
        #expect(try resolve("login", registry.authority, "-u", "me", "--password-stdin").status == 0)
        let entry = try #require(try entry(registry.authority))
        #expect(entry.text("identitytoken") == "identity-token")
        #expect(entry.text("auth") == Data("me:".utf8).base64EncodedString())
        #expect(try resolve("tags", registry.reference("team/app")).output == "1\n")
    }

    @Test func `a credential helper stores the login`() throws {
        try home.write(".docker/config.json", #"{"credsStore":"test","psFormat":"x"}"#)
        let helper = try home.write(
            "bin/docker-credential-test",
            """
            #!/bin/sh
            case "$1" in
            store) cat > "$HOME/kept" ;;
            get) cat "$HOME/kept" 2>/dev/null || { echo 'credentials not found in native keychain'; exit 1; } ;;
            erase) rm "$HOME/kept" ;;
            esac
            """)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: helper)
        let environment = ["HOME": home.path, "PATH": home.file("bin") + ":/usr/bin:/bin"]
        func resolve(_ arguments: String...) throws -> ProgramResult {
            try Command.run(arguments, stdin: "hunter2", environment: environment)
        }
        let login = try resolve("login", registry.authority, "-u", "me", "--password-stdin", "--json")
        #expect(try JSONObject(login.output).text("helper") == "test")
        #expect(!login.errors.contains("unencrypted"))
        #expect(try text(config).contains("psFormat") && !text(config).contains("\"auth\""))
        #expect(try resolve("tags", registry.reference("team/app")).output == "1\n")
        #expect(try resolve("logout", registry.authority).output.contains("credsStore 'test'"))
        #expect(!FileManager.default.fileExists(atPath: home.file("kept")))
        #expect(try resolve("tags", registry.reference("team/app")).status == 7)
    }

    @Test func `a broken file is not changed, and the password is not sent`() throws {
        try home.write(".docker/config.json", "{broken")
        let result = try resolve("login", registry.authority, "-u", "me", "--password-stdin")
        #expect(result.status == 11)
        #expect(result.errors.contains("it was left unchanged"))
        #expect(try text(config) == "{broken")
        #expect(registry.log.isEmpty)
        #expect(try resolve("logout", registry.authority).status == 11)
    }

    @Test func `an unwritable file ends with 10`() throws {
        let file = try home.write("file", "x")
        let result = try resolve(
            "login", registry.authority, "-u", "me", "--password-stdin", "--auth-file", file + "/auth.json")
        #expect(result.status == 10)
        #expect(result.errors.contains("Not a directory"))
    }

    @Test func `a password on the command line works, and is warned about`() throws {
        let result = try resolve("login", registry.authority, "-u", "me", "-p", "hunter2")
        #expect(result.status == 0)
        #expect(result.errors.contains("use --password-stdin"))
    }

    private static let refused: [[String]] = [
        ["login"], ["login", "r.example"], ["login", "r.example", "--password-stdin"],
        ["login", "r.example", "-p", "x"],
        ["login", "r.example", "-u", "me", "-p", "x", "--password-stdin"], ["login", "r.example", "-u", "me"],
        ["login", "r.example/team", "-u", "me", "--password-stdin"], ["login", "word", "-u", "me", "--password-stdin"],
        ["login", "http://r.example", "-u", "me", "--password-stdin"], ["login", "", "-u", "me", "--password-stdin"],
        ["login", "r.example", "-u", "", "--password-stdin"], ["login", "r.example", "-u", "a:b", "--password-stdin"],
        ["login", "r.example", "-u", "me", "--password-stdin", "--offline"], ["logout", "a", "b"], ["logout", "word"],
    ]

    @Test(arguments: refused)
    func `an invalid login command ends with 64`(arguments: [String]) throws {
        let result = try Command.run(arguments, stdin: "x")
        #expect(result.status == 64)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("resolve: "))
    }

    @Test func `an empty password on stdin is refused`() throws {
        let result = try resolve("login", registry.authority, "-u", "me", "--password-stdin", stdin: "\n")
        #expect(result.status == 64)
        #expect(registry.log.isEmpty)
    }

    @Test(arguments: ["https://ADDRESS/v2/", "ADDRESS/", "ADDRESS/v1/"])
    func `a registry may be given as a URL`(form: String) throws {
        let text = form.replacingOccurrences(of: "ADDRESS", with: registry.authority)
        #expect(try resolve("login", text, "-u", "me", "--password-stdin").status == 0)
        #expect(try entry(registry.authority) != nil)
    }

    @Test func `credentials that remain in another file are reported`() throws {
        let other = #"{"auths":{"\#(registry.authority)":{"auth":"bWU6aHVudGVyMg=="}}}"#
        try home.write(".config/containers/auth.json", other)
        #expect(try resolve("login", registry.authority, "-u", "me", "--password-stdin").status == 0)
        let result = try resolve("logout", registry.authority)
        #expect(result.errors.contains("there are still credentials") && result.errors.contains("containers/auth.json"))
    }

    // bcrypt of "hunter2", which docker-registry requires.
    @Test func `Debian's docker-registry with htpasswd accepts a login`() throws {
        let accounts = "me:$2y$05$abcdefghijklmnopqrstuuoXuKqgZXLiJqzfmMXDDhSFPIvxV7t8.\n"
        let local = try LocalRegistry(access: .htpasswd(accounts))
        let refused = try resolve("login", local.authority, "-u", "me", "--password-stdin", stdin: "wrong-password")
        #expect(refused.status == 7)
        #expect(try resolve("login", local.authority, "-u", "me", "--password-stdin").status == 0)
        #expect(try resolve("tags", local.reference("team/none")).status == 6)
        #expect(try resolve("logout", local.authority).status == 0)
        #expect(try resolve("tags", local.reference("team/none")).status == 7)
    }
}

/// A password typed at a terminal that script(1) provides.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
struct PasswordPromptTests {
    @Test func `a typed password is not echoed, and the terminal is restored`() throws {
        let registry = try MisbehavingRegistry(access: .basic(["me": "hunter2"]))
        let home = try TemporaryFolder()
        let resolve = try ResolveBinary.path()
        // The password is typed after the prompt, because earlier input is discarded.
        let script = """
            ( while ! grep -q Username: screen; do sleep 0.05; done; echo me
              while ! grep -q Password: screen; do sleep 0.05; done; sleep 0.3; echo hunter2; sleep 1 ) |
            script -qefc '\(resolve) login \(registry.authority) ; stty -a' screen > /dev/null
            """
        try home.write("screen", "")
        let result = try run(
            "/bin/sh", ["-c", script], environment: TestEnvironment.clean(home: home.path), directory: home.path)
        let screen = try String(contentsOfFile: home.file("screen"), encoding: .utf8)
        #expect(result.status == 0, "\(screen)")
        #expect(screen.contains("logged in to \(registry.authority) as 'me'"), "\(screen)")
        #expect(!screen.contains("hunter2"))
        #expect(screen.contains(" echo ") || screen.contains(" echo;"), "\(screen)")
    }
}
