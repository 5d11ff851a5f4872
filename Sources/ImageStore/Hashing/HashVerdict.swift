import ImageModel

/// Whether what is in the file is what was asked for.
package enum HashVerdict: Hashable, Sendable {
    /// It is; the value is what a commit asks for.
    case matches(VerifiedBlob)
    /// It is not: the bytes have the digest `actual`.
    case differs(actual: Digest)
}
