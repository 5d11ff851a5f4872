import RegistryProtocol

extension RegistrySession {
    /// Shows the session's credential to the registry, if it wants one, and gives what came of it.
    ///
    /// - Throws: also where the registry refuses the credential.
    package func login() async throws(FetchError) -> LoginAnswer {
        _ = try await small(.login, what: "login")
        return LoginAnswer(isChecked: knowledge.hasTerms, identityToken: await tokens.identityToken)
    }
}

/// What came of a login that the registry did not refuse.
package struct LoginAnswer: Sendable {
    /// Whether the registry wanted to see the credential; one that lets everybody in has not looked at it.
    package let isChecked: Bool
    /// What may be kept in place of the credential, where the registry gives such a thing.
    package let identityToken: Secret?
}
