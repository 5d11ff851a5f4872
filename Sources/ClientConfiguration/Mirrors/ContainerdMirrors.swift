import ErrorMapping
import ImageModel
import MirrorModel
import RegistryProtocol

/// Reads the folder for one registry in containerd's `certs.d`.
///
/// The rules are containerd's (docs/hosts.md, "Port Handling in Registry Host").
struct ContainerdMirrors: MirrorReader {
    /// Whose folders they are.
    enum Owner {
        /// containerd itself.
        case containerd
        /// The containerd of k3s and RKE2, which also knows the table `rewrite`.
        case rancher
        /// Docker, whose certificates in the same folders ``CertificateFiles`` reads.
        case docker
    }

    /// The folders that contain a folder for each registry; the first one with a folder for the registry counts.
    let folders: [String]
    private let owner: Owner

    /// The folders that containerd uses, preceded by the user's own.
    init(environment: ClientEnvironment, root: String) {
        self.init(
            folders: environment.configurationPaths(
                "containerd/certs.d", system: ["/etc/containerd/certs.d"], root: root))
    }

    /// These folders only.
    init(folders: [String], owner: Owner = .containerd) {
        self.folders = folders
        self.owner = owner
    }

    /// The folders that k3s and RKE2 fill when they start.
    static func rancher(root: String) -> ContainerdMirrors {
        let names = ["k3s", "rke2"]
        return ContainerdMirrors(
            folders: names.map { "\(root)/var/lib/rancher/\($0)/agent/etc/containerd/certs.d" }, owner: .rancher)
    }

    /// The folders of Docker with containerd's store, preceded by the user's own.
    static func docker(environment: ClientEnvironment, root: String) -> ContainerdMirrors {
        ContainerdMirrors(
            folders: environment.configurationPaths("docker/certs.d", system: ["/etc/docker/certs.d"], root: root),
            owner: .docker)
    }

    func read(
        for image: Reference
    ) throws(ConfigurationError) -> (rules: [any MirrorRules], faults: [ConfigurationError]) {
        let (file, faults) = file(for: image)
        return ([file].compactMap(\.self), faults)
    }

    /// The registry's settings in the first folder that exists.
    ///
    /// A folder without `hosts.toml`, or with an empty one, may contain certificates as Docker's folders do.
    func file(for image: Reference) -> (file: HostsFile?, faults: [ConfigurationError]) {
        // Most machines have none of these folders, and then no further paths are checked.
        for folder in Self.candidates(for: image, folders: folders.filter(ConfigurationFile.exists)) {
            do throws(ConfigurationError) {
                guard let bytes = try ConfigurationFile.bytes(of: folder + "/hosts.toml") else {
                    if ConfigurationFile.exists(folder) { return certificates(in: folder) }
                    continue
                }
                var reader = HostsFileReader(folder: folder, owner: owner)
                let file = try reader.file(parsing: bytes)
                if let file { return (file, reader.faults) }
                return certificates(in: folder, faults: reader.faults)
            } catch {
                return certificates(in: folder, faults: [error])
            }
        }
        return (nil, [])
    }

    /// The settings for the registry with all certificates in its folder, as in Docker's folders; `nil` if there are none.
    private func certificates(
        in folder: String, faults: [ConfigurationError] = []
    ) -> (file: HostsFile?, faults: [ConfigurationError]) {
        guard owner != .docker else { return (nil, faults) }
        let files = CertificateFiles(folder: folder)
        var server = EndpointSettings(base: nil, source: .file(path: folder))
        server.trust.authorities = files.authorities
        server.trust.clientCertificates = files.clientCertificates
        return (files.isEmpty ? nil : HostsFile(hosts: [], server: server), faults + files.faults)
    }

    /// The folders to check, in order.
    static func candidates(for image: Reference, folders: [String]) -> [String] {
        let isHub = Reference.isDockerHub(image.registry)
        var names = (isHub ? Reference.dockerHubNames : [image.registry]) + ["_default"]
        if let port = image.port {
            let host = image.registry.utf8.dropLast(String(port).utf8.count + 1)
            names.insert("\(String(decoding: host, as: UTF8.self))_\(port)_", at: 0)
        }
        return folders.flatMap { folder in names.map { "\(folder)/\($0)" } }
    }
}

/// Reads containerd's `hosts.toml`.
///
/// A `[host]` table that cannot be used is ignored and reported; an unusable setting outside the tables invalidates the file.
struct HostsFileReader {
    /// The folder that contains the file; paths in the file are relative to it.
    private let folder: String
    private let owner: ContainerdMirrors.Owner
    /// The tables and words that were ignored, and why.
    private(set) var faults: [ConfigurationError] = []

    /// A reader for the file in `folder`.
    init(folder: String, owner: ContainerdMirrors.Owner = .containerd) {
        self.folder = folder
        self.owner = owner
    }

    /// The file's content; nil for an empty file.
    mutating func file(parsing bytes: [UInt8]) throws(ConfigurationError) -> HostsFile? {
        let root = try TOMLSection(parsing: bytes, file: folder + "/hosts.toml")
        guard !root.isEmpty else { return nil }
        let address = try root.text("server")
        var server = try host(address, key: "server", root, source: root.source("server"))
        // Without an address, the settings outside tables are the registry's own, which serves everything.
        if address?.isEmpty ?? true { server.capabilities = .all }
        var hosts: [EndpointSettings] = []
        if let tables = try root.section(exactly: "host") {
            for address in tables.keys {
                do throws(ConfigurationError) {
                    guard let table = try tables.section(exactly: address) else { continue }
                    let source = table.source(part: "[host.\"\(address)\"]")
                    hosts.append(try host(address, key: "host", table, source: source))
                } catch {
                    faults.append(error)
                }
            }
        }
        return HostsFile(hosts: hosts, server: server)
    }

    private mutating func host(
        _ address: String?, key: String, _ table: TOMLSection, source: SettingSource
    ) throws(ConfigurationError) -> EndpointSettings {
        var base: WebAddress?
        let keepsPath = try table.flag("override_path")
        if let address, !address.isEmpty || key == "host" {
            base = try mapError(
                { ConfigurationError(.address(key: key, $0), at: source) },
                try EndpointAddress.base(address, keepsPath: keepsPath))
        }
        var host = EndpointSettings(base: base, source: source)
        host.capabilities = try capabilities(table)
        host.trust.skipsVerification = try table.flag("skip_verify")
        host.trust.authorities = try table.texts("ca", .textOrTexts).map(path)
        host.trust.clientCertificates = try table.pairs("client").map { pair in
            TrustSettings.ClientCertificate(
                certificate: path(pair.first), key: pair.second.isEmpty ? nil : path(pair.second))
        }
        host.configuresTLS = ["skip_verify", "ca", "client"].contains(where: table.has)
        host.connection.proxy = try table.proxy("proxy")
        host.connection.dialMilliseconds = try dialMilliseconds(table)
        host.headers = try headers(table)
        if owner == .rancher, let rules = try table.section("rewrite") {
            host.rewrites = try rules.texts().map { rule throws(ConfigurationError) in
                try RepositoryRewrite(pattern: rule.key, replacement: rule.text, source: rule.source)
            }
        }
        return host
    }

    /// The time limit of `dial_timeout`; nil for 0, which sets none.
    private func dialMilliseconds(_ table: TOMLSection) throws(ConfigurationError) -> Int64? {
        let key = "dial_timeout"
        guard let text = try table.text(key), !text.isEmpty else { return nil }
        guard let milliseconds = GoDuration.milliseconds(parsing: text) else {
            throw ConfigurationError(.duration(key: key, value: text), at: table.source(key))
        }
        return milliseconds == 0 ? nil : milliseconds
    }

    /// The capabilities that the words name. A word that is not known is reported, and takes nothing from the others: later
    /// versions of containerd add words. A host with no other word keeps all capabilities, as if it had none.
    private mutating func capabilities(_ table: TOMLSection) throws(ConfigurationError) -> EndpointCapabilities {
        let words = try table.texts("capabilities")
        var capabilities: EndpointCapabilities = []
        var hasKnownWord = false
        for word in words {
            if let capability = EndpointCapabilities(word: word) {
                capabilities.insert(capability)
                hasKnownWord = true
            } else if word.asciiLowercased == Self.referrers {
                hasKnownWord = true
            } else {
                faults.append(
                    ConfigurationError(
                        .unknownValue(key: "capabilities", value: word, known: EndpointCapabilities.knownWords),
                        at: table.source("capabilities")))
            }
        }
        return hasKnownWord ? capabilities : .all
    }

    /// Since containerd 2.1, the word for serving lists of referrers, which a pull does not request.
    private static let referrers = "referrers"

    private func headers(_ table: TOMLSection) throws(ConfigurationError) -> HTTPHeaders {
        var headers = HTTPHeaders()
        guard let fields = try table.section("header") else { return headers }
        for name in fields.keys {
            guard Self.isFieldName(name) else { throw ConfigurationError(.headerName(name), at: fields.source(name)) }
            for value in try fields.texts(name, .textOrTexts) { headers.add(name: name, value: value) }
        }
        return headers
    }

    /// Whether `text` is a token (RFC 9110, section 5.6.2), as the name of a header field must be.
    private static func isFieldName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0.isLetter || $0.isDigit || "!#$%&'*+-.^_`|~".utf8.contains($0) }
    }

    private func path(_ written: String) -> String {
        written.utf8.first == UInt8(ascii: "/") ? written : "\(folder)/\(written)"
    }
}
