import RegistryProtocol

extension RegistrySession {
    /// Presents the session's credential to the registry if it requires one.
    ///
    /// - Throws: an error also if the registry refuses the credential.
    package func login() async throws(RegistryError) -> LoginOutcome {
        _ = try await read(.login)
        return LoginOutcome(isChecked: authorization.isChallenged, identityToken: await tokens.identityToken)
    }
}

/// The outcome of a login that the registry did not refuse.
package struct LoginOutcome: Sendable {
    /// Whether the registry checked the credential; a registry that allows anonymous access does not.
    package let isChecked: Bool
    /// The token to store in place of the credential, if the registry issued one.
    package let identityToken: Secret?
}
