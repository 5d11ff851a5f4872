import Foundation
import ImageModel
import RegistryProtocol
import TestSupport
import Testing

@testable import ClientConfiguration

/// The real thing: a file in a folder, helpers that are shell scripts on a `PATH` of the test's own.
struct LoginStoreTests {
    private let folder: TemporaryFolder
    private let reference: Reference
    private let login = Login(username: "me", secret: Secret("hunter2"))

    init() throws {
        folder = try TemporaryFolder()
        reference = try Reference(parsing: "r.example/app")
    }

    private func store(authFile: String? = nil, _ variables: [String: String] = [:]) throws(LoginError) -> LoginStore {
        var variables = variables
        variables["PATH"] = folder.file("bin") + ":/usr/bin:/bin"
        variables["KEPT"] = folder.file("kept")
        let environment = ClientEnvironment(variables: variables, homeFolder: folder.file("home"))
        return try LoginStore(environment: environment, authFile: authFile, helperTimeoutSeconds: 30)
    }

    /// A helper that keeps one credential in a file, and notes what it was asked in another.
    private func writeHelper(_ name: String) throws {
        try folder.writeHelper(
            name,
            """
            echo "$1" >> "$KEPT.verbs"
            case "$1" in
            store) cat > "$KEPT" ;;
            get) [ -f "$KEPT" ] && cat "$KEPT" || { echo 'credentials not found in native keychain'; exit 1; } ;;
            erase) cat > "$KEPT.erased"; rm "$KEPT" ;;
            esac
            """)
    }

    private var config: String { folder.file("home/.docker/config.json") }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `a login makes the file and its folder, for the owner alone`() async throws {
        let place = try await store().keep(login, for: reference)
        #expect(place.description == "\(config), auths 'r.example'")
        #expect(
            try text(config)
                == "{\n\t\"auths\": {\n\t\t\"r.example\": {\n\t\t\t\"auth\": \"bWU6aHVudGVyMg==\"\n\t\t}\n\t}\n}\n")
        #expect(try mode(config) == 0o600)
        #expect(try mode(folder.file("home/.docker")) == 0o700)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("home/.docker")) == ["config.json"])
    }

    @Test func `what is kept is what a pull finds`() async throws {
        let environment = ClientEnvironment(variables: [:], homeFolder: folder.file("home"))
        for (login, shown) in [
            (login, "basic me hunter2"), (Login(username: "me", secret: Secret("t"), isToken: true), "identity t"),
        ] {
            for name in ["r.example/app", "alpine"] {
                let reference = try Reference(parsing: name)
                _ = try await store().keep(login, for: reference)
                let found = await CredentialStore(environment: environment).credentials(for: reference)
                #expect(found.candidates.map { ClientConfigurationTests.shown($0.credential) } == [shown])
            }
        }
    }

    @Test func `a file that is there is replaced, readable for its owner alone from then on`() async throws {
        try folder.write("home/.docker/config.json", #"{"psFormat":"table","auths":{}}"#)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: config)
        _ = try await store().keep(login, for: reference)
        #expect(try text(config).contains("\"psFormat\": \"table\""))
        #expect(try mode(config) == 0o600)
    }

    @Test func `a symbolic link stays, and what it leads to is replaced`() async throws {
        let real = try folder.write("dotfiles/docker.json", "{}")
        try FileManager.default.createDirectory(
            atPath: folder.file("home/.docker"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: config, withDestinationPath: real)
        _ = try await store().keep(login, for: reference)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: config) == real)
        #expect(try text(real).contains("r.example"))
    }

    @Test(arguments: ["{", "[]", "not json", #"{"auths":1}"#])
    func `a broken file is refused and left as it is, by login and logout`(broken: String) async throws {
        try folder.write("home/.docker/config.json", broken)
        let store = try store()
        await #expect(throws: LoginError.malformed(path: config)) { try await store.keep(login, for: reference) }
        await #expect(throws: LoginError.malformed(path: config)) { try await store.drop(reference) }
        #expect(try text(config) == broken)
    }

    @Test func `the file is the one that is named first`() throws {
        let variables = ["REGISTRY_AUTH_FILE": "/named", "DOCKER_CONFIG": "/docker"]
        #expect(try store(authFile: "/option", variables).path == "/option")
        #expect(try store(variables).path == "/named")
        #expect(try store(["DOCKER_CONFIG": "/docker"]).path == "/docker/config.json")
        #expect(try store(authFile: "").path == config)
        #expect(throws: LoginError.noPlace) { try LoginStore(environment: ClientEnvironment(variables: [:])) }
    }

    @Test func `a disk that refuses is told with its reason`() async throws {
        let blocked = try folder.write("file", "x") + "/config.json"
        let store = try store(authFile: blocked)
        await #expect(throws: LoginError.file(path: blocked, reason: "Not a directory")) {
            try await store.keep(login, for: reference)
        }
        let directory = folder.file("home")
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let other = try self.store(authFile: directory)
        await #expect(throws: LoginError.file(path: directory, reason: "Is a directory")) {
            try await other.keep(login, for: reference)
        }
    }

    @Test(arguments: [#"{"credsStore":"test"}"#, #"{"credHelpers":{"r.example":"test"},"credsStore":"other"}"#])
    func `a helper keeps the login, the file only that there is one, and logout undoes both`(text: String) async throws
    {
        try writeHelper("test")
        try folder.write("home/.docker/config.json", text)
        let store = try store()
        let place = try await store.keep(login, for: reference)
        #expect(place.helperName == "test")
        #expect(try self.text(config).contains("\"r.example\": {}"))
        #expect(try !self.text(config).contains("bWU6"))
        let kept = try self.text(folder.file("kept"))
        #expect(
            kept.filter { !"\n\t ".contains($0) } == #"{"ServerURL":"r.example","Username":"me","Secret":"hunter2"}"#)
        #expect(try await store.drop(reference).map(\.helperName) == ["test"])
        #expect(try self.text(folder.file("kept.erased")) == "r.example")
        #expect(try self.text(config).contains("\"auths\": {}"))
        #expect(try self.text(folder.file("kept.verbs")) == "store\nget\nerase\n")
        #expect(try await store.drop(reference).isEmpty)
    }

    @Test func `a helper gets an identity token under a name that is none`() async throws {
        try writeHelper("test")
        try folder.write("home/.docker/config.json", #"{"credsStore":"test"}"#)
        let token = Login(username: "me", secret: Secret("t"), isToken: true)
        _ = try await store().keep(token, for: try Reference(parsing: "alpine"))
        let kept = try text(folder.file("kept"))
        #expect(kept.contains("\"Username\": \"<token>\"") && kept.contains("\"https://index.docker.io/v1/\""))
    }

    @Test func `a registry whose own helper is an empty text is kept in the file`() async throws {
        try folder.write("home/.docker/config.json", #"{"credHelpers":{"r.example":""},"credsStore":"none"}"#)
        #expect(try await store().keep(login, for: reference).helperName == nil)
    }

    @Test func `a helper that fails leaves the file as it is, and says nothing of the secret`() async throws {
        try folder.writeHelper("bad", "cat; cat >&2; exit 3")
        let before = #"{"credsStore":"bad"}"#
        try folder.write("home/.docker/config.json", before)
        let store = try store()
        let error = await #expect(throws: LoginError.self) { try await store.keep(login, for: reference) }
        #expect(error?.subject == .storage)
        #expect(error?.description.contains("'docker-credential-bad' ended with status 3") == true)
        #expect(error?.description.contains("hunter2") == false)
        #expect(try text(config) == before)
    }

    @Test(arguments: [#"{"credsStore":"missing"}"#, #"{"credsStore":"../evil"}"#])
    func `a helper that cannot be is a broken configuration`(text: String) async throws {
        try folder.write("home/.docker/config.json", text)
        let store = try store()
        let error = await #expect(throws: LoginError.self) { try await store.keep(login, for: reference) }
        #expect(error?.subject == .configuration)
        #expect(try self.text(config) == text)
    }
}
