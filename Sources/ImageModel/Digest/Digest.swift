/// A content address: the algorithm, and the hash in lowercase hexadecimal digits, as `sha256:2c93…`.
///
/// A value that exists is well formed; nothing downstream re-checks it.
/// Grammar: OCI image-spec v1.1, descriptor.md, "Digests".
public struct Digest: Hashable, Sendable {
    /// The hash function.
    public let algorithm: DigestAlgorithm
    /// The hash: ``DigestAlgorithm/hexLength`` digits of `0-9a-f`.
    public let hex: String

    /// Reads `algorithm:hex`, and refuses everything else.
    ///
    /// - Throws: ``DigestError``, naming the first thing wrong with `text`.
    public init(parsing text: String) throws(DigestError) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { throw .missingAlgorithm(in: text) }
        let name = String(text[..<colon])
        guard let algorithm = DigestAlgorithm(rawValue: name) else { throw .unsupportedAlgorithm(name, in: text) }
        let digits = text[text.utf8.index(after: colon)...]
        var count = 0
        for scalar in digits.unicodeScalars {
            count += 1
            guard ("0"..."9").contains(scalar) || ("a"..."f").contains(scalar) else {
                throw .notHexadecimal(found: scalar, digit: count, in: text)
            }
        }
        guard count == algorithm.hexLength else {
            throw .wrongLength(count, expected: algorithm.hexLength, in: text)
        }
        self.algorithm = algorithm
        hex = String(digits)
    }

    /// The digest of a hash that was computed, most significant byte first.
    ///
    /// - Throws: ``DigestError/wrongByteCount(_:expected:_:)``.
    public init(algorithm: DigestAlgorithm, bytes: [UInt8]) throws(DigestError) {
        guard bytes.count == algorithm.byteCount else {
            throw .wrongByteCount(bytes.count, expected: algorithm.byteCount, algorithm)
        }
        self.algorithm = algorithm
        let digits = Array("0123456789abcdef".utf8)
        hex = String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

extension Digest: CustomStringConvertible {
    /// `algorithm:hex`, the form that ``init(parsing:)`` reads.
    public var description: String { "\(algorithm.rawValue):\(hex)" }
}
