/// Where the configurations of containerd, podman and Docker are looked for.
package struct MirrorPlaces: Hashable, Sendable {
    /// The folders that hold a folder for each registry, with its `hosts.toml`; the first with one for a registry counts.
    package var hostsFolders: [String]
    /// podman's `registries.conf`; the first that exists counts.
    package var registriesFiles: [String]
    /// The folders with files that are laid over it.
    package var registriesFolders: [String]
    /// Docker's `daemon.json`; the first that exists counts.
    package var engineFiles: [String]

    /// These places and no others.
    package init(
        hostsFolders: [String] = [], registriesFiles: [String] = [], registriesFolders: [String] = [],
        engineFiles: [String] = []
    ) {
        self.hostsFolders = hostsFolders
        self.registriesFiles = registriesFiles
        self.registriesFolders = registriesFolders
        self.engineFiles = engineFiles
    }

    /// The places where these programs look themselves, the user's own before the system's.
    ///
    /// `CONTAINERS_REGISTRIES_CONF` names the only file of podman. `root` stands before the paths of the system's places.
    package init(environment: ClientEnvironment, root: String = "") {
        let personal = environment.value("XDG_CONFIG_HOME") ?? environment.home(".config")
        func paths(_ name: String, _ others: [String]) -> [String] {
            (personal.map { ["\($0)/\(name)"] } ?? []) + others.map { root + $0 }
        }
        hostsFolders = paths("containerd/certs.d", ["/etc/containerd/certs.d"])
        if let path = environment.value("CONTAINERS_REGISTRIES_CONF") {
            registriesFiles = [path]
            registriesFolders = []
        } else {
            registriesFiles = paths(
                "containers/registries.conf",
                ["/etc/containers/registries.conf", "/usr/share/containers/registries.conf"])
            registriesFolders = paths(
                "containers/registries.conf.d",
                ["/etc/containers/registries.conf.d", "/usr/share/containers/registries.conf.d"])
        }
        engineFiles = paths("docker/daemon.json", ["/etc/docker/daemon.json"])
    }
}
