import ImageModel

/// The certificate files that Docker and podman keep for one registry, in `certs.d/<host[:port]>`.
package struct CertificateFiles: Hashable, Sendable {
    /// The authority that signed the registry's certificate (`ca.crt`).
    package var authority: String?
    /// The certificate shown to the registry (`client.cert`).
    package var clientCertificate: String?
    /// The key of ``clientCertificate`` (`client.key`).
    package var clientKey: String?

    /// The files that `folder` would hold.
    package init(folder: String) {
        authority = folder + "/ca.crt"
        clientCertificate = folder + "/client.cert"
        clientKey = folder + "/client.key"
    }

    /// The files to look for, folder by folder, the first one first (containers-certs.d(5), then Docker's folder).
    ///
    /// Docker Hub is looked up under each of its names: people write the one that they see in an error message.
    package static func places(for reference: Reference, environment: ClientEnvironment) -> [CertificateFiles] {
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

    /// The files of the first folder that has any of them; those that it lacks are nil.
    ///
    /// A certificate without its key, or a key without its certificate, counts as missing.
    package static func found(for reference: Reference, environment: ClientEnvironment) -> CertificateFiles? {
        found(among: places(for: reference, environment: environment), isReadable: FileText.isReadable)
    }

    /// As ``found(for:environment:)``, with the question whether a file is there as a value.
    package static func found(
        among places: [CertificateFiles],
        isReadable: (String) -> Bool
    ) -> CertificateFiles? {
        for place in places {
            var present = place
            if let path = place.authority, !isReadable(path) { present.authority = nil }
            let hasPair = [place.clientCertificate, place.clientKey].compactMap(\.self).allSatisfy(isReadable)
            if !hasPair {
                present.clientCertificate = nil
                present.clientKey = nil
            }
            if present.authority != nil || present.clientCertificate != nil { return present }
        }
        return nil
    }
}
