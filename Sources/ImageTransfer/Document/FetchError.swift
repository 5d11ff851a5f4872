import ImageModel
import ImageStore
import RegistryProtocol

/// Why a document or a blob could not be had.
package enum FetchError: Error, Sendable, CustomStringConvertible {
    /// The registry gave no usable answer; `what` names the thing asked for.
    case session(SessionError, what: String)
    /// A blob's transfer failed for good.
    case blob(BlobFailure, Digest)
    /// A document's bytes have another digest than they must.
    case wrongDigest(expected: Digest, actual: Digest, what: String)
    /// A document has another size than its descriptor says.
    case wrongSize(expected: Int64, actual: Int64, what: String)
    /// The store could not take it.
    case store(StoreError)

    /// One sentence, with what was asked for.
    package var description: String {
        switch self {
        case .session(let error, let what): "\(what): \(error)"
        case .blob(let failure, let digest): "blob \(digest): \(failure)"
        case .wrongDigest(let expected, let actual, let what):
            "\(what): the bytes have the digest \(actual), not \(expected)"
        case .wrongSize(let expected, let actual, let what):
            "\(what): the document has \(actual) bytes, its descriptor says \(expected)"
        case .store(let error): error.description
        }
    }
}
