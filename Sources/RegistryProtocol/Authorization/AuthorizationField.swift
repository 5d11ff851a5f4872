/// The header that lets a request in.
enum AuthorizationField {
    /// `Authorization: Basic …` (RFC 7617).
    static func basic(username: String, password: Secret) -> HTTPHeader {
        HTTPHeader(name: "Authorization", value: "Basic \(Base64.encoded("\(username):\(password.revealed)".utf8))")
    }

    /// `Authorization: Bearer …` (RFC 6750).
    static func bearer(_ token: Secret) -> HTTPHeader {
        HTTPHeader(name: "Authorization", value: "Bearer \(token.revealed)")
    }
}
