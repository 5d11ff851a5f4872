/// What a credential helper is asked to do; the word is its only argument (docker-credential-helpers).
enum HelperVerb: String, Sendable {
    /// To give a credential; it reads the server's address.
    case get
    /// To keep one; it reads an object with the address, the name and the secret.
    case store
    /// To forget one; it reads the server's address.
    case erase
}
