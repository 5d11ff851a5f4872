import ImageModel

/// Why a blob did not arrive.
package enum BlobFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The transfer failed; what came of the blob is good for the next attempt.
    case transfer(TransferFailure)
    /// More bytes came than the descriptor says.
    case tooLong(expected: Int64)
    /// The answer ended, cleanly, before all bytes had come.
    case tooShort(received: Int64, expected: Int64)
    /// The answer's head announces another size than the descriptor.
    case contradictoryLength(declared: Int64, expected: Int64)
    /// A page came in place of the blob; `firstLine` is escaped.
    case html(firstLine: String?)
    /// All bytes came, and they are not those of the digest.
    case mismatch(expected: Digest, actual: Digest)

    /// What kind of failure it is.
    package var subject: FailureSubject {
        switch self {
        case .transfer(let failure): failure.subject
        case .tooLong, .tooShort, .contradictoryLength, .html, .mismatch: .integrity
        }
    }

    /// Whether the bytes that are held are worth nothing to a later attempt.
    package var spoilsPart: Bool {
        switch self {
        case .mismatch: true
        case .transfer, .tooLong, .tooShort, .contradictoryLength, .html: false
        }
    }

    /// What went wrong, with its numbers.
    package var description: String {
        switch self {
        case .transfer(let failure): failure.description
        case .tooLong(let expected): "more bytes come than the \(expected) of its descriptor"
        case .tooShort(let received, let expected): "the answer ended after \(received) of \(expected) bytes"
        case .contradictoryLength(let declared, let expected):
            "the answer announces \(declared) bytes, the descriptor \(expected)"
        case .html(let firstLine?): "a proxy or server answered with HTML, its first line is '\(firstLine)'"
        case .html(nil): "a proxy or server answered with HTML"
        case .mismatch(let expected, let actual): "the bytes have the digest \(actual), not \(expected)"
        }
    }
}
