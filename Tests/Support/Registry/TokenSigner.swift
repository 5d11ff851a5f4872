import Foundation

/// Signs tokens as JSON Web Tokens (RS256), which a real registry that trusts ``certificate`` lets in.
public struct TokenSigner: Sendable {
    /// The PEM file of the certificate that tokens are held against.
    public let certificate: String
    /// The issuer that tokens name.
    public let issuer = "issuer.test"
    private let folder: TemporaryFolder
    private let key: String
    private let chain: String

    /// Makes a key and its certificate with openssl.
    public init() throws {
        folder = try TemporaryFolder()
        (key, certificate) = (folder.file("key.pem"), folder.file("certificate.pem"))
        try runChecked(
            "openssl",
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=issuer.test"]
                + ["-keyout", key, "-out", certificate])
        let certificate = try runChecked("openssl", ["x509", "-in", certificate, "-outform", "DER"])
        chain = Data(certificate.stdout).base64EncodedString()
    }

    /// A token for `service` that is good for five minutes and for `scopes`, such as `repository:team/app:pull,push`.
    func token(for service: String, account: String, scopes: [String], serial: Int) throws -> String {
        let header = JSONText.object([
            ("typ", .string("JWT")), ("alg", .string("RS256")), ("x5c", .array([.string(chain)])),
        ])
        let now = Int(Date().timeIntervalSince1970)
        let claims = JSONText.object([
            ("iss", .string(issuer)), ("sub", .string(account)), ("aud", .string(service)),
            ("exp", .number(now + 300)), ("nbf", .number(now - 10)), ("iat", .number(now)),
            ("jti", .string("\(serial)")), ("access", .array(scopes.compactMap(Self.access))),
        ])
        let text = Self.encoded(header.bytes) + "." + Self.encoded(claims.bytes)
        let signature = try runChecked("openssl", ["dgst", "-sha256", "-sign", key], stdin: Array(text.utf8))
        return text + "." + Self.encoded(signature.stdout)
    }

    /// `repository:team/app:pull,push` as an entry of the claim `access`.
    private static func access(_ scope: String) -> JSONText? {
        guard let first = scope.firstIndex(of: ":"), let last = scope.lastIndex(of: ":"), first < last else {
            return nil
        }
        let actions = scope[scope.index(after: last)...].split(separator: ",")
        return .object([
            ("type", .string(String(scope[..<first]))),
            ("name", .string(String(scope[scope.index(after: first)..<last]))),
            ("actions", .array(actions.map { .string(String($0)) })),
        ])
    }

    /// Base 64 as addresses have it, without padding.
    private static func encoded(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}
