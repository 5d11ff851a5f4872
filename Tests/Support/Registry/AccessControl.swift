/// Whom a registry lets in.
public enum AccessControl: Sendable {
    /// Everybody.
    case open
    /// Who gives one of these accounts and its password.
    case basic([String: String])
    /// Who brings a token.
    case bearer(TokenServer)
}
