import ImageModel
import RegistryProtocol

/// The credentials of all sources: the files of Docker and podman, the helpers named in them, and the file of k3s and RKE2.
///
/// Nothing is read before the first lookup. The first source with a credential ends the search. A source that cannot be used
/// is reported as a warning, and the search continues, possibly without finding a credential.
package struct CredentialStore: Sendable {
    private let sources: [any CredentialSource]
    private let authFile: String?

    /// A store for the files selected by `environment` and `--auth-file`; each helper may run for `helperTimeoutSeconds`.
    /// `root` is prefixed to the paths of the system's files.
    package init(
        environment: ClientEnvironment, authFile: String? = nil, root: String = "", helperTimeoutSeconds: Int = 10
    ) {
        self.authFile = authFile
        let files = CredentialFile.all(
            environment: environment, authFile: authFile, helperTimeoutSeconds: helperTimeoutSeconds)
        sources = files + [RancherCredentials(files: RancherMirrors(environment: environment, root: root).files)]
    }

    /// The path given with `--auth-file`, if there is no such file.
    package var missingFile: String? {
        guard let authFile, !authFile.isEmpty, !ConfigurationFile.exists(authFile) else { return nil }
        return authFile
    }

    /// The credentials for the repository of `reference`.
    package func credentials(for reference: Reference) async -> CredentialLookup {
        var lookup = CredentialLookup()
        for source in sources where lookup.candidates.isEmpty {
            let found = await source.credentials(for: reference)
            lookup.candidates = found.candidates
            lookup.failures += found.failures
        }
        return lookup
    }
}
