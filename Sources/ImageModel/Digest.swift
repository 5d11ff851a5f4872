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

    /// The digest with the given hash, most significant byte first.
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

/// A hash function for digests: those that the OCI image-spec registers and every client supports.
public enum DigestAlgorithm: String, CaseIterable, Hashable, Sendable {
    /// SHA-256, the algorithm of nearly all digests.
    case sha256
    /// SHA-512.
    case sha512

    /// The number of bytes in a hash.
    public var byteCount: Int {
        switch self {
        case .sha256: 32
        case .sha512: 64
        }
    }

    /// The number of hexadecimal digits in a hash.
    public var hexLength: Int { byteCount * 2 }
}

/// Why a text or a hash is not a valid digest.
public enum DigestError: Error, Hashable, Sendable {
    /// The text has no `:` after the algorithm.
    case missingAlgorithm(in: String)
    /// The algorithm is not a ``DigestAlgorithm``.
    case unsupportedAlgorithm(String, in: String)
    /// `found`, at the 1-based position `digit` after the colon, is not a lowercase hexadecimal digit.
    case notHexadecimal(found: Unicode.Scalar, digit: Int, in: String)
    /// The digest has `count` digits instead of `expected`.
    case wrongLength(Int, expected: Int, in: String)
    /// The hash has `count` bytes, but the algorithm produces `expected`.
    case wrongByteCount(Int, expected: Int, DigestAlgorithm)
}

extension DigestError: CustomStringConvertible {
    /// The sentence for the command line and for logs.
    public var description: String {
        switch self {
        case .missingAlgorithm(let text), .unsupportedAlgorithm(_, let text), .notHexadecimal(_, _, let text),
            .wrongLength(_, _, let text):
            "digest '\(Printable.escaped(text))' \(flaw)"
        case .wrongByteCount(_, _, let algorithm): "\(algorithm.rawValue) hash \(flaw)"
        }
    }

    /// The rest of a sentence that begins with the digest.
    var flaw: String {
        switch self {
        case .missingAlgorithm: "has no ':' between algorithm and hexadecimal digits"
        case .unsupportedAlgorithm(let name, _):
            "uses the algorithm '\(Printable.escaped(name))', not \(Self.algorithms)"
        case .notHexadecimal(let found, let digit, _):
            "has '\(Printable.escaped(String(found)))' as digit \(digit), not one of 0-9 and a-f"
        case .wrongLength(let count, let expected, _):
            "has \(count) hexadecimal digit\(count == 1 ? "" : "s"), not \(expected)"
        case .wrongByteCount(let count, let expected, _):
            "has \(count) byte\(count == 1 ? "" : "s"), not \(expected)"
        }
    }

    private static var algorithms: String {
        DigestAlgorithm.allCases.map(\.rawValue).joined(separator: " or ")
    }
}
