import ClientConfiguration
import Testing

struct CredentialFileTests {
    private func paths(_ variables: [String: String], authFile: String? = nil, home: String? = "/home/me") -> [String] {
        let environment = ClientEnvironment(variables: variables, homeFolder: home, userID: 1000)
        return CredentialFile.all(environment: environment, authFile: authFile).map(\.path)
    }

    @Test func `all files are listed in order`() {
        let variables = [
            "REGISTRY_AUTH_FILE": "/r/auth.json", "DOCKER_CONFIG": "/d", "XDG_RUNTIME_DIR": "/run/user/1000",
            "XDG_CONFIG_HOME": "/x",
        ]
        #expect(
            paths(variables, authFile: "/a/auth.json") == [
                "/a/auth.json", "/r/auth.json", "/d/config.json", "/run/user/1000/containers/auth.json",
                "/x/containers/auth.json", "/home/me/.config/containers/auth.json",
            ]
        )
    }

    @Test func `without variables the paths depend on the home directory and the user ID`() {
        #expect(
            paths([:]) == [
                "/home/me/.docker/config.json", "/run/containers/1000/auth.json",
                "/home/me/.config/containers/auth.json",
            ]
        )
    }

    @Test func `DOCKER_CONFIG replaces the folder in the home directory`() {
        #expect(!paths(["DOCKER_CONFIG": "/d"]).contains("/home/me/.docker/config.json"))
    }

    @Test func `an empty variable counts as missing, and no path is repeated`() {
        #expect(paths(["DOCKER_CONFIG": "", "REGISTRY_AUTH_FILE": ""]).first == "/home/me/.docker/config.json")
        #expect(paths(["REGISTRY_AUTH_FILE": "/a"], authFile: "/a").filter { $0 == "/a" }.count == 1)
        #expect(paths([:], authFile: "", home: nil) == ["/run/containers/1000/auth.json"])
    }

    @Test func `only files named by the user are required`() {
        let environment = ClientEnvironment(variables: ["REGISTRY_AUTH_FILE": "/r"], homeFolder: "/h")
        let named = CredentialFile.all(environment: environment, authFile: "/a").filter(\.isNamed).map(\.path)
        #expect(named == ["/a", "/r"])
    }
}
