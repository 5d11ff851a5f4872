/// A hash function that digests may be made with: those the OCI image-spec registers and every client has.
public enum DigestAlgorithm: String, CaseIterable, Hashable, Sendable {
    /// SHA-256, what nearly all content is addressed by.
    case sha256
    /// SHA-512.
    case sha512

    /// How many bytes the hash has.
    public var byteCount: Int {
        switch self {
        case .sha256: 32
        case .sha512: 64
        }
    }

    /// How many hexadecimal digits the hash is written with.
    public var hexLength: Int { byteCount * 2 }
}
