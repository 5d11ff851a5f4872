import ImageModel
import MirrorModel
import RegistryProtocol

/// The folder of `certs.d` that is for one registry.
///
/// The rules are containerd's (docs/hosts.md, "Port Handling in Registry Host").
struct HostsFolder {
    /// The folders that are looked for, the first one first.
    static func candidates(for image: Reference, roots: [String]) -> [String] {
        var names = [image.registry, "_default"]
        if let port = image.port {
            let host = image.registry.utf8.dropLast(String(port).utf8.count + 1)
            names.insert("\(String(decoding: host, as: UTF8.self))_\(port)_", at: 0)
        }
        return roots.flatMap { root in names.map { "\(root)/\($0)" } }
    }

    /// What the first folder that exists says, and what could not be used of it.
    ///
    /// A folder without `hosts.toml`, or with an empty one, may hold certificates as Docker's do.
    static func settings(
        for image: Reference, roots: [String]
    ) -> (file: HostsFile?, faults: [SettingFault]) {
        // Most machines have none of them: then nothing more is looked for.
        for folder in candidates(for: image, roots: roots.filter(FolderListing.isThere)) {
            let path = folder + "/hosts.toml"
            do throws(SettingFault) {
                guard let bytes = try SettingsFile.bytes(of: path) else {
                    if FolderListing.isThere(folder) { return (CertificateFolder.settings(of: folder), []) }
                    continue
                }
                var reader = HostsFileReader(folder: folder)
                let file = try reader.file(parsing: bytes)
                return (file ?? CertificateFolder.settings(of: folder), reader.faults)
            } catch {
                return (CertificateFolder.settings(of: folder), [error])
            }
        }
        return (nil, [])
    }
}
