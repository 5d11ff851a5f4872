import ImageModel

/// The certificate files for one registry, in the folder `certs.d/<host[:port]>` of Docker or podman.
package struct CertificateFiles: Hashable, Sendable {
    /// The authority that signed the registry's certificate (`ca.crt`).
    package var authority: String?
    /// The certificate presented to the registry (`client.cert`).
    package var clientCertificate: String?
    /// The key of ``clientCertificate`` (`client.key`).
    package var clientKey: String?

    /// The paths of the files in `folder`.
    package init(folder: String) {
        authority = folder + "/ca.crt"
        clientCertificate = folder + "/client.cert"
        clientKey = folder + "/client.key"
    }

    /// The files to look for, in order of precedence (containers-certs.d(5), then Docker's folder).
    ///
    /// Docker Hub is looked up under each of its names, because users choose the one that they see in an error message.
    package static func candidates(for reference: Reference, environment: ClientEnvironment) -> [CertificateFiles] {
        let roots = [
            environment.home(".config/containers/certs.d"), "/etc/containers/certs.d", "/etc/docker/certs.d",
        ]
        let names =
            reference.registry == "docker.io"
            ? ["docker.io", "registry-1.docker.io", "index.docker.io"] : [reference.registry]
        return roots.compactMap(\.self).flatMap { root in
            names.map { CertificateFiles(folder: "\(root)/\($0)") }
        }
    }

    /// The files of the first folder that contains any of them; missing files are nil.
    ///
    /// A certificate without its key, or a key without its certificate, counts as missing.
    package static func found(for reference: Reference, environment: ClientEnvironment) -> CertificateFiles? {
        found(among: candidates(for: reference, environment: environment), isReadable: ConfigurationFile.isReadable)
    }

    /// As ``found(for:environment:)``, with the check for readable files as a parameter.
    package static func found(
        among candidates: [CertificateFiles], isReadable: (String) -> Bool
    ) -> CertificateFiles? {
        for candidate in candidates {
            var present = candidate
            if let path = candidate.authority, !isReadable(path) { present.authority = nil }
            let hasPair = [candidate.clientCertificate, candidate.clientKey].compactMap(\.self).allSatisfy(isReadable)
            if !hasPair {
                present.clientCertificate = nil
                present.clientKey = nil
            }
            if present.authority != nil || present.clientCertificate != nil { return present }
        }
        return nil
    }
}
