/// A file that may hold credentials.
package struct CredentialPlace: Hashable, Sendable {
    /// The file's path.
    package let path: String
    /// Whether somebody named this very file: then it is worth a warning when it cannot be read.
    package let isNamed: Bool

    /// The files to look into, the first one first.
    ///
    /// `--auth-file`, `REGISTRY_AUTH_FILE`, Docker's file, podman's files. `DOCKER_CONFIG` moves Docker's folder, so with
    /// it set `~/.docker` is not read. Podman's places: containers-auth.json(5).
    package static func all(environment: ClientEnvironment, authFile: String?) -> [CredentialPlace] {
        var named = [authFile, environment.value("REGISTRY_AUTH_FILE")].compactMap(\.self)
        named.removeAll { $0.isEmpty }
        var found = [docker(environment), runtime(environment)]
        found.append(environment.value("XDG_CONFIG_HOME").map { $0 + "/containers/auth.json" })
        found.append(environment.home(".config/containers/auth.json"))
        var seen: Set<String> = []
        let places =
            named.map { CredentialPlace(path: $0, isNamed: true) }
            + found.compactMap(\.self).map { CredentialPlace(path: $0, isNamed: false) }
        return places.filter { seen.insert($0.path).inserted }
    }

    /// The file that logins are written to; nil where nobody says where the user's files are.
    package static func forLogins(environment: ClientEnvironment, authFile: String?) -> String? {
        if let authFile, !authFile.isEmpty { return authFile }
        return environment.value("REGISTRY_AUTH_FILE") ?? docker(environment)
    }

    private static func docker(_ environment: ClientEnvironment) -> String? {
        environment.value("DOCKER_CONFIG").map { $0 + "/config.json" } ?? environment.home(".docker/config.json")
    }

    private static func runtime(_ environment: ClientEnvironment) -> String? {
        environment.value("XDG_RUNTIME_DIR").map { $0 + "/containers/auth.json" }
            ?? environment.userID.map { "/run/containers/\($0)/auth.json" }
    }
}
