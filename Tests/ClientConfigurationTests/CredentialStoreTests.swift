import ClientConfiguration
import Foundation
import ImageModel
import TestSupport
import Testing

/// Uses real files, and helpers that are shell scripts on the test's own `PATH`.
struct CredentialStoreTests {
    private let folder: TemporaryFolder
    private let reference: Reference

    init() throws {
        folder = try TemporaryFolder()
        reference = try Reference(parsing: "registry.example/team/app:1")
    }

    private func store(
        authFile: String? = nil, variables: [String: String] = [:], timeoutSeconds: Int = 60
    ) -> CredentialStore {
        var variables = variables
        variables["PATH"] = folder.file("bin") + ":/usr/bin:/bin"
        let environment = ClientEnvironment(variables: variables, homeFolder: folder.file("home"))
        return CredentialStore(environment: environment, authFile: authFile, helperTimeoutSeconds: timeoutSeconds)
    }

    private func lookup(_ store: CredentialStore) async -> (
        credentials: [String], sources: [String], warnings: [String]
    ) {
        let found = await store.credentials(for: reference)
        let credentials = found.candidates.map { shown($0.credential) }
        return (credentials, found.candidates.map(\.source), found.warnings.map { "\($0)" })
    }

    private func helper(_ name: String, _ script: String) throws {
        try folder.writeHelper(name, script)
    }

    private func pair(_ key: String, _ pair: String) -> String {
        #"{"auths":{"\#(key)":{"auth":"\#(Data(pair.utf8).base64EncodedString())"}}}"#
    }

    @Test func `the first file with a credential takes precedence, for all files`() async throws {
        let variables = [
            "REGISTRY_AUTH_FILE": folder.file("named"), "DOCKER_CONFIG": folder.file("docker"),
            "XDG_RUNTIME_DIR": folder.file("runtime"), "XDG_CONFIG_HOME": folder.file("config"),
        ]
        let names = [
            "option", "named", "docker/config.json", "runtime/containers/auth.json", "config/containers/auth.json",
            "home/.config/containers/auth.json",
        ]
        for name in names { try folder.write(name, pair("registry.example", "me:\(name)")) }
        for name in names {
            let found = await lookup(store(authFile: folder.file("option"), variables: variables))
            #expect(found.credentials == ["basic me \(name)"])
            #expect(found.sources == ["\(folder.file(name)), auths 'registry.example'"])
            #expect(found.warnings.isEmpty)
            try folder.write(name, pair("other.example", "me:\(name)"))
        }
    }

    @Test func `without files there is no credential and no warning`() async {
        let found = await lookup(store())
        #expect(found.credentials.isEmpty)
        #expect(found.warnings.isEmpty)
    }

    @Test func `a named file that does not exist causes a warning`() async {
        let path = folder.file("absent")
        #expect(
            await lookup(store(authFile: path)).warnings == ["\(path): there is no such file; continuing without it"])
    }

    @Test func `a malformed file causes one warning without its content, and the next file is used`()
        async throws
    {
        let path = try folder.write("broken", #"{"auths": hush"#)
        try folder.write("home/.docker/config.json", pair("https://registry.example/v2/", "me:pw"))
        let found = await lookup(store(authFile: path))
        #expect(found.credentials == ["basic me pw"])
        #expect(found.warnings.count == 1)
        #expect(found.warnings.allSatisfy { $0.hasPrefix(path) && !$0.contains("hush") })
    }

    @Test func `a wrong pair causes a warning that names the key, and the less specific key is used`() async throws {
        let path = try folder.write(
            "auth.json",
            #"{"auths":{"registry.example/team":{"auth":"hush!"},"registry.example":{"auth":"bWU6cHc="}}}"#
        )
        let found = await lookup(store(authFile: path))
        #expect(found.credentials == ["basic me pw"])
        #expect(found.warnings.count == 1)
        #expect(found.warnings.allSatisfy { $0.contains("auths 'registry.example/team'") && !$0.contains("hush") })
    }

    @Test func `an unreadable file causes a warning`() async throws {
        try folder.write("folder/inside", "")
        #expect(await lookup(store(authFile: folder.file("folder"))).warnings.count == 1)
        #expect(
            await lookup(store(authFile: "/dev/zero")).warnings.allSatisfy { $0.contains("more than 4194304 bytes") })
        #expect(await lookup(store(authFile: "/dev/null")).warnings.isEmpty)
    }

    @Test func `a helper returns a credential for the registry`() async throws {
        try helper(
            "stub", #"read server; echo "{\"ServerURL\":\"$server\",\"Username\":\"$1\",\"Secret\":\"$server\"}""#)
        try folder.write("home/.docker/config.json", #"{"credHelpers":{"registry.example":"stub"}}"#)
        let found = await lookup(store())
        #expect(found.credentials == ["basic get registry.example"])
        #expect(found.sources == ["\(folder.file("home/.docker/config.json")), credHelpers 'registry.example': 'stub'"])
        #expect(found.warnings.isEmpty)
    }

    @Test func `a helper may return an identity token`() async throws {
        try helper("stub", #"echo '{"Username":"<token>","Secret":"refresh"}'"#)
        try folder.write("home/.docker/config.json", #"{"credsStore":"stub"}"#)
        #expect(await lookup(store()).credentials == ["identity refresh"])
    }

    @Test(arguments: [
        ("absent", "", "is not on the PATH"),
        ("fails", "echo hush; exit 3", "exited with status 3"),
        ("silent", "exit 0", "did not return a JSON object"),
        ("killed", "kill -9 $$", "was killed by signal 9"),
        ("chatty", "head -c 100000 /dev/zero; exit 0", "did not return a JSON object"),
        ("hangs", "exec sleep 300", "did not respond within 1 s"),
        ("hangs", "sleep 30; exit 0", "did not respond within 1 s"),
        ("hangs", "trap '' TERM; sleep 30 & wait", "did not respond within 1 s"),
        ("../bin", "", "name of the credential helper contains"),
    ])
    func `an unusable helper causes one warning, and the file is used`(
        name: String, script: String, words: String
    ) async throws {
        if !script.isEmpty { try helper(name, script) }
        try folder.write(
            "home/.docker/config.json",
            #"{"credsStore":"\#(name)","auths":{"registry.example":{"auth":"bWU6cHc="}}}"#
        )
        let start = ContinuousClock.now
        let found = await lookup(store(timeoutSeconds: name == "hangs" ? 1 : 60))
        #expect(ContinuousClock.now - start < .seconds(20))
        #expect(found.credentials == ["basic me pw"])
        #expect(found.warnings.count == 1)
        #expect(found.warnings.allSatisfy { $0.contains(words) && $0.contains("credsStore") && !$0.contains("hush") })
    }

    // docker-credential-helpers#158 and others: the text is the protocol.
    @Test func `a helper without a credential causes no warning`() async throws {
        try helper("stub", "echo credentials not found in native keychain; exit 1")
        try folder.write("home/.docker/config.json", #"{"credsStore":"stub"}"#)
        let found = await lookup(store())
        #expect(found.credentials.isEmpty)
        #expect(found.warnings.isEmpty)
    }

    @Test func `forty images of one registry start its helper once`() async throws {
        try helper("stub", "echo x >> '\(folder.file("starts"))'; echo '{\"Username\":\"me\",\"Secret\":\"pw\"}'")
        try folder.write("home/.docker/config.json", #"{"credsStore":"stub"}"#)
        let store = store()
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<40 {
                group.addTask { [reference] in await store.credentials(for: reference).candidates.count }
            }
            for await count in group { #expect(count == 1) }
        }
        #expect(try String(contentsOfFile: folder.file("starts"), encoding: .utf8) == "x\n")
    }

    @Test(arguments: ["exec 0<&-", "sleep 30 &"])
    func `a helper may exit without reading its input, or leave a program behind`(first: String) async throws {
        try helper("stub", "\(first)\necho '{\"Username\":\"me\",\"Secret\":\"pw\"}'")
        try folder.write("home/.docker/config.json", #"{"credsStore":"stub"}"#)
        let start = ContinuousClock.now
        for _ in 0..<20 { #expect(await lookup(store()).credentials == ["basic me pw"]) }
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func `a cancelled lookup ends its helper and returns immediately`() async throws {
        try helper("stub", "exec sleep 300")
        try folder.write("home/.docker/config.json", #"{"credsStore":"stub"}"#)
        let start = ContinuousClock.now
        let task = Task { [reference, store = store()] in await store.credentials(for: reference) }
        task.cancel()
        #expect(await task.value.candidates.isEmpty)
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test func `no description contains a secret`() async throws {
        try helper("stub", #"echo '{"Username":"me","Secret":"hush"}'"#)
        try folder.write("home/.docker/config.json", #"{"credsStore":"stub"}"#)
        try folder.write("auth.json", pair("registry.example", "me:hush"))
        for store in [store(), store(authFile: folder.file("auth.json"))] {
            let lookup = await store.credentials(for: reference)
            #expect(lookup.candidates.count == 1)
            var dumped = "\(lookup)" + String(reflecting: lookup) + String(reflecting: store)
            dump(lookup, to: &dumped)
            #expect(!dumped.contains("hush"))
        }
    }
}
