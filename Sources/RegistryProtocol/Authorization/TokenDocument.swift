/// The members of a token server's answer that count. A member of an unexpected type counts as absent.
struct TokenDocument: Decodable {
    /// `token`, or `access_token` under OAuth's name.
    let token: String?
    /// `refresh_token`, which stands for the credential that was shown.
    let identityToken: String?
    /// `expires_in`, a number or a text with a number in it.
    let lifetimeSeconds: Int?

    /// Reads any JSON object.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        func text(_ key: Key) -> String? {
            guard let text = try? values.decode(String.self, forKey: key), !text.isEmpty else { return nil }
            return text
        }
        token = text(.token) ?? text(.accessToken)
        identityToken = text(.identityToken)
        if let number = try? values.decode(Double.self, forKey: .lifetime) {
            lifetimeSeconds = Int(exactly: number.rounded(.down))
        } else {
            lifetimeSeconds = text(.lifetime)?.decimalNumber.flatMap { Int(exactly: $0) }
        }
    }

    private enum Key: String, CodingKey {
        case token
        case accessToken = "access_token"
        case identityToken = "refresh_token"
        case lifetime = "expires_in"
    }
}
