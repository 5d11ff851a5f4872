import ImageModel
import MirrorModel
import RegistryProtocol
import YAMLParsing

/// Reads `registries.yaml` of k3s and RKE2.
struct RancherMirrors: MirrorReader {
    /// The files; the first one that exists counts.
    let files: [String]

    /// The files that k3s and RKE2 use, preceded by the user's own.
    init(environment: ClientEnvironment, root: String) {
        files = environment.configurationPaths(
            "rancher/k3s/registries.yaml",
            system: ["/etc/rancher/k3s/registries.yaml", "/etc/rancher/rke2/registries.yaml"], root: root)
    }

    /// These files only.
    init(files: [String]) {
        self.files = files
    }

    func read(
        for image: Reference
    ) throws(ConfigurationError) -> (rules: [any MirrorRules], faults: [ConfigurationError]) {
        for path in files {
            do throws(ConfigurationError) {
                guard let bytes = try ConfigurationFile.bytes(of: path) else { continue }
                var reader = RancherFileReader(path: path)
                let file = try reader.file(parsing: bytes)
                // The plan reports a registry without a valid address.
                let hosts = (try? Upstream(of: image)).flatMap(file.hosts)
                return ([hosts].compactMap(\.self), reader.faults)
            } catch {
                return ([], [error])
            }
        }
        return ([], [])
    }
}

/// Reads `registries.yaml`.
///
/// An entry that cannot be used is ignored and reported.
struct RancherFileReader {
    /// The file's path.
    private let path: String
    /// The entries that were ignored, and why.
    private(set) var faults: [ConfigurationError] = []

    /// A reader for the file at `path`.
    init(path: String) {
        self.path = path
    }

    /// The file's mirrors and settings for TLS.
    mutating func file(parsing bytes: [UInt8]) throws(ConfigurationError) -> RancherFile {
        var file = RancherFile()
        guard let root = try YAMLSection(parsing: bytes, file: path) else { return file }
        let configs = try root.section("configs")
        for name in configs?.keys ?? [] {
            keep { reader throws(ConfigurationError) in
                guard let config = try configs?.section(name) else { return }
                if let tls = try config.section("tls") {
                    file.registries[name] = try reader.settings(tls)
                } else if config.has("auth") {
                    // A registry with a login only counts as named, too.
                    file.registries[name] = reader.settings(at: config)
                }
            }
        }
        let mirrors = try root.section("mirrors")
        for name in mirrors?.keys ?? [] {
            keep { reader throws(ConfigurationError) in
                guard let mirror = try mirrors?.section(name) else { return }
                file.mirrors[name] = try reader.endpoints(mirror, file.registries)
            }
        }
        return file
    }

    /// The credential in `configs`, of the first of `names` that has one, with the name.
    static func credential(
        for names: [String], parsing bytes: [UInt8], file path: String
    ) throws(ConfigurationError) -> (name: String, entry: CredentialEntry)? {
        guard let configs = try YAMLSection(parsing: bytes, file: path)?.section("configs") else { return nil }
        for name in names {
            guard let auth = try configs.section(name)?.section("auth") else { continue }
            let entry = CredentialEntry(
                encodedPair: try auth.text("auth"), username: try auth.text("username"),
                password: try auth.text("password"), identityToken: try auth.text("identity_token"))
            return (name, entry)
        }
        return nil
    }

    /// Does `work`, and keeps the error that it throws as a fault.
    private mutating func keep(_ work: (inout RancherFileReader) throws(ConfigurationError) -> Void) {
        do throws(ConfigurationError) {
            try work(&self)
        } catch {
            faults.append(error)
        }
    }

    private func settings(at section: YAMLSection) -> EndpointSettings {
        EndpointSettings(base: nil, source: section.source())
    }

    private func settings(_ tls: YAMLSection) throws(ConfigurationError) -> EndpointSettings {
        var settings = settings(at: tls)
        settings.trust.skipsVerification = try tls.flag("insecure_skip_verify")
        settings.trust.authorities = [try tls.text("ca_file")].compactMap(\.self)
        if let certificate = try tls.text("cert_file") {
            settings.trust.clientCertificates = [
                TrustSettings.ClientCertificate(certificate: certificate, key: try tls.text("key_file"))
            ]
        }
        settings.configuresTLS = settings.trust != TrustSettings()
        return settings
    }

    /// The endpoints of one entry of `mirrors`, each with the settings of its host and the rules of the entry.
    private mutating func endpoints(
        _ mirror: YAMLSection, _ registries: [String: EndpointSettings]
    ) throws(ConfigurationError) -> [EndpointSettings] {
        let rewrites = try mirror.section("rewrite")?.texts().map { rule throws(ConfigurationError) in
            try RepositoryRewrite(pattern: rule.key, replacement: rule.text, source: rule.source)
        }
        var endpoints: [EndpointSettings] = []
        for (text, source) in try mirror.list("endpoint") {
            do throws(WebAddressError) {
                let base = try Self.base(text)
                let known = RancherFile.names(of: base.registryName).lazy.compactMap { registries[$0] }
                    .first
                var endpoint = known ?? EndpointSettings(base: nil, source: source)
                endpoint.base = base
                endpoint.source = source
                endpoint.capabilities = [.pull, .resolve]
                endpoint.rewrites = rewrites ?? []
                endpoints.append(endpoint)
            } catch {
                faults.append(ConfigurationError(.address(key: "endpoint", error), at: source))
            }
        }
        return endpoints
    }

    /// The root of the API. k3s uses a path as it is written, and plain HTTP for loopback with a port.
    private static func base(_ text: String) throws(WebAddressError) -> WebAddress {
        let base = try EndpointAddress.base(text)
        if !EndpointAddress.hasScheme(text), base.isLoopback, let port = base.port, port != 443 {
            return try EndpointAddress.base("http://\(text)", keepsPath: base.pathAndQuery != "/v2")
        }
        return base.pathAndQuery == "/v2" ? base : try EndpointAddress.base(text, keepsPath: true)
    }
}

extension WebAddress {
    /// The registry's name in `configs`.
    fileprivate var registryName: String { port.map { "\(host):\($0)" } ?? host }
}
