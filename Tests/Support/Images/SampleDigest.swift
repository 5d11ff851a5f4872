import CLibcrypto

/// Digests as text, reckoned by libcrypto itself: what judges the product is not the product.
public enum SampleDigest: String, Sendable {
    /// SHA-256.
    case sha256
    /// SHA-512.
    case sha512

    /// `sha256:` or `sha512:`, and the hash of `bytes`.
    public func text(of bytes: [UInt8]) -> String {
        rawValue + ":" + Self.hexadecimal(of: bytes, sha512: self == .sha512)
    }

    /// `sha256:` and the hash of `bytes`.
    public static func sha256(of bytes: [UInt8]) -> String {
        sha256.text(of: bytes)
    }

    private static func hexadecimal(of bytes: [UInt8], sha512: Bool) -> String {
        precondition(resolve_crypto_load() == nil, "libcrypto is here")
        let context = resolve_EVP_MD_CTX_new()
        defer { resolve_EVP_MD_CTX_free(context) }
        var hash = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let codes = [
            resolve_EVP_DigestInit_ex(context, sha512 ? resolve_EVP_sha512() : resolve_EVP_sha256(), nil),
            resolve_EVP_DigestUpdate(context, bytes, bytes.count), resolve_EVP_DigestFinal_ex(context, &hash, &length),
        ]
        precondition(codes == [1, 1, 1], "libcrypto knows SHA-2")
        return hash.prefix(Int(length)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
