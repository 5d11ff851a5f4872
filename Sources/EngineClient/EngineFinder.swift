import ImageModel
import RegistryProtocol
import SystemFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Finds the engines of this machine: by the settings of Docker, podman and containerd, and by the usual paths of sockets.
package struct EngineFinder: Sendable {
    private let variables: [String: String]
    private let homeFolder: String?
    private let runtimeFolder: String?
    private let userID: UInt32?
    private let root: String

    /// A finder for a user.
    ///
    /// - Parameters:
    ///   - variables: the environment variables.
    ///   - homeFolder: the home directory, without a slash at its end.
    ///   - userID: the user, for `/run/user/ID` where `XDG_RUNTIME_DIR` is not set.
    ///   - root: is prefixed to the paths of the system.
    package init(variables: [String: String], homeFolder: String?, userID: UInt32?, root: String = "") {
        self.variables = variables.filter { !$0.value.isEmpty }
        self.homeFolder = homeFolder.flatMap { $0.isEmpty ? nil : $0 }
        self.userID = userID
        self.root = root
        runtimeFolder = self.variables["XDG_RUNTIME_DIR"] ?? userID.map { "\(root)/run/user/\($0)" }
    }

    /// The engines that the settings name, and those whose sockets exist; one that has several names is listed once.
    package func endpoints() -> [EngineEndpoint] {
        var found: [EngineEndpoint] = []
        let usual = usualEndpoints.filter { endpoint in
            guard case .socket(let path) = endpoint.address else { return false }
            return endpoint.isSelected || Self.identity(of: path) != nil
        }
        for endpoint in configured + usual {
            let same = found.firstIndex { Self.isSame($0.address, endpoint.address) }
            guard let same else {
                found.append(endpoint)
                continue
            }
            found[same].names += endpoint.names.filter { !found[same].names.contains($0) }
            found[same].isConfigured = found[same].isConfigured || endpoint.isConfigured
            found[same].isSelected = found[same].isSelected || endpoint.isSelected
        }
        return found
    }

    /// The engine of this kind that images are written to: the one that the settings select or else, of those whose sockets
    /// exist, the first that this user may use.
    package func endpoint(of kind: EngineKind) throws(EngineFault) -> EngineEndpoint {
        let selected = configured.first { $0.kind == kind && ($0.isSelected || kind != .docker) }
        if let selected { return selected }
        var usual = usualEndpoints.filter { endpoint in
            guard endpoint.kind == kind, case .socket(let path) = endpoint.address else { return false }
            return Self.identity(of: path) != nil
        }
        if kind == .podman, userID != 0, let runtimeFolder {
            // Without the rights of root, podman uses the service of the user.
            usual = usual.filter { $0.isSocket(in: runtimeFolder) } + usual.filter { !$0.isSocket(in: runtimeFolder) }
        }
        guard let endpoint = usual.first(where: { EngineSurvey.fault(of: $0) == nil }) ?? usual.first else {
            throw .noneFound(kind)
        }
        return endpoint
    }

    /// The platform that `DOCKER_DEFAULT_PLATFORM` requests.
    package var defaultPlatform: String? { variables["DOCKER_DEFAULT_PLATFORM"] }

    private var configured: [EngineEndpoint] {
        var endpoints: [EngineEndpoint] = []
        if let host = variables["DOCKER_HOST"] {
            let certificates = variableCertificates
            var endpoint = EngineEndpoint(
                .docker, .init(parsing: host, usesTLS: certificates != nil), name: "DOCKER_HOST")
            endpoint.certificates = certificates
            endpoint.isSelected = true
            endpoints.append(endpoint)
        }
        endpoints += DockerContexts(folder: dockerFolder, selected: selectedContext).endpoints()
        if let host = variables["CONTAINER_HOST"] {
            endpoints.append(EngineEndpoint(.podman, .init(parsing: host, usesTLS: false), name: "CONTAINER_HOST"))
        }
        if let address = variables["CONTAINERD_ADDRESS"] {
            endpoints.append(
                EngineEndpoint(.containerd, .init(parsing: address, usesTLS: false), name: "CONTAINERD_ADDRESS"))
        }
        for index in endpoints.indices { endpoints[index].isConfigured = true }
        return endpoints
    }

    /// The context that the `docker` command uses; `nil` if a variable or nothing decides.
    private var selectedContext: String? {
        guard variables["DOCKER_HOST"] == nil else { return nil }
        let named = variables["DOCKER_CONTEXT"] ?? DockerContexts.current(in: dockerFolder)
        return named == "default" ? nil : named
    }

    private var dockerFolder: String? { variables["DOCKER_CONFIG"] ?? homeFolder.map { $0 + "/.docker" } }

    /// The certificates of `DOCKER_CERT_PATH`; `nil` if no variable asks for TLS. As `docker` does, only
    /// `DOCKER_TLS_VERIFY` makes it check the server's certificate.
    private var variableCertificates: EngineEndpoint.Certificates? {
        let verifies = variables["DOCKER_TLS_VERIFY"] != nil
        guard verifies || variables["DOCKER_TLS"] != nil else { return nil }
        guard let folder = variables["DOCKER_CERT_PATH"] ?? dockerFolder else { return .init() }
        var certificates = EngineEndpoint.Certificates(in: folder)
        certificates.skipsVerification = !verifies
        return certificates
    }

    private var usualEndpoints: [EngineEndpoint] {
        let docker =
            ["\(root)/var/run/docker.sock"] + inRuntime(["docker.sock"])
            + inHome([
                ".docker/run/docker.sock", ".docker/desktop/docker.sock", ".colima/default/docker.sock",
                ".rd/docker.sock",
                ".orbstack/run/docker.sock",
            ])
        let podman =
            ["\(root)/run/podman/podman.sock"] + inRuntime(["podman/podman.sock"])
            + inHome([".local/share/containers/podman/machine/podman.sock"])
        let containerd =
            [
                "/run/containerd/containerd.sock", "/run/docker/containerd/containerd.sock",
                "/run/k3s/containerd/containerd.sock", "/run/k0s/containerd.sock",
                "/var/snap/microk8s/common/run/containerd.sock",
            ].map { root + $0 } + inRuntime(["docker/containerd/containerd.sock"])
        var endpoints: [EngineEndpoint] = []
        for (kind, paths) in [(EngineKind.docker, docker), (.podman, podman), (.containerd, containerd)] {
            for path in paths { endpoints.append(EngineEndpoint(kind, .socket(path), name: "default")) }
        }
        if variables["DOCKER_HOST"] == nil, selectedContext == nil, Self.identity(of: docker[0]) != nil {
            endpoints[0].isSelected = true
        }
        return endpoints
    }

    private func inHome(_ names: [String]) -> [String] {
        homeFolder.map { folder in names.map { "\(folder)/\($0)" } } ?? []
    }

    private func inRuntime(_ names: [String]) -> [String] {
        runtimeFolder.map { folder in names.map { "\(folder)/\($0)" } } ?? []
    }

    private static func isSame(_ one: EngineEndpoint.Address, _ other: EngineEndpoint.Address) -> Bool {
        guard one != other else { return true }
        guard case .socket(let one) = one, case .socket(let other) = other else { return false }
        guard let real = identity(of: one) else { return false }
        return real == identity(of: other)
    }

    /// The path without symbolic links; `nil` if there is nothing, or nothing that this user may see. The corresponding C
    /// function is realpath(3).
    private static func identity(of path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}

extension EngineEndpoint {
    /// Whether it is a socket below this directory.
    fileprivate func isSocket(in folder: String) -> Bool {
        if case .socket(let path) = address { path.hasPrefix(folder + "/") } else { false }
    }
}
