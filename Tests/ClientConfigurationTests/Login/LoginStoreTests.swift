import Foundation
import ImageModel
import MirrorModel
import RegistryProtocol
import TestSupport
import Testing

@testable import ClientConfiguration

/// Uses a real file, and helpers that are shell scripts on the test's own `PATH`.
struct LoginStoreTests {
    private let folder: TemporaryFolder
    private let reference: Reference
    private let login = Login(username: "me", secret: Secret("hunter2"))

    init() throws {
        folder = try TemporaryFolder()
        reference = try Reference(parsing: "r.example/app")
    }

    private func store(authFile: String? = nil, _ variables: [String: String] = [:]) throws(CredentialError)
        -> LoginStore
    {
        var variables = variables
        variables["PATH"] = folder.file("bin") + ":/usr/bin:/bin"
        variables["KEPT"] = folder.file("kept")
        let environment = ClientEnvironment(variables: variables, homeFolder: folder.file("home"))
        return try LoginStore(environment: environment, authFile: authFile, helperTimeoutSeconds: 30)
    }

    /// Writes a helper that stores one credential in a file, and logs its verbs in another.
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

    @Test func `a login creates the file and its folder, for the owner only`() async throws {
        let location = try await store().save(login, for: reference)
        #expect(location.description == "\(config), auths 'r.example'")
        #expect(
            try text(config)
                == "{\n\t\"auths\": {\n\t\t\"r.example\": {\n\t\t\t\"auth\": \"bWU6aHVudGVyMg==\"\n\t\t}\n\t}\n}\n")
        #expect(try mode(config) == 0o600)
        #expect(try mode(folder.file("home/.docker")) == 0o700)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("home/.docker")) == ["config.json"])
    }

    @Test func `a stored login is found by a pull`() async throws {
        let environment = ClientEnvironment(variables: [:], homeFolder: folder.file("home"))
        for (login, shown) in [
            (login, "basic me hunter2"), (Login(username: "me", secret: Secret("t"), isToken: true), "identity t"),
        ] {
            for name in ["r.example/app", "alpine"] {
                let reference = try Reference(parsing: name)
                _ = try await store().save(login, for: reference)
                let found = await CredentialStore(environment: environment).credentials(for: reference)
                #expect(found.candidates.map { ClientConfigurationTests.shown($0.credential) } == [shown])
            }
        }
    }

    @Test func `an existing file is replaced by one that only its owner can read`() async throws {
        try folder.write("home/.docker/config.json", #"{"psFormat":"table","auths":{}}"#)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: config)
        _ = try await store().save(login, for: reference)
        #expect(try text(config).contains("\"psFormat\": \"table\""))
        #expect(try mode(config) == 0o600)
    }

    @Test func `a symbolic link is kept, and its target is replaced`() async throws {
        let real = try folder.write("dotfiles/docker.json", "{}")
        try FileManager.default.createDirectory(
            atPath: folder.file("home/.docker"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: config, withDestinationPath: real)
        _ = try await store().save(login, for: reference)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: config) == real)
        #expect(try text(real).contains("r.example"))
    }

    @Test(arguments: ["{", "[]", "not json", #"{"auths":1}"#])
    func `a broken file is refused and left unchanged by login and logout`(broken: String) async throws {
        try folder.write("home/.docker/config.json", broken)
        let store = try store()
        await #expect(throws: CredentialError(.malformedAndUnchanged, at: CredentialLocation(path: config))) {
            try await store.save(login, for: reference)
        }
        await #expect(throws: CredentialError(.malformedAndUnchanged, at: CredentialLocation(path: config))) {
            try await store.remove(reference)
        }
        #expect(try text(config) == broken)
    }

    @Test func `the file is selected by the option, then by variables`() throws {
        let variables = ["REGISTRY_AUTH_FILE": "/named", "DOCKER_CONFIG": "/docker"]
        #expect(try store(authFile: "/option", variables).path == "/option")
        #expect(try store(variables).path == "/named")
        #expect(try store(["DOCKER_CONFIG": "/docker"]).path == "/docker/config.json")
        #expect(try store(authFile: "").path == config)
        #expect(throws: CredentialError(.noLocation)) { try LoginStore(environment: ClientEnvironment(variables: [:])) }
    }

    @Test func `a failure to read or write is reported with its reason`() async throws {
        let blocked = try folder.write("file", "x") + "/config.json"
        let store = try store(authFile: blocked)
        await #expect(
            throws: CredentialError(
                .file(.unwritable(reason: "Not a directory")), at: CredentialLocation(path: blocked))
        ) {
            try await store.save(login, for: reference)
        }
        let directory = folder.file("home")
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let other = try self.store(authFile: directory)
        await #expect(
            throws: CredentialError(
                .file(.unreadable(reason: "Is a directory")), at: CredentialLocation(path: directory))
        ) {
            try await other.save(login, for: reference)
        }
    }

    @Test(arguments: [#"{"credsStore":"test"}"#, #"{"credHelpers":{"r.example":"test"},"credsStore":"other"}"#])
    func `a helper stores the login, the file records that it exists, and logout removes both`(text: String)
        async throws
    {
        try writeHelper("test")
        try folder.write("home/.docker/config.json", text)
        let store = try store()
        let location = try await store.save(login, for: reference)
        #expect(location.helperName == "test")
        #expect(try self.text(config).contains("\"r.example\": {}"))
        #expect(try !self.text(config).contains("bWU6"))
        let kept = try self.text(folder.file("kept"))
        #expect(
            kept.filter { !"\n\t ".contains($0) } == #"{"ServerURL":"r.example","Username":"me","Secret":"hunter2"}"#)
        #expect(try await store.remove(reference).map(\.helperName) == ["test"])
        #expect(try self.text(folder.file("kept.erased")) == "r.example")
        #expect(try self.text(config).contains("\"auths\": {}"))
        #expect(try self.text(folder.file("kept.verbs")) == "store\nget\nerase\n")
        #expect(try await store.remove(reference).isEmpty)
    }

    @Test func `a helper gets an identity token with a special user name`() async throws {
        try writeHelper("test")
        try folder.write("home/.docker/config.json", #"{"credsStore":"test"}"#)
        let token = Login(username: "me", secret: Secret("t"), isToken: true)
        _ = try await store().save(token, for: try Reference(parsing: "alpine"))
        let kept = try text(folder.file("kept"))
        #expect(kept.contains("\"Username\": \"<token>\"") && kept.contains("\"https://index.docker.io/v1/\""))
    }

    @Test func `an empty helper name for a registry stores its login in the file`() async throws {
        try folder.write("home/.docker/config.json", #"{"credHelpers":{"r.example":""},"credsStore":"none"}"#)
        #expect(try await store().save(login, for: reference).helperName == nil)
    }

    @Test func `a helper that fails leaves the file unchanged, and the secret is not shown`() async throws {
        try folder.writeHelper("bad", "cat; cat >&2; exit 3")
        let before = #"{"credsStore":"bad"}"#
        try folder.write("home/.docker/config.json", before)
        let store = try store()
        let error = await #expect(throws: CredentialError.self) { try await store.save(login, for: reference) }
        #expect(error?.subject == .storage)
        #expect(error?.description.contains("'docker-credential-bad' exited with status 3") == true)
        #expect(error?.description.contains("hunter2") == false)
        #expect(try text(config) == before)
    }

    @Test(arguments: [#"{"credsStore":"missing"}"#, #"{"credsStore":"../evil"}"#])
    func `a helper that cannot exist is a configuration error`(text: String) async throws {
        try folder.write("home/.docker/config.json", text)
        let store = try store()
        let error = await #expect(throws: CredentialError.self) { try await store.save(login, for: reference) }
        #expect(error?.subject == .configuration)
        #expect(try self.text(config) == text)
    }
}
