import ImageModel
import MirrorModel
import RegistryProtocol

/// The logins in `registries.yaml` of k3s and RKE2 (`configs`, `auth`).
///
/// A file that cannot be read as a whole is not reported here: ``RancherMirrors`` reports it.
struct RancherCredentials: CredentialSource {
    /// The files; the first one that exists counts.
    let files: [String]

    func credentials(for reference: Reference) async -> CredentialLookup {
        for path in files {
            do throws(ConfigurationError) {
                guard let bytes = try ConfigurationFile.bytes(of: path) else { continue }
                return try lookup(for: reference, parsing: bytes, file: path)
            } catch {
                return CredentialLookup()
            }
        }
        return CredentialLookup()
    }

    private func lookup(
        for reference: Reference, parsing bytes: [UInt8], file path: String
    ) throws(ConfigurationError) -> CredentialLookup {
        let names = RancherFile.names(of: reference.registry)
        guard let (name, entry) = try RancherFileReader.credential(for: names, parsing: bytes, file: path) else {
            return CredentialLookup()
        }
        let location = CredentialLocation(path: path, part: .config(key: name))
        do throws(CredentialError) {
            let found = try entry.credential().map { SourcedCredential($0, source: location.description) }
            return CredentialLookup(candidates: [found].compactMap(\.self))
        } catch {
            return CredentialLookup(failures: [error.located(at: location)])
        }
    }
}
