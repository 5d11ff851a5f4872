import ImageModel
import RegistryProtocol

/// The credentials of all sources: the files of Docker and podman, and the helpers named in them.
///
/// Nothing is read before the first lookup. The first source with a credential ends the search. A source that cannot be used
/// is reported as a warning, and the search continues, possibly without finding a credential.
package struct CredentialStore: Sendable {
    private let sources: [any CredentialSource]

    /// A store for the files selected by `environment` and `--auth-file`; each helper may run for `helperTimeoutSeconds`.
    package init(environment: ClientEnvironment, authFile: String? = nil, helperTimeoutSeconds: Int = 10) {
        sources = CredentialFile.all(
            environment: environment, authFile: authFile, helperTimeoutSeconds: helperTimeoutSeconds)
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
