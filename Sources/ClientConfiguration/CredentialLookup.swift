import RegistryProtocol

/// What the configuration says about one repository.
package struct CredentialLookup: Hashable, Sendable {
    /// The credentials to try, the closest first; empty means that the registry is asked without one.
    package var candidates: [SourcedCredential] = []
    /// One sentence for each place that could not be used.
    package var warnings: [CredentialWarning] = []
}
