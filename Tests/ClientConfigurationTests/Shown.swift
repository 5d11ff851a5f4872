import RegistryProtocol

/// A credential as a test compares it, secret and all.
func shown(_ credential: Credential?) -> String {
    switch credential {
    case .basic(let username, let password): "basic \(username) \(password.revealed)"
    case .identityToken(let token): "identity \(token.revealed)"
    case .bearer(let token): "bearer \(token.revealed)"
    case .anonymous: "anonymous"
    case nil: "none"
    }
}
