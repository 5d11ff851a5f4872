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
        var hash = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let code = EVP_Digest(bytes, bytes.count, &hash, &length, sha512 ? EVP_sha512() : EVP_sha256(), nil)
        precondition(code == 1, "libcrypto knows SHA-2")
        return hash.prefix(Int(length)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
