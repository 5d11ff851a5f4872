/// One entry of `auths`, as written: nothing in it is checked yet.
///
/// It holds secrets, and so prints nothing of itself.
package struct CredentialEntry: Sendable, Decodable, CustomStringConvertible {
    /// Base64 of `user:password`.
    let encodedPair: String?
    /// The name beside `password`, which some tools write instead of `auth`.
    let username: String?
    /// The password beside `username`.
    let password: String?
    /// A refresh token.
    let identityToken: String?
    /// A token that is sent as it stands.
    let registryToken: String?

    private enum CodingKeys: String, CodingKey {
        case encodedPair = "auth"
        case username
        case password
        case identityToken = "identitytoken"
        case registryToken = "registrytoken"
    }

    /// Reads an object; a member that is no text, or empty, counts as missing.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) -> String? {
            guard let text = try? members.decode(String.self, forKey: key), !text.isEmpty else { return nil }
            return text
        }
        encodedPair = text(.encodedPair)
        username = text(.username)
        password = text(.password)
        identityToken = text(.identityToken)
        registryToken = text(.registryToken)
    }

    /// Never more than a placeholder.
    package var description: String { "<redacted>" }
}
