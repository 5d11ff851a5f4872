import RegistryProtocol
import SystemFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The contexts of the `docker` command, in a directory such as `~/.docker`.
///
/// Layout: docker/cli, cli/context/store, "storeconfig.go" and "metadatastore.go".
struct DockerContexts {
    /// The directory; `nil` if there is none.
    let folder: String?
    /// The context that is in use; `nil` if it is the default one.
    let selected: String?

    private static let mostContexts = 64
    private static let fileLimit = 1 << 20

    /// The context in use, by the file `config.json`.
    static func current(in folder: String?) -> String? {
        guard let folder, let answer = document(at: folder + "/config.json") else { return nil }
        return answer["currentContext"]?.text.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The engine of each context; a context that is in use and does not exist is one with a fault.
    func endpoints() -> [EngineEndpoint] {
        guard let folder else { return missing(among: []) }
        let ids = SmallFile.names(in: folder + "/contexts/meta").sorted().prefix(Self.mostContexts)
        let endpoints = ids.compactMap { endpoint(id: $0, in: folder) }
        return endpoints + missing(among: endpoints)
    }

    private func missing(among endpoints: [EngineEndpoint]) -> [EngineEndpoint] {
        guard let selected, !endpoints.contains(where: \.isSelected) else { return [] }
        var endpoint = EngineEndpoint(.docker, .other("-", .noContext), name: Self.name(of: selected))
        endpoint.isSelected = true
        return [endpoint]
    }

    private func endpoint(id: String, in folder: String) -> EngineEndpoint? {
        guard let document = Self.document(at: "\(folder)/contexts/meta/\(id)/meta.json"),
            let name = document["Name"]?.text, let docker = document["Endpoints"]?["docker"],
            let host = docker["Host"]?.text
        else { return nil }
        var certificates = EngineEndpoint.Certificates(in: "\(folder)/contexts/tls/\(id)/docker")
        certificates.skipsVerification = docker["SkipTLSVerify"]?.flag ?? false
        let usesTLS = certificates != EngineEndpoint.Certificates()
        var endpoint = EngineEndpoint(
            .docker, .init(parsing: host, usesTLS: usesTLS), name: Self.name(of: name))
        endpoint.certificates = usesTLS ? certificates : nil
        endpoint.isSelected = name == selected
        return endpoint
    }

    private static func name(of context: String) -> String { "context \(context)" }

    private static func document(at path: String) -> JSONAnswer? {
        guard let bytes = try? SmallFile.bytes(of: path, limit: fileLimit) else { return nil }
        return JSONAnswer(parsing: bytes)
    }
}

extension EngineEndpoint.Certificates {
    /// The files of a directory, as far as they exist.
    init(in folder: String) {
        self.init()
        func file(_ name: String) -> String? {
            let path = "\(folder)/\(name)"
            return access(path, F_OK) == 0 ? path : nil
        }
        authorities = file("ca.pem")
        client = file("cert.pem").map { .init(certificate: $0, key: file("key.pem")) }
    }
}
