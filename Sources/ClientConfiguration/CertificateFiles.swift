import ImageModel
import MirrorModel
import RegistryProtocol

/// The certificates in a directory for one registry: `certs.d/<host[:port]>` of Docker, podman or containerd.
///
/// `*.crt` are certificate authorities; `*.cert` are client certificates, each with the `*.key` of the same name
/// (containers-certs.d(5)).
package struct CertificateFiles: Hashable, Sendable {
    /// The files of authorities, in the order of their names.
    package private(set) var authorities: [String] = []
    /// The whole pairs, in the order of their names.
    package private(set) var clientCertificates: [TrustSettings.ClientCertificate] = []
    /// The files that cannot be used: those that cannot be read, and halves of pairs.
    package private(set) var faults: [ConfigurationError] = []

    /// No files.
    private init() {}

    /// The usable ones of the files `names` in `folder`; `problem` answers why a file cannot be read.
    package init(folder: String, names: [String], problem: (String) -> String?) {
        for name in names {
            let path = "\(folder)/\(name)"
            if name.hasSuffix(".crt") {
                if isReadable(path, problem) { authorities.append(path) }
            } else if let other = Self.other(half: name, ".cert", ".key") {
                let key = "\(folder)/\(other)"
                guard names.contains(other) else {
                    faults.append(ConfigurationError(.halfPair(missing: other), at: .file(path: path)))
                    continue
                }
                if isReadable(path, problem), isReadable(key, problem) {
                    clientCertificates.append(TrustSettings.ClientCertificate(certificate: path, key: key))
                }
            } else if let other = Self.other(half: name, ".key", ".cert"), !names.contains(other) {
                faults.append(ConfigurationError(.halfPair(missing: other), at: .file(path: path)))
            }
        }
    }

    /// The usable files in `folder`; none where there is no such directory.
    package init(folder: String) {
        self.init(
            folder: folder, names: ConfigurationFile.names(in: folder), problem: ConfigurationFile.readingProblem)
    }

    /// Whether there is no usable file.
    package var isEmpty: Bool { authorities.isEmpty && clientCertificates.isEmpty }

    /// The directories for a registry, in order of precedence (containers-certs.d(5), then Docker's).
    ///
    /// Docker Hub is looked up under each of its names, because users choose the one that they see in an error message.
    package static func folders(for reference: Reference, environment: ClientEnvironment) -> [String] {
        // Docker without root looks into its own configuration only (docker/docs#24213).
        let rootless =
            environment.value("XDG_CONFIG_HOME").map { $0 + "/docker/certs.d" }
            ?? environment.home(".config/docker/certs.d")
        let roots = [
            environment.home(".config/containers/certs.d"), rootless, "/etc/containers/certs.d", "/etc/docker/certs.d",
        ]
        let isHub = Reference.isDockerHub(reference.registry)
        let names = isHub ? Reference.dockerHubNames : [reference.registry]
        return roots.compactMap(\.self).flatMap { root in names.map { "\(root)/\($0)" } }
    }

    /// The files of the first directory with a usable one, and the faults of the directories up to it.
    package static func found(for reference: Reference, environment: ClientEnvironment) -> CertificateFiles {
        found(among: folders(for: reference, environment: environment)) { CertificateFiles(folder: $0) }
    }

    /// As ``found(for:environment:)``, with the reader of a directory as a parameter.
    package static func found(among folders: [String], read: (String) -> CertificateFiles) -> CertificateFiles {
        var found = CertificateFiles()
        for folder in folders where found.isEmpty {
            let faults = found.faults
            found = read(folder)
            found.faults = faults + found.faults
        }
        return found
    }

    private mutating func isReadable(_ path: String, _ problem: (String) -> String?) -> Bool {
        guard let reason = problem(path) else { return true }
        faults.append(ConfigurationError(.unreadable(reason: reason), at: .file(path: path)))
        return false
    }

    /// The name of the other half of the pair to which `name` belongs; `nil` unless it ends in `suffix`.
    private static func other(half name: String, _ suffix: String, _ otherSuffix: String) -> String? {
        guard name.hasSuffix(suffix) else { return nil }
        return String(decoding: name.utf8.dropLast(suffix.utf8.count), as: UTF8.self) + otherSuffix
    }
}
