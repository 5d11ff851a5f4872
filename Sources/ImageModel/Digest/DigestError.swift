/// Why a text, or a hash, is not a digest.
public enum DigestError: Error, Hashable, Sendable {
    /// There is no `:` that ends the algorithm's name.
    case missingAlgorithm(in: String)
    /// The algorithm is none of ``DigestAlgorithm``.
    case unsupportedAlgorithm(String, in: String)
    /// `found` stands at the 1-based place `digit` after the colon, and is not a lowercase hexadecimal digit.
    case notHexadecimal(found: Unicode.Scalar, digit: Int, in: String)
    /// There are `count` digits instead of `expected`.
    case wrongLength(Int, expected: Int, in: String)
    /// A hash of `count` bytes was given for an algorithm that makes `expected`.
    case wrongByteCount(Int, expected: Int, DigestAlgorithm)
}

extension DigestError: CustomStringConvertible {
    /// The sentence for the command line and for logs.
    public var description: String {
        switch self {
        case .missingAlgorithm(let text):
            "digest '\(Printable.escaped(text))' has no ':' between algorithm and hexadecimal digits"
        case .unsupportedAlgorithm(let name, let text):
            "digest '\(Printable.escaped(text))' uses the algorithm '\(Printable.escaped(name))', "
                + "not \(Self.algorithms)"
        case .notHexadecimal(let found, let digit, let text):
            "digest '\(Printable.escaped(text))' has '\(Printable.escaped(String(found)))' as digit \(digit), "
                + "not one of 0-9 and a-f"
        case .wrongLength(let count, let expected, let text):
            "digest '\(Printable.escaped(text))' has \(count) hexadecimal digit\(count == 1 ? "" : "s"), "
                + "not \(expected)"
        case .wrongByteCount(let count, let expected, let algorithm):
            "\(algorithm.rawValue) hash has \(count) byte\(count == 1 ? "" : "s"), not \(expected)"
        }
    }

    private static var algorithms: String {
        DigestAlgorithm.allCases.map(\.rawValue).joined(separator: " or ")
    }
}
