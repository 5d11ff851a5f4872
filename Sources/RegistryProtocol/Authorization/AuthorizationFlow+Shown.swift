extension AuthorizationFlow {
    /// What a request that is under way has shown to the registry.
    enum Shown {
        /// No authorization.
        case nothing
        /// A name and a password.
        case basic(SourcedCredential)
        /// A token, and what it was given for.
        case bearer(Secret, TokenOrigin, AuthorizationTerms, SourcedCredential)

        /// Whose authorization it is; `nil` where there is none.
        var credential: SourcedCredential? {
            switch self {
            case .nothing: nil
            case .basic(let credential), .bearer(_, _, _, let credential): credential
            }
        }
    }
}
