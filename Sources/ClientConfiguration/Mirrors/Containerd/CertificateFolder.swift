import MirrorModel
import RegistryProtocol

/// A folder with certificates for one registry, named as Docker names them.
enum CertificateFolder {
    /// The registry itself with all the folder's certificates; `nil` where there are none.
    ///
    /// `*.crt` are authorities; `*.cert` are certificates of our own, each with the `*.key` of the same name.
    static func settings(of folder: String) -> HostsFile? {
        let names = FolderListing.names(in: folder)
        var server = HostsFile.Host(base: nil, source: .file(path: folder))
        server.trust.authorities = names.filter { $0.hasSuffix(".crt") }.map { "\(folder)/\($0)" }
        for name in names where name.hasSuffix(".cert") {
            let key = name.dropLast(5) + ".key"
            server.trust.clientCertificates.append(
                TrustSettings.ClientCertificate(
                    certificate: "\(folder)/\(name)", key: names.contains(String(key)) ? "\(folder)/\(key)" : nil))
        }
        return server.trust == TrustSettings() ? nil : HostsFile(hosts: [], server: server)
    }
}
